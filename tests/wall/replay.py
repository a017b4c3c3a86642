"""Asks the API the same things twice: requests as data, and answers as everything of them that could differ."""

import hashlib
import itertools
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from uuid import UUID

import httpx
import orjson
import pytest

import app.platform.ids
from tests.world import World as Service

MASKED = "x-request-id"
PAGES = 12
"""Of a list at most so many pages are turned."""
NEVER_MAY = b"None of your appointments gives the right"
FILED = (2026, 11, 23, 9, 30, 0)
"""When the files in a document were made, which is told by the clock of the machine and not by that of the service."""
FORBIDDEN = 6
"""Of the requests for a route that somebody may never do, one in so many is sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `route` names the route it is for, by method and path."""

    route: str
    path: str
    json: object = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    turn_pages: bool = False

    @property
    def method(self) -> str:
        """Return the method of the route."""
        return self.route.split(" ", 1)[0]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.json or self.content or ''} {self.headers or ''}"


@dataclass(frozen=True, slots=True)
class Answer:
    """All of an answer but the id of its request, byte for byte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def seen(answer: httpx.Response) -> Answer:
    """Return what somebody sees of an answer, with the id of its request masked in the header and the document."""
    request_id = answer.headers[MASKED]
    headers = sorted((name, value) for name, value in answer.headers.items() if name != MASKED)
    return Answer(answer.status_code, tuple(headers), answer.content.replace(request_id.encode(), b"(request id)"))


async def ask(service: Service, token: str, request: Request, number: int = 0) -> list[Answer]:
    """Send one request with a token; of a list, turn its pages. Ids that it makes follow from the request alone."""
    headers = {"Authorization": f"Bearer {token}", **request.headers}
    content = orjson.dumps(request.json) if request.json is not None else request.content
    if content is not None:
        headers.setdefault("Content-Type", "application/json")
    answers: list[Answer] = []
    path = request.path
    for _ in range(PAGES):
        with _ids_of(f"{token} {request} {path} {number}"):
            answer = await service.http.request(request.method, path, headers=headers, content=content)
        answers.append(seen(answer))
        cursor = orjson.loads(answer.content).get("nextCursor") if request.turn_pages and answer.is_success else None
        if cursor is None:
            break
        path = f"{request.path}{'&' if '?' in request.path else '?'}cursor={cursor}"
    return answers


@contextmanager
def _ids_of(seed: str) -> Iterator[None]:
    """Make ids and references follow from a seed, so that what is made twice has the same; and date all files alike."""
    count = itertools.count()

    def next_id() -> UUID:
        digest = hashlib.sha256(f"{seed} {next(count)}".encode()).digest()
        return UUID(bytes=digest[:16], version=4)

    def next_number(below: int) -> int:
        return next_id().int % below

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.platform.ids, "uuid7", next_id)
        patch.setattr(app.platform.ids, "secrets", SimpleNamespace(randbelow=next_number))
        patch.setattr(zipfile, "time", SimpleNamespace(time=time.time, localtime=lambda _: FILED))
        yield


Told = dict[tuple[str, int], list[Answer]]
"""What somebody was answered to the request with a number."""


async def replay(service: Service, subjects: Iterable[str], requests: Sequence[Request]) -> Told:
    """Send a list of requests in order, each as all of some actors; return what each was answered."""
    told: Told = {}
    tokens = {subject: service.token(subject) for subject in subjects}
    forbidden: Counter[tuple[str, str]] = Counter()
    for number, request in enumerate(requests):
        for subject, token in tokens.items():
            place = subject, request.route
            if forbidden[place] % FORBIDDEN:
                forbidden[place] += 1
                continue
            told[subject, number] = answers = await ask(service, token, request, number)
            forbidden[place] += NEVER_MAY in answers[0].body
    return told


def differences(one: Told, other: Told, requests: Sequence[Request]) -> list[str]:
    """Name the requests to which somebody was answered otherwise, with both answers."""
    assert one.keys() == other.keys()
    return [
        f"{subject}: {requests[number]}\n  {one[subject, number]}\n  {other[subject, number]}"
        for subject, number in one
        if one[subject, number] != other[subject, number]
    ]


def differing_routes(one: Told, other: Told, requests: Sequence[Request]) -> dict[str, set[str]]:
    """Tell who was answered otherwise, on which routes."""
    found: dict[str, set[str]] = {}
    for subject, number in one:
        if one[subject, number] != other[subject, number]:
            found.setdefault(subject, set()).add(requests[number].route)
    return found
