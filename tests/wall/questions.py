"""What somebody could ask to look over the wall: for every route, requests that must be answered the same.

`QUESTIONS` has an entry for each route; a new route makes a test fail until it stands here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain
from urllib.parse import quote
from uuid import UUID

from tests.monitor.writing import entry
from tests.wall import case_questions as cases
from tests.wall import meeting_questions as meetings
from tests.wall.followed import follow
from tests.wall.known import Known
from tests.wall.model import SOUGHT_ADDRESSES, SOUGHT_NAMES
from tests.wall.replay import Request
from tests.wall.sent import (
    ACTION,
    ADDITION,
    AGREED,
    APPOINTMENT,
    BASE,
    CASED,
    DECIDED,
    DONE_IN_CASE,
    EFFECT,
    FEEDBACK,
    GOAL,
    GOAL_STEPS,
    HOLDER,
    INTERVENE,
    KIND,
    LED,
    LET_IN,
    LINK,
    LISTED,
    MERGE,
    MINUTES,
    NOTE,
    NOTES,
    OFFER,
    PARTNER,
    PLACED,
    PREFERRED,
    PROPOSED,
    PUT_IN,
    REASON,
    RETURNED,
    SAFE,
    SAVED,
    STAY,
    STEP,
    STEPS,
    TAKEN,
    WAIT,
)
from tests.world import Json

NEVER = UUID("019a1c7e-0000-7000-8000-000000000001")
"""An id that nothing has."""
NO_IDS = (NEVER, UUID(int=0))
MALFORMED = ("0", "%00", quote("' OR 1=1 é"))

WRONG_BODIES: tuple[Json, ...] = ({}, {"unknown": True})
GARBAGE = (b"", b'{"a":1}{"a":2}', b"\xff")


Questions = Callable[[str, Known], Iterable[Request]]


def _get(path: str) -> Questions:
    return lambda route, _: [Request(route, path), Request(route, f"{path}?x=1")]


def _write_entry(route: str, _: Known) -> Iterator[Request]:
    yield Request(route, "/v1/monitor/entries", entry())
    yield Request(route, "/v1/monitor/entries", entry(district=None))


def _queried(path: str, *queries: str) -> Questions:
    """Ask with nothing, and with each query."""
    return lambda route, _: [Request(route, path), *(Request(route, f"{path}?{query}") for query in queries)]


def _list(path: str, *filters: str) -> Questions:
    """Ask for a list: by every filter, page by page, with limits and cursors that are none."""
    wrong = ("limit=0", "limit=x", "cursor=", "cursor=AAAA", "offset=1")
    right = ("", *filters)

    def ask(route: str, known: Known) -> Iterator[Request]:
        for query in right:
            yield Request(route, f"{path}?limit=2{'&' if query else ''}{query}", turn_pages=True)
        yield from (Request(route, f"{path}?{query}") for query in wrong)

    return ask


def _each(path: str, kind: str, *bodies: Json) -> Questions:
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


def _matched(path: str, kind: str, *bodies: Json) -> Questions:
    """Ask as `_each` does, and with entity tags and idempotency keys."""

    def ask(route: str, known: Known) -> Iterator[Request]:
        body = bodies[0] if bodies else None
        for tag in ('"1"', '"7"'):
            for one in (*getattr(known, kind)[::4], NEVER):
                yield Request(route, path.format(id=one), body, {"If-Match": tag, "Idempotency-Key": "the-same-key"})
        yield from _each(path, kind, *bodies)(route, known)

    return ask


def _also(some: Questions, kind: str, body: Json) -> Questions:
    """Ask of some in ways of their own, and of each as `_matched` does."""
    return lambda route, known: chain(some(route, known), _matched(route.split()[1], kind, body)(route, known))


def _post(path: str, *bodies: Json) -> Questions:
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


def _propose(route: str, known: Known) -> Iterator[Request]:
    """Propose to share every person, from the right side and from the wrong one."""
    path = "/v1/sharing-decisions"
    for signal_id, item_id, side in known.persons:
        for told, desk in (("care", "avim"), ("security", "zorgcoordinator.de_baronie")):
            if told == side or item_id.int % 4 == 0:
                yield Request(route, path, proposal(known, signal_id, item_id, told, desk))
    for signal_id in (*known.signals[::2], NEVER):
        yield Request(route, path, proposal(known, signal_id, NEVER, "care", "avim"))
    yield from _post(path)(route, known)


def _assign(route: str, known: Known) -> Iterator[Request]:
    """Assign all tasks there are, to oneself, to others, and to nobody who is there."""
    path, tasks = "/v1/task-assignments", [str(task) for task in known.tasks]
    for assignee in (None, *known.actors[::5], NEVER):
        to = {} if assignee is None else {"assignee": str(assignee)}
        for some in (tasks[:9], [*tasks[9:30], str(NEVER)], [tasks[0], tasks[0]], [], ["x"]):
            yield Request(route, path, {"tasks": some, **to})
    yield from _post(path, {"tasks": tasks[:3]})(route, known)


def _search(route: str, known: Known) -> Iterator[Request]:
    """Look for every name and address there is, and for references that are there and that are not."""
    sought: list[Json] = [{"person": {"familyName": name}} for name in (*SOUGHT_NAMES, "Niemand")]
    sought += [{"person": {"familyName": name, "birthDate": "1999-03-04"}} for name in SOUGHT_NAMES]
    for number in (*SOUGHT_ADDRESSES, 99):
        sought.append({"address": {"postalCode": "4811 AA", "houseNumber": number}})
    sought += [{"reference": reference} for reference in (REASON["reference"], "ZWB-2026-000000", "x")]
    yield from _post("/v1/task-searches", *sought)(route, known)


LABOUR = ("desk=avim", "desk=zorgcoordinator.de_baronie", "desk=nowhere", "track=care", "track=security")


FILTERS = (
    *("minorInvolved=true", "minorInvolved=false", "overdue=true", "mine=true", "unclaimed=true", "mine=false"),
    *("exploitationForm=labour", "municipalityCode=GM0758", "olderThanDays=1", "status=waiting"),
    "receivedBefore=2027-01-04T09%3A00%3A00Z",
)
SORTS = ("sort=dueAt", "sort=-dueAt", "sort=openedAt", "sort=-openedAt", "sort=dueAt&status=done", "sort=x")
STATES = ("status=open", "status=claimed", "status=done", "status=x", "urgency=acute", "urgency=normal")


def _refer(route: str, known: Known) -> Iterator[Request]:
    """Offer some tasks: to desks of each side, to a partner, and to who is not there."""
    across: Json = {"desk": "avim", "reason": "expertise"}
    to_care: Json = {"desk": "zorgcoordinator.de_baronie", "reason": "expertise"}
    partner: Json = {"partner": str(known.partners[0]), "reason": "support_needed"}
    nowhere: Json = {"desk": "nowhere", "reason": "other"}
    bodies = (across, to_care, OFFER, partner, nowhere, {"partner": str(NEVER), "reason": "other"})
    for number, task in enumerate(known.offered):
        yield Request(route, f"/v1/tasks/{task}/referrals", bodies[number % len(bodies)])
    yield from _matched("/v1/tasks/{id}/referrals", "offered", OFFER)(route, known)


def _intervene(route: str, known: Known) -> Iterator[Request]:
    """Log an intervention by each task that is named, on its signal; and on signals by no task of theirs."""
    for task, signal in known.work:
        yield Request(route, f"/v1/signals/{signal}/interventions", {**INTERVENE, "task": str(task)})
    yield from _matched("/v1/signals/{id}/interventions", "sessions", INTERVENE)(route, known)


def _counts(route: str, known: Known) -> Iterator[Request]:
    """Count by every filter there is, and by what is none."""
    for query in ("", *LABOUR, *STATES, *FILTERS, "limit=1", "sort=dueAt"):
        yield Request(route, f"/v1/task-counts?{query}")


def _link(route: str, known: Known) -> Iterator[Request]:
    """Link and merge each of some tasks with many others, of either side and of either world."""
    merges = route.endswith("/merge")
    name, body, path = ("into", MERGE, "merge") if merges else ("otherTask", LINK, "links")
    for number, task in enumerate(known.tasks[::3]):
        for other in (*known.tasks[number % 7 :: 14], NEVER):
            yield Request(route, f"/v1/tasks/{task}/{path}", {**body, name: str(other)})
    yield from _matched(f"/v1/tasks/{{id}}/{path}", "sessions", body)(route, known)


QUESTIONS: dict[str, Questions] = {
    "GET /health/live": _get("/health/live"),
    "HEAD /health/live": _get("/health/live"),
    "HEAD /health/ready": _get("/health/ready"),
    "GET /health/ready": _get("/health/ready"),
    "GET /docs": _get("/docs"),
    "GET /docs/start.js": _get("/docs/start.js"),
    "GET /docs/{name}": _get("/docs/nothing"),
    "GET /v1/openapi.json": _get("/v1/openapi.json"),
    "GET /v1/me": _get("/v1/me"),
    "GET /v1/districts": _get("/v1/districts"),
    "GET /v1/municipalities": _get("/v1/municipalities"),
    "GET /v1/desks": _get("/v1/desks"),
    "GET /v1/code-lists/{name}": _get("/v1/code-lists/role"),
    "GET /v1/routing-tables": _get("/v1/routing-tables"),
    "POST /v1/routing-simulations": _post("/v1/routing-simulations", {"facts": BASE}),
    "GET /v1/signals": _list("/v1/signals"),
    "GET /v1/signals/{id}": _each("/v1/signals/{id}", "signals"),
    "GET /v1/signals/{id}/timeline": _each("/v1/signals/{id}/timeline", "signals"),
    "GET /v1/signals/{id}/routing": _each("/v1/signals/{id}/routing", "signals"),
    "GET /v1/tasks": _list("/v1/tasks", *LABOUR, *STATES, *FILTERS, *SORTS),
    "GET /v1/task-counts": _counts,
    "GET /v1/tasks/{id}/notes": _each("/v1/tasks/{id}/notes", "tasks"),
    "GET /v1/tasks/{id}/feedback": _each("/v1/tasks/{id}/feedback", "tasks"),
    "GET /v1/signals/{id}/feedback": _each("/v1/signals/{id}/feedback", "signals"),
    "GET /v1/colleagues": _get("/v1/colleagues"),
    "GET /v1/saved-views": _get("/v1/saved-views"),
    "GET /v1/saved-views/{id}": _each("/v1/saved-views/{id}", "views"),
    "POST /v1/task-searches": _search,
    "GET /v1/tasks/{id}": _each("/v1/tasks/{id}", "tasks"),
    "GET /v1/tasks/{id}/duplicate-proposals": _each("/v1/tasks/{id}/duplicate-proposals", "tasks"),
    "GET /v1/tasks/{id}/links": _each("/v1/tasks/{id}/links", "tasks"),
    "GET /v1/tasks/{id}/referral-proposals": _each("/v1/tasks/{id}/referral-proposals", "tasks"),
    "GET /v1/referrals": _list(
        "/v1/referrals",
        "received=true",
        "received=false",
        "status=offered",
        "status=x",
        "received=true&status=returned",
    ),
    "GET /v1/referrals/{id}": _each("/v1/referrals/{id}", "referrals"),
    "GET /v1/intervention-kinds": _get("/v1/intervention-kinds"),
    "GET /v1/interventions": _list(
        "/v1/interventions", "status=started", "kind=help", "assessmentDue=true", "assessmentDue=false", *LABOUR[:3]
    ),
    "GET /v1/interventions/{id}": _each("/v1/interventions/{id}", "interventions"),
    "GET /v1/partners": _get("/v1/partners"),
    "GET /v1/sharing-decisions": _list(
        "/v1/sharing-decisions", "received=true", "received=false", f"signalId={NEVER}", "signalId=x"
    ),
    "GET /v1/sharing-decisions/{id}": _each("/v1/sharing-decisions/{id}", "decisions"),
    "GET /v1/matches": _list("/v1/matches"),
    "GET /v1/break-glass-sessions": _list("/v1/break-glass-sessions"),
    "GET /v1/break-glass-sessions/{id}": _each("/v1/break-glass-sessions/{id}", "sessions"),
    "GET /v1/notifications": _list("/v1/notifications", "read=true", "read=false", "read=x"),
    "GET /v1/notifications/stream": follow,
    "GET /v1/notification-preferences": _get("/v1/notification-preferences"),
    "GET /v1/monitor/actions": _get("/v1/monitor/actions"),
    "GET /v1/monitor/norms": _get("/v1/monitor/norms"),
    "GET /v1/monitor/entries": _list("/v1/monitor/entries", "kind=evidence"),
    "POST /v1/monitor/entries": _write_entry,
    "GET /v1/monitor/report": _queried("/v1/monitor/report", "halfYear=2026-H1", "halfYear=2026-H1&format=odt"),
    "GET /v1/statistics/intervention-effects": _queried(
        "/v1/statistics/intervention-effects",
        "period=2026-H1&groupBy=domain",
        "format=csv",
        "format=svg",
        "period=2026",
    ),
    "GET /v1/statistics/signals": _queried(
        "/v1/statistics/signals",
        "period=2026-10&groupBy=form",
        "period=2026-10&groupBy=municipality&format=svg",
        "period=2025-01",
    ),
    "GET /v1/statistics/timeliness": _queried("/v1/statistics/timeliness", "period=2026-Q3", "work=feedback"),
    "GET /v1/escalations": _list(
        "/v1/escalations", "resolved=true", "resolved=false", "acknowledged=true", "acknowledged=x", *LABOUR[:3]
    ),
    "GET /v1/escalations/{id}": _each("/v1/escalations/{id}", "escalations"),
    "GET /v1/meetings": _list("/v1/meetings", "status=planned", "status=x", "fromDate=2026-11-23", *LABOUR[:3]),
    "GET /v1/meetings/{id}": _each("/v1/meetings/{id}", "meetings"),
    "GET /v1/meetings/{id}/minutes": _each("/v1/meetings/{id}/minutes", "meetings"),
    "GET /v1/agenda-items/{id}": _each("/v1/agenda-items/{id}", "items"),
    "GET /v1/cases": _list("/v1/cases", "status=open", "status=closed", "status=x", "lead=me", *LABOUR[:3]),
    "GET /v1/cases/{id}": _each("/v1/cases/{id}", "cases"),
    "GET /v1/cases/{id}/notes": _each("/v1/cases/{id}/notes", "cases"),
    "GET /v1/cases/{id}/persons": _each("/v1/cases/{id}/persons", "cases"),
    "GET /v1/cases/{id}/locations": _each("/v1/cases/{id}/locations", "cases"),
    "GET /v1/cases/{id}/related-cases": _each("/v1/cases/{id}/related-cases", "cases"),
    "GET /v1/case-persons/{id}/safety-assessments": _each("/v1/case-persons/{id}/safety-assessments", "case_persons"),
    "GET /v1/cases/{id}/candidates": _each("/v1/cases/{id}/candidates", "cases"),
    "GET /v1/cases/{id}/goals": _each("/v1/cases/{id}/goals", "cases"),
    "GET /v1/cases/{id}/dsp-proposals": _each("/v1/cases/{id}/dsp-proposals", "cases"),
    "GET /v1/dsp-proposals": _list("/v1/dsp-proposals", "status=submitted", "status=x", "district=zeeland"),
    "GET /v1/dsp-proposals/{id}": _each("/v1/dsp-proposals/{id}", "all_proposals"),
    "GET /v1/appointments": _list("/v1/appointments", "role=avim", "status=current"),
    "GET /v1/appointments/{id}": _each("/v1/appointments/{id}", "appointments"),
    "GET /v1/clients": _list("/v1/clients"),
    "GET /v1/clients/{id}": _each("/v1/clients/{id}", "appointments"),
    # What changes something comes after what only reads.
    "POST /v1/signals": _post("/v1/signals", {"municipalityCode": "GM0758"}),
    "POST /v1/signals/{id}/enrichments": _each("/v1/signals/{id}/enrichments", "signals", ADDITION),
    "PUT /v1/tasks/{id}/claim": _matched("/v1/tasks/{id}/claim", "tasks"),
    "PUT /v1/tasks/{id}/wait": _matched("/v1/tasks/{id}/wait", "tasks", WAIT),
    "POST /v1/tasks/{id}/notes": _matched("/v1/tasks/{id}/notes", "tasks", NOTE),
    "POST /v1/tasks/{id}/feedback": _matched("/v1/tasks/{id}/feedback", "tasks", FEEDBACK),
    "PUT /v1/feedback/{id}/read": _each("/v1/feedback/{id}/read", "feedback"),
    "PUT /v1/notifications/{id}/read": _each("/v1/notifications/{id}/read", "notifications"),
    "DELETE /v1/notifications/{id}/read": _each("/v1/notifications/{id}/read", "notifications"),
    "PUT /v1/notification-preferences": _post("/v1/notification-preferences", *PREFERRED),
    "POST /v1/notification-preferences/confirmation": _post(
        "/v1/notification-preferences/confirmation", {"code": "31415926"}
    ),
    "DELETE /v1/tasks/{id}/wait": _matched("/v1/tasks/{id}/wait", "tasks"),
    "POST /v1/tasks/{id}/referrals": _refer,
    "POST /v1/tasks/{id}/outcome": _matched("/v1/tasks/{id}/outcome", "ended", NOTES),
    "POST /v1/referrals/{id}/response": _matched(
        "/v1/referrals/{id}/response", "referrals", RETURNED, {"answer": "accept"}
    ),
    "POST /v1/referrals/{id}/withdrawal": _matched("/v1/referrals/{id}/withdrawal", "withdrawn"),
    "POST /v1/tasks/{id}/links": _link,
    "POST /v1/links/{id}/undo": _matched("/v1/links/{id}/undo", "links"),
    "POST /v1/tasks/{id}/merge": _link,
    "POST /v1/signals/{id}/interventions": _intervene,
    "POST /v1/interventions/{id}/steps": _matched("/v1/interventions/{id}/steps", "interventions", STEP),
    "POST /v1/interventions/{id}/effects": _matched("/v1/interventions/{id}/effects", "interventions", EFFECT),
    "POST /v1/intervention-kinds": _post("/v1/intervention-kinds", {**KIND, "code": "new_kind"}),
    "PUT /v1/intervention-kinds/{id}": _matched("/v1/intervention-kinds/{id}", "kinds", KIND),
    "POST /v1/partners": _post("/v1/partners", PARTNER),
    "PUT /v1/partners/{id}": _matched("/v1/partners/{id}", "partners", PARTNER),
    "POST /v1/task-assignments": _assign,
    "POST /v1/meetings": lambda route, known: _post("/v1/meetings", *meetings.planned(known))(route, known),
    "POST /v1/meetings/{id}/agenda-items": _also(meetings.list_tasks, "meetings", LISTED),
    "PUT /v1/agenda-items/{id}/position": _matched("/v1/agenda-items/{id}/position", "items", {"position": 1}),
    "POST /v1/agenda-items/{id}/decisions": _matched("/v1/agenda-items/{id}/decisions", "items", AGREED),
    "POST /v1/agenda-items/{id}/action-points": _also(meetings.act, "items", ACTION),
    "POST /v1/agenda-items/{id}/removal": _matched("/v1/agenda-items/{id}/removal", "items"),
    "POST /v1/meetings/{id}/minutes": _matched("/v1/meetings/{id}/minutes", "meetings", *MINUTES),
    "POST /v1/meetings/{id}/holding": _matched("/v1/meetings/{id}/holding", "meetings"),
    "POST /v1/meetings/{id}/cancellation": _matched("/v1/meetings/{id}/cancellation", "meetings"),
    "POST /v1/cases": lambda route, known: _post("/v1/cases", CASED, *cases.opened(known))(route, known),
    "POST /v1/cases/{id}/signals": _also(cases.put_in, "cases", PUT_IN),
    "POST /v1/cases/{id}/persons": _also(cases.take, "sessions", TAKEN),
    "POST /v1/cases/{id}/locations": _also(cases.take, "sessions", PLACED),
    "POST /v1/case-persons/{id}/safety-assessments": _matched(
        "/v1/case-persons/{id}/safety-assessments", "case_persons", SAFE
    ),
    "POST /v1/cases/{id}/members": _also(cases.let_in, "cases", LET_IN),
    "POST /v1/cases/{id}/notes": _matched("/v1/cases/{id}/notes", "cases", NOTE),
    "POST /v1/cases/{id}/goals": _matched("/v1/cases/{id}/goals", "cases", GOAL),
    "POST /v1/case-goals/{id}/status": _matched("/v1/case-goals/{id}/status", "goals", *GOAL_STEPS),
    "POST /v1/cases/{id}/interventions": _matched("/v1/cases/{id}/interventions", "cases", DONE_IN_CASE),
    "POST /v1/cases/{id}/dsp-proposals": _matched("/v1/cases/{id}/dsp-proposals", "cases", PROPOSED),
    "POST /v1/dsp-proposals/{id}/versions": _matched("/v1/dsp-proposals/{id}/versions", "proposals", PROPOSED),
    "POST /v1/dsp-proposals/{id}/submission": _matched("/v1/dsp-proposals/{id}/submission", "proposals"),
    "POST /v1/dsp-proposals/{id}/decision": _matched("/v1/dsp-proposals/{id}/decision", "proposals", DECIDED),
    "POST /v1/dsp-proposals/{id}/withdrawal": _matched("/v1/dsp-proposals/{id}/withdrawal", "withdrawn_proposals"),
    "POST /v1/case-members/{id}/extension": _matched("/v1/case-members/{id}/extension", "members", STAY),
    "POST /v1/case-members/{id}/removal": _matched("/v1/case-members/{id}/removal", "members"),
    "POST /v1/cases/{id}/lead": _also(cases.lead, "cases", LED),
    "POST /v1/cases/{id}/status": _matched("/v1/cases/{id}/status", "cases", *STEPS),
    "POST /v1/saved-views": _post("/v1/saved-views", SAVED),
    "PUT /v1/saved-views/{id}": _matched("/v1/saved-views/{id}", "views", SAVED),
    "DELETE /v1/saved-views/{id}": _matched("/v1/saved-views/{id}", "views"),
    "DELETE /v1/tasks/{id}/claim": _matched("/v1/tasks/{id}/claim", "tasks"),
    "POST /v1/sharing-decisions": _propose,
    "POST /v1/sharing-decisions/{id}/approval": _each("/v1/sharing-decisions/{id}/approval", "decisions"),
    "POST /v1/sharing-decisions/{id}/revocation": _each("/v1/sharing-decisions/{id}/revocation", "decisions"),
    "POST /v1/break-glass-sessions": _post("/v1/break-glass-sessions", REASON),
    "POST /v1/break-glass-sessions/{id}/review": _each(
        "/v1/break-glass-sessions/{id}/review", "sessions", {"verdict": "justified"}
    ),
    "POST /v1/escalations/{id}/acknowledgement": _each("/v1/escalations/{id}/acknowledgement", "escalations"),
    "POST /v1/appointments": _post("/v1/appointments", APPOINTMENT),
    "POST /v1/appointments/{id}/approval": _matched("/v1/appointments/{id}/approval", "appointments"),
    "POST /v1/appointments/{id}/withdrawal": _each("/v1/appointments/{id}/withdrawal", "nothing"),
    "POST /v1/appointments/{id}/loans": _each("/v1/appointments/{id}/loans", "appointments", HOLDER),
    "POST /v1/clients": _post("/v1/clients", {**HOLDER, "scopes": ["signals:own:submit"]}),
    "POST /v1/clients/{id}/approval": _matched("/v1/clients/{id}/approval", "appointments"),
    "POST /v1/clients/{id}/withdrawal": _each("/v1/clients/{id}/withdrawal", "nothing"),
}


def questions(known: Known) -> list[Request]:
    """List all requests, those that read before those that change something."""
    return list(chain.from_iterable(ask(route, known) for route, ask in QUESTIONS.items()))
