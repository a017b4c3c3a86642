"""The door of the API: every route that shows something, asked by every actor for everything there is.

`SHOWS` maps each such route to what it must show by the rules. A new route makes a test fail until it stands in
`SHOWS`, or in `OPEN_ROUTES` with the reason why nothing needs to be compared.
"""

from collections.abc import Awaitable, Callable, Iterable

from tests.wall import holding
from tests.wall.administration import show_appointments, show_clients, show_matches, shows_appointment
from tests.wall.case_doors import SHOWS_OF_CASES
from tests.wall.compare import Report
from tests.wall.feedback_shown import show_signal_feedback, show_task_feedback
from tests.wall.figures_shown import SHOWS_OF_STATISTICS
from tests.wall.glass_shown import show_opened_case
from tests.wall.holding import submits_for
from tests.wall.interventions_shown import list_interventions, show_interventions
from tests.wall.links_shown import show_duplicates, show_links
from tests.wall.meeting_doors import SHOWS_OF_MEETINGS
from tests.wall.model import ISSUER, SIDES, Row, World
from tests.wall.monitor_shown import SHOWS_OF_MONITOR
from tests.wall.notifications_shown import show_notifications, show_preferences, show_stream
from tests.wall.picture_doors import SHOWS_OF_PICTURES
from tests.wall.plan_doors import SHOWS_OF_PLANS
from tests.wall.postgres import key_of
from tests.wall.proposal_doors import SHOWS_OF_PROPOSALS
from tests.wall.queue_shown import show_colleagues, show_notes, show_task, show_task_counts, show_tasks
from tests.wall.reading import may_read
from tests.wall.referrals_shown import show_proposals, show_referrals
from tests.wall.visit import Visit
from tests.world import World as Service

OPEN_ROUTES = {
    "GET /v1/districts": "geography, the same for everybody",
    "GET /v1/municipalities": "geography, the same for everybody",
    "GET /v1/partners": "which organisations there are, the same for every reader of them",
    "GET /v1/intervention-kinds": "what can be done, the same for everybody",
    "GET /v1/desks": "which desks there are, the same for everybody",
    "GET /v1/code-lists/{name}": "the words in use, the same for everybody",
    "GET /v1/routing-tables": "the rules, the same for every reader of them",
    "GET /v1/openapi.json": "needs no token",
    "GET /health/live": "needs no token",
    "GET /health/ready": "needs no token",
    "GET /docs": "needs no token",
    "GET /docs/start.js": "needs no token",
    "GET /docs/{name}": "needs no token",
}


async def show_me(visit: Visit) -> None:
    """Compare what an actor is told of itself with what its appointments give."""
    answer = await visit.get("/me")
    counting = holding.held(visit.world, visit.actor, visit.now)
    visit.compare("GET /v1/me", "status", 200 if counting else 403, answer.status_code)
    if answer.status_code != 200:
        return
    told = answer.json()
    known: set[str] = set().union(*holding.ACTIONS.values())
    may = set(holding.actions(visit.world, visit.actor, visit.now))
    visit.report.compare_sets(visit.actor, "GET /v1/me", known, may, set(told["actions"]))
    own = {row["municipality_code"] for row in counting if row["role"] in holding.SUBMITS} - {None}
    visit.compare("GET /v1/me", "submitsFor", own, set(told["submitsFor"]))
    desks = {holding.desk_of(row) for row in counting if row["role"] in holding.WORKS_ON} & holding.DESKS
    visit.compare("GET /v1/me", "desks", desks, set(told["desks"]))
    visit.compare("GET /v1/me", "appointments", len(counting), len(told["appointments"]))


async def show_signals(visit: Visit) -> None:
    """Compare the list of envelopes."""
    signals = visit.world.rows("signals")
    shown = [signal for signal in signals if visit.knows(signal)]
    await visit.all("GET /v1/signals", "signals:known:read", "/signals", signals, shown)


async def show_signal(visit: Visit) -> None:
    """Compare each signal: whether it is there, and each of its parts, persons, locations and enrichments."""
    door = "GET /v1/signals/{id}"
    for signal in visit.world.rows("signals"):
        path = f"/signals/{signal['id']}"
        view = await visit.one(door, "signals:known:read", path, shown=visit.knows(signal))
        if view is None:
            continue
        own = submits_for(visit.world, visit.actor, visit.now, signal["municipality_code"])
        submitted = any(row["signal_id"] == signal["id"] for row in visit.world.rows("submissions"))
        visit.compare(door, f"{path} aimedAt", own and submitted, view["aimedAt"] is not None)
        for side in SIDES:
            part = view[side]
            parts = [row for row in visit.shown("signal_parts", signal) if row["compartment"] == side]
            visit.compare(door, f"{path} {side}", bool(parts), part is not None)
            if parts and part is not None:
                visit.compare(door, f"{path} {side} sector", parts[0]["sector"], part["sector"])
            for table in ("persons", "locations") if part is not None else ():
                rows = [row for row in visit.shown(table, signal) if row["compartment"] == side]
                visit.compare(door, f"{path} {side} {table}", len(rows), len(part[table]))
        enrichments = [str(row["id"]) for row in visit.world.rows("enrichments") if row["signal_id"] == signal["id"]]
        expected = {str(row["id"]) for row in visit.shown("enrichments", signal)}
        found = {item["text"] for item in view["enrichments"]} | {item["id"] for item in view["enrichments"]}
        visit.report.compare_sets(visit.actor, f"{door} enrichments", enrichments, expected, found)


async def show_timeline(visit: Visit) -> None:
    """Compare the steps of each signal, each of which carries a mark."""
    door = "GET /v1/signals/{id}/timeline"
    for signal in visit.world.rows("signals"):
        path = f"/signals/{signal['id']}/timeline"
        view = await visit.one(door, "signals:known:read", path, shown=visit.knows(signal))
        if view is not None:
            marks = [str(row["id"]) for row in visit.world.rows("events") if row["signal_id"] == signal["id"]]
            expected = {str(row["id"]) for row in visit.shown("events", signal)}
            found = {item["data"]["mark"] for item in view["items"]}
            visit.report.compare_sets(visit.actor, door, marks, expected, found)


async def show_routing(visit: Visit) -> None:
    """Compare the routing decisions of each signal, each of which carries a mark."""
    door = "GET /v1/signals/{id}/routing"
    for signal in visit.world.rows("signals"):
        decisions = [row for row in visit.world.rows("routing_decisions") if row["signal_id"] == signal["id"]]
        expected = {
            str(row["id"])
            for row in decisions
            if may_read(visit.world, visit.actor, visit.now, "routing_decisions", row)
        }
        path = f"/signals/{signal['id']}/routing"
        view = await visit.one(door, "signals:known:read", path, shown=bool(expected))
        if view is not None:
            found = {item["facts"]["mark"] for item in view["items"]}
            visit.report.compare_sets(visit.actor, door, [str(row["id"]) for row in decisions], expected, found)


async def show_saved_views(visit: Visit) -> None:
    """Compare the views of an actor."""
    door, rows = "GET /v1/saved-views", visit.world.rows("saved_views")
    answer = await visit.get("/saved-views")
    visit.compare(door, "status", 200 if visit.may("tasks:desk:read") else 403, answer.status_code)
    if answer.status_code == 200:
        own = {str(row["id"]) for row in rows if row["actor_id"] == visit.actor}
        found = {item["id"] for item in answer.json()["items"] if item["name"] == item["id"]}
        visit.report.compare_sets(visit.actor, door, [str(row["id"]) for row in rows], own, found)


def shows_rows(action: str, path: str, table: str) -> Callable[[Visit], Awaitable[None]]:
    """Make a door of a list that shows the rows of a table that the actor may read."""

    async def show(visit: Visit) -> None:
        rows = visit.world.rows(table)
        shown = [row for row in rows if may_read(visit.world, visit.actor, visit.now, table, row)]
        await visit.all(f"GET /v1{path}", action, path, rows, shown)

    return show


def shows_row(action: str, path: str, table: str) -> Callable[[Visit], Awaitable[None]]:
    """Make a door of single rows of a table."""

    async def show(visit: Visit) -> None:
        for row in visit.world.rows(table):
            there = may_read(visit.world, visit.actor, visit.now, table, row)
            await visit.one(f"GET /v1{path}/{{id}}", action, f"{path}/{key_of(table, row)}", shown=there)

    return show


DECISIONS, SESSIONS = "sharing-decisions:known:read", "break-glass-sessions:known:read"
ESCALATIONS = "escalations:known:read"
SHOWS: dict[str, Callable[[Visit], Awaitable[None]]] = {
    **SHOWS_OF_MEETINGS,
    **SHOWS_OF_CASES,
    **SHOWS_OF_PICTURES,
    **SHOWS_OF_PLANS,
    **SHOWS_OF_PROPOSALS,
    **SHOWS_OF_STATISTICS,
    **SHOWS_OF_MONITOR,
    "GET /v1/me": show_me,
    "GET /v1/signals": show_signals,
    "GET /v1/signals/{id}": show_signal,
    "GET /v1/signals/{id}/timeline": show_timeline,
    "GET /v1/signals/{id}/routing": show_routing,
    "GET /v1/tasks": show_tasks,
    "GET /v1/tasks/{id}": show_task,
    "GET /v1/task-counts": show_task_counts,
    "GET /v1/tasks/{id}/notes": show_notes,
    "GET /v1/tasks/{id}/feedback": show_task_feedback,
    "GET /v1/signals/{id}/feedback": show_signal_feedback,
    "GET /v1/colleagues": show_colleagues,
    "GET /v1/saved-views": show_saved_views,
    "GET /v1/saved-views/{id}": shows_row("tasks:desk:read", "/saved-views", "saved_views"),
    "GET /v1/sharing-decisions": shows_rows(DECISIONS, "/sharing-decisions", "sharing_decisions"),
    "GET /v1/sharing-decisions/{id}": shows_row(DECISIONS, "/sharing-decisions", "sharing_decisions"),
    "GET /v1/notifications": show_notifications,
    "GET /v1/notifications/stream": show_stream,
    "GET /v1/notification-preferences": show_preferences,
    "GET /v1/escalations": shows_rows(ESCALATIONS, "/escalations", "escalations"),
    "GET /v1/escalations/{id}": shows_row(ESCALATIONS, "/escalations", "escalations"),
    "GET /v1/tasks/{id}/duplicate-proposals": show_duplicates,
    "GET /v1/tasks/{id}/links": show_links,
    "GET /v1/tasks/{id}/referral-proposals": show_proposals,
    "GET /v1/referrals": shows_rows("referrals:known:read", "/referrals", "referrals"),
    "GET /v1/referrals/{id}": show_referrals,
    "GET /v1/interventions": list_interventions,
    "GET /v1/interventions/{id}": show_interventions,
    "GET /v1/matches": show_matches,
    "GET /v1/appointments": show_appointments,
    "GET /v1/appointments/{id}": shows_appointment("person", "/appointments"),
    "GET /v1/clients": show_clients,
    "GET /v1/clients/{id}": shows_appointment("client", "/clients"),
    "GET /v1/break-glass-sessions": shows_rows(SESSIONS, "/break-glass-sessions", "break_glass_sessions"),
    "GET /v1/break-glass-sessions/{id}": shows_row(SESSIONS, "/break-glass-sessions", "break_glass_sessions"),
    "GET /v1/break-glass-sessions/{id}/case": show_opened_case,
}


def one_of_each(world: World) -> list[Row]:
    """List an actor for each combination of roles that somebody holds, none included."""
    listed: dict[frozenset[str], Row] = {}
    for actor in with_tokens(world):
        roles = frozenset(row["role"] for row in holding.held(world, actor["id"], world.now))
        listed.setdefault(roles, actor)
    return list(listed.values())


def with_tokens(world: World) -> list[Row]:
    """List the actors of the issuer of the service; nobody has a token of the other."""
    return [actor for actor in world.rows("actors") if actor["issuer"] == ISSUER]


async def compare_api(
    service: Service, world: World, report: Report, routes: Iterable[str], actors: Iterable[Row] | None = None
) -> None:
    """Let actors of a loaded world ask every route that shows something, everybody unless told whom."""
    service.clock.moment = world.now
    for actor in with_tokens(world) if actors is None else actors:
        headers = {"Authorization": f"Bearer {service.token(actor['subject'])}"}
        visit = Visit(service, world, actor["id"], headers, report)
        for route in routes:
            if route in SHOWS:
                await SHOWS[route](visit)
