"""Ways to ask: for what follows a route there are requests to what is there, to what is not, and malformed ones."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain
from urllib.parse import quote
from uuid import UUID

from tests.monitor.writing import entry
from tests.wall.known import Known
from tests.wall.model import SOUGHT_ADDRESSES, SOUGHT_NAMES
from tests.wall.replay import Request
from tests.wall.sent import (
    INTERVENE,
    LINK,
    MERGE,
    OFFER,
    REASON,
)
from tests.world import Json

NEVER = UUID("019a1c7e-0000-7000-8000-000000000001")
"""An id that nothing has."""
NO_IDS = (NEVER, UUID(int=0))
MALFORMED = ("0", "%00", quote("' OR 1=1 é"))

WRONG_BODIES: tuple[Json, ...] = ({}, {"unknown": True})
GARBAGE = (b"", b'{"a":1}{"a":2}', b"\xff")


Questions = Callable[[str, Known], Iterable[Request]]


def get(path: str) -> Questions:
    return lambda route, _: [Request(route, path), Request(route, f"{path}?x=1")]


def write_entry(route: str, _: Known) -> Iterator[Request]:
    yield Request(route, "/v1/monitor/entries", entry())
    yield Request(route, "/v1/monitor/entries", entry(district=None))


def queried(path: str, *queries: str) -> Questions:
    """Ask with nothing, and with each query."""
    return lambda route, _: [Request(route, path), *(Request(route, f"{path}?{query}") for query in queries)]


def listing(path: str, *filters: str) -> Questions:
    """Ask for a list: by every filter, page by page, with limits and cursors that are none."""
    wrong = ("limit=0", "limit=x", "cursor=", "cursor=AAAA", "offset=1")
    right = ("", *filters)

    def ask(route: str, known: Known) -> Iterator[Request]:
        for query in right:
            yield Request(route, f"{path}?limit=2{'&' if query else ''}{query}", turn_pages=True)
        yield from (Request(route, f"{path}?{query}") for query in wrong)

    return ask


def each(path: str, kind: str, *bodies: Json) -> Questions:
    """Ask for each thing of a kind there is, things that are not there, and what is no id at all."""

    def ask(route: str, known: Known) -> Iterator[Request]:
        sent: tuple[Json | None, ...] = bodies or (None,)
        ids: Sequence[UUID] = getattr(known, kind)
        for one in (*ids, *NO_IDS):
            yield from (Request(route, path.format(id=one), body) for body in sent)
        others = (*known.tasks[:1], *known.signals[:1], *known.decisions[:1])
        yield from (Request(route, path.format(id=one), bodies[0] if bodies else None) for one in others)
        yield from (Request(route, path.format(id=text), bodies[0] if bodies else None) for text in MALFORMED)
        first = ids[0] if ids else NEVER
        yield Request(route, f"{path.format(id=first)}?x=1", bodies[0] if bodies else None)
        if bodies:
            yield from (Request(route, path.format(id=first), body) for body in WRONG_BODIES)
            yield from (Request(route, path.format(id=NEVER), content=body) for body in GARBAGE)

    return ask


def matched(path: str, kind: str, *bodies: Json) -> Questions:
    """Ask as `each` does, and with entity tags and idempotency keys."""

    def ask(route: str, known: Known) -> Iterator[Request]:
        body = bodies[0] if bodies else None
        for tag in ('"1"', '"7"'):
            for one in (*getattr(known, kind)[::4], NEVER):
                yield Request(route, path.format(id=one), body, {"If-Match": tag, "Idempotency-Key": "the-same-key"})
        yield from each(path, kind, *bodies)(route, known)

    return ask


def also(some: Questions, kind: str, body: Json) -> Questions:
    """Ask of some in ways of their own, and of each as `matched` does."""
    return lambda route, known: chain(some(route, known), matched(route.split()[1], kind, body)(route, known))


def post(path: str, *bodies: Json) -> Questions:
    def ask(route: str, known: Known) -> Iterator[Request]:
        yield from (Request(route, path, body, {"Idempotency-Key": "the-same-key"}) for body in bodies)
        yield from (Request(route, path, body) for body in (*bodies, *WRONG_BODIES))
        yield from (Request(route, path, content=body) for body in GARBAGE)

    return ask


def proposal(known: Known, signal_id: UUID, item_id: UUID, side: str, desk: str) -> Json:
    """Propose to share one person."""
    words = dict.fromkeys(("necessity", "proportionality", "subsidiarity"), "Het kan niet anders.")
    return {
        "signalId": str(signal_id),
        "compartment": side,
        "items": [{"kind": "person", "id": str(item_id)}],
        "receivingDesk": desk,
        "purpose": "protect_victim",
        "legalBasis": "avg_6_1_d",
        **words,
        "validUntil": (known.now + timedelta(days=30)).isoformat(),
    }


def propose(route: str, known: Known) -> Iterator[Request]:
    """Propose to share every person, from the right side and from the wrong one."""
    path = "/v1/sharing-decisions"
    for signal_id, item_id, side in known.persons:
        for told, desk in (("care", "avim"), ("security", "zorgcoordinator.de_baronie")):
            if told == side or item_id.int % 4 == 0:
                yield Request(route, path, proposal(known, signal_id, item_id, told, desk))
    for signal_id in (*known.signals[::2], NEVER):
        yield Request(route, path, proposal(known, signal_id, NEVER, "care", "avim"))
    yield from post(path)(route, known)


def assign(route: str, known: Known) -> Iterator[Request]:
    """Assign all tasks there are, to oneself, to others, and to nobody who is there."""
    path, tasks = "/v1/task-assignments", [str(task) for task in known.tasks]
    for assignee in (None, *known.actors[::5], NEVER):
        to = {} if assignee is None else {"assignee": str(assignee)}
        for some in (tasks[:9], [*tasks[9:30], str(NEVER)], [tasks[0], tasks[0]], [], ["x"]):
            yield Request(route, path, {"tasks": some, **to})
    yield from post(path, {"tasks": tasks[:3]})(route, known)


def search(route: str, known: Known) -> Iterator[Request]:
    """Look for every name and address there is, and for references that are there and that are not."""
    sought: list[Json] = [{"person": {"familyName": name}} for name in (*SOUGHT_NAMES, "Niemand")]
    sought += [{"person": {"familyName": name, "birthDate": "1999-03-04"}} for name in SOUGHT_NAMES]
    for number in (*SOUGHT_ADDRESSES, 99):
        sought.append({"address": {"postalCode": "4811 AA", "houseNumber": number}})
    sought += [{"reference": reference} for reference in (REASON["reference"], "ZWB-2026-000000", "x")]
    yield from post("/v1/task-searches", *sought)(route, known)


LABOUR = ("desk=avim", "desk=zorgcoordinator.de_baronie", "desk=nowhere", "track=care", "track=security")


FILTERS = (
    *("minorInvolved=true", "minorInvolved=false", "overdue=true", "mine=true", "unclaimed=true", "mine=false"),
    *("exploitationForm=labour", "municipalityCode=GM0758", "olderThanDays=1", "status=waiting"),
    "receivedBefore=2027-01-04T09%3A00%3A00Z",
)
SORTS = ("sort=dueAt", "sort=-dueAt", "sort=openedAt", "sort=-openedAt", "sort=dueAt&status=done", "sort=x")
STATES = ("status=open", "status=claimed", "status=done", "status=x", "urgency=acute", "urgency=normal")


def refer(route: str, known: Known) -> Iterator[Request]:
    """Offer some tasks: to desks of each side, to a partner, and to who is not there."""
    across: Json = {"desk": "avim", "reason": "expertise"}
    to_care: Json = {"desk": "zorgcoordinator.de_baronie", "reason": "expertise"}
    partner: Json = {"partner": str(known.partners[0]), "reason": "support_needed"}
    nowhere: Json = {"desk": "nowhere", "reason": "other"}
    bodies = (across, to_care, OFFER, partner, nowhere, {"partner": str(NEVER), "reason": "other"})
    for number, task in enumerate(known.offered):
        yield Request(route, f"/v1/tasks/{task}/referrals", bodies[number % len(bodies)])
    yield from matched("/v1/tasks/{id}/referrals", "offered", OFFER)(route, known)


def intervene(route: str, known: Known) -> Iterator[Request]:
    """Log an intervention by each task that is named, on its signal; and on signals by no task of theirs."""
    for task, signal in known.work:
        yield Request(route, f"/v1/signals/{signal}/interventions", {**INTERVENE, "task": str(task)})
    yield from matched("/v1/signals/{id}/interventions", "sessions", INTERVENE)(route, known)


def undertaken(route: str, known: Known) -> Iterator[Request]:
    """List interventions by every filter there is, and by cases and goals that are there and that are not."""
    states = ("status=started", "status=logged_in_error", "kind=help")
    asked = ("assessmentDue=true", "assessmentDue=false", "assessed=true", "assessed=false")
    places = [f"caseId={case}" for case in (*known.cases[:9], NEVER)]
    places += [f"goal={goal}" for goal in (*known.goals[:9], NEVER, "x")]
    yield from listing("/v1/interventions", *states, *asked, *LABOUR[:3], *places)(route, known)


def count(route: str, known: Known) -> Iterator[Request]:
    """Count by every filter there is, and by what is none."""
    for query in ("", *LABOUR, *STATES, *FILTERS, "limit=1", "sort=dueAt"):
        yield Request(route, f"/v1/task-counts?{query}")


def link(route: str, known: Known) -> Iterator[Request]:
    """Link and merge each of some tasks with many others, of either side and of either world."""
    merges = route.endswith("/merge")
    name, body, path = ("into", MERGE, "merge") if merges else ("otherTask", LINK, "links")
    for number, task in enumerate(known.tasks[::3]):
        for other in (*known.tasks[number % 7 :: 14], NEVER):
            yield Request(route, f"/v1/tasks/{task}/{path}", {**body, name: str(other)})
    yield from matched(f"/v1/tasks/{{id}}/{path}", "sessions", body)(route, known)
