"""Who there is in the region, appointed through the API by two beheerders, and how each calls the service."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from app.access.matrix import MATRIX, Action, Role, Scope
from app.platform.clock import local_date
from app.settings import DEMO_ISSUER
from scripts.simulation.service import BEHEERDERS, Played

Json = dict[str, Any]

PEOPLE_PER_DESK: Mapping[Role, int] = {
    Role.ZORGCOORDINATOR: 2,
    Role.ZORGTAFEL: 2,
    Role.DSP: 2,
    Role.AVIM: 3,
    Role.ARBEIDSINSPECTIE: 2,
}
"""How many people a role has in each of its areas, where that is more than one."""
RENEWED_AFTER = timedelta(hours=4)
"""How long a token is used; it is valid for longer."""


@dataclass(slots=True)
class Findings:
    """What was counted, and what is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class UnexpectedAnswerError(Exception):
    """The service answered otherwise than a user may expect."""


@dataclass(slots=True)
class Person:
    """Somebody with a role in an area, who calls the service with tokens of their own."""

    subject: str
    role: Role
    area: str | None
    played: Played
    http: httpx.AsyncClient
    _token: str = ""
    _issued: datetime | None = None
    memory: Json = field(default_factory=dict)

    def _authorization(self) -> str:
        now = self.played.clock.now()
        if self._issued is None or not self._issued <= now < self._issued + RENEWED_AFTER:
            self._issued, self._token = now, self.played.issuer.sign(self.subject, now)
        return f"Bearer {self._token}"

    async def ask(self, method: str, path: str, *, json: object = None, key: str | None = None) -> httpx.Response:
        """Send a request; `path` is below /v1, and `key` an idempotency key."""
        headers = {"Authorization": self._authorization()}
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.http.request(method, f"{self.played.url}/v1{path}", json=json, headers=headers)

    async def do(self, method: str, path: str, *, json: object = None, key: str | None = None) -> Json:
        """Send a request that must succeed; raises UnexpectedAnswerError."""
        answer = await self.ask(method, path, json=json, key=key)
        if not answer.is_success:
            raise UnexpectedAnswerError(f"{self.subject} {method} {path}: {answer.status_code} {answer.text}")
        return dict(answer.json()) if answer.content else {}

    async def pages(self, path: str) -> AsyncIterator[Json]:
        """Give every item of a list, page by page."""
        joined, cursor = "&" if "?" in path else "?", ""
        while True:
            page = await self.do("GET", f"{path}{joined}limit=100{cursor}")
            for item in page["items"]:
                yield item
            if page["nextCursor"] is None:
                return
            cursor = f"&cursor={page['nextCursor']}"


@dataclass(frozen=True, slots=True)
class Region:
    """Everybody, and the municipalities of each district."""

    people: list[Person]
    municipalities: Mapping[str, str]
    """The district of each municipality."""

    def of(self, role: Role, area: str | None = None) -> list[Person]:
        """List who holds a role, in one area or in all."""
        return [one for one in self.people if one.role is role and (area is None or one.area == area)]


async def settle_region(played: Played, http: httpx.AsyncClient) -> Region:
    """Appoint everybody: one beheerder proposes and the other approves."""
    first, second = (Person(subject, Role.BEHEERDER, None, played, http) for subject in BEHEERDERS)
    listed = (await first.do("GET", "/municipalities"))["items"]
    today = local_date(played.clock.now()).isoformat()
    municipalities = {item["code"]: place for item in listed if (place := _district_of(item, today)) is not None}
    people = [first, second]
    for role, row in MATRIX.items():
        if role is Role.BEHEERDER:
            continue
        for area in _areas(row.scope, municipalities):
            for number in range(PEOPLE_PER_DESK.get(role, 1)):
                subject = "-".join(filter(None, (role, area, str(number + 1))))
                await _appoint(first, second, subject, role, row.scope, area)
                people.append(Person(subject, role, area, played, http))
    return Region(people, municipalities)


def _district_of(municipality: Json, today: str) -> str | None:
    for one in municipality["memberships"]:
        if one["validFrom"] <= today and (one["validUntil"] is None or today < one["validUntil"]):
            return str(one["district"])
    return None


def _areas(scope: Scope, municipalities: Mapping[str, str]) -> Collection[str | None]:
    match scope:
        case Scope.MUNICIPALITY:
            return list(municipalities)
        case Scope.DISTRICT:
            return sorted(set(municipalities.values()))
        case Scope.REGION:
            return [None]


async def _appoint(first: Person, second: Person, subject: str, role: Role, scope: Scope, area: str | None) -> None:
    holder: Json = {"issuer": DEMO_ISSUER, "subject": subject, "name": subject}
    if role is Role.SYSTEM:
        scopes = [Action.SUBMIT_SIGNAL, Action.READ_SIGNAL]
        made = await first.do("POST", "/clients", json={**holder, "municipalityCode": area, "scopes": scopes})
        await second.do("POST", f"/clients/{made['id']}/approval")
        return
    place = {Scope.MUNICIPALITY: "municipalityCode", Scope.DISTRICT: "district"}.get(scope)
    where = {} if place is None else {place: area}
    made = await first.do("POST", "/appointments", json={**holder, "role": role, **where})
    await second.do("POST", f"/appointments/{made['id']}/approval")
