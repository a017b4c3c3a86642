"""The four ways across the wall do make a difference, to whom they are for and on the routes that are for it.

Without this, the comparison of `test_non_interference.py` could be blind and nobody would know.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from uuid import UUID

import pytest

from tests.wall.changes import is_only_of, quiet
from tests.wall.draw import Size
from tests.wall.holding import held
from tests.wall.known import Known
from tests.wall.load import load
from tests.wall.model import CARE, HOUR, SECURITY, Row, World
from tests.wall.questions import questions
from tests.wall.replay import Told, ask, differing_routes, replay
from tests.wall.worlds import generate
from tests.world import World as Service

pytestmark = pytest.mark.long

DESK = "zorgcoordinator.de_baronie"
TOLD = "Zij rijdt rond in een witte bestelbus."
ONES = {f"GET /v1/signals{path}" for path in ("", "/{id}", "/{id}/timeline", "/{id}/routing", "/{id}/feedback")}
TASKS = {"GET /v1/tasks", "GET /v1/tasks/{id}"}
DECISIONS = {"GET /v1/sharing-decisions", "GET /v1/sharing-decisions/{id}"}
SESSIONS = {"GET /v1/break-glass-sessions", "GET /v1/break-glass-sessions/{id}"}
OPENED = {"GET /v1/break-glass-sessions/{id}/case"}


def _world() -> World:
    """Draw a world in which the desk has a task of a signal, which does not concern the security side as yet."""
    world = quiet(generate(5, Size(signals=5, extra_actors=0)))
    world.tables["break_glass_sessions"] = []
    next(row for row in world.rows("tasks") if row["track"] == CARE)["desk_id"] = DESK
    return world


def _signal(world: World) -> Row:
    """Return the signal that the desk has a task of."""
    (found, *_) = (row for row in world.rows("tasks") if row["desk_id"] == DESK and row["track"] == CARE)
    return next(row for row in world.rows("signals") if row["id"] == found["signal_id"])


def _another_signal(world: World) -> Row:
    """Return a signal of the security side that the desk has no task of."""
    known = {row["signal_id"] for row in world.rows("tasks") if row["desk_id"] == DESK}
    secured = {row["signal_id"] for row in world.rows("tasks") if row["track"] == SECURITY}
    return next(row for row in world.rows("signals") if row["id"] in secured - known)


def _coordinators(world: World) -> list[Row]:
    """Return the two people who work at the desk and nowhere else."""
    return [
        actor
        for actor in world.rows("actors")
        if is_only_of(world, actor, CARE)
        and any(
            (row["role"], row["district_id"]) == ("zorgcoordinator", "de_baronie")
            for row in held(world, actor["id"], world.now)
        )
    ]


def envelope(world: World) -> None:
    """The envelope is of both sides: what changes there, both see."""
    signal = _signal(world)
    signal["acute_danger"] = not signal["acute_danger"]


def decision(world: World, **changes: object) -> None:
    """An item of the security side is shared with the desk, by a decision in force."""
    signal, (one, other) = _another_signal(world), [row["id"] for row in world.rows("actors")[-2:]]
    copied = {name: signal[name] for name in ("municipality_code", "district_id", "reference", "exploitation_forms")}
    by = {"proposed_by": one, "proposed_by_name": "One", "approved_by": other, "approved_by_name": "Other"}
    at = {"proposed_at": world.now - HOUR, "approved_at": world.now - HOUR, "valid_until": world.now + HOUR}
    row: Row = {
        **world.rows("sharing_decisions")[0],
        "id": UUID(int=1, version=4),
        "signal_id": signal["id"],
        "compartment": SECURITY,
        "receiving_desk_id": DESK,
        "status": "approved",
        **dict.fromkeys(("revoked_by", "revoked_by_name", "revoked_at")),
        **copied,
        **by,
        **at,
        **changes,
    }
    world.add("sharing_decisions", **row)
    item: Row = {"id": UUID(int=2, version=4), "decision_id": row["id"], "compartment": SECURITY, "told": TOLD}
    world.add("shared_items", **item, kind="narrative", item_id=signal["id"])


def match(world: World) -> None:
    """Somebody of the signal is known on the security side."""
    told = {"strength": "possible", "found_at": world.now}
    world.tables["matches"] = [row for row in world.rows("matches") if row["signal_id"] != _signal(world)["id"]]
    world.add("matches", signal_id=_signal(world)["id"], compartment=CARE, desk_id="avim", **told)


def glass(world: World, **changes: object) -> None:
    """Somebody at the desk breaks glass for a signal."""
    (actor, *_), signal = _coordinators(world), _another_signal(world)
    signal["district_id"] = "de_baronie"
    at = {"opened_at": world.now, "ends_at": world.now + HOUR}
    nothing = dict.fromkeys(("verdict", "reviewed_by", "reviewed_by_name", "reviewed_at"))
    named = {name: signal[name] for name in ("reference", "municipality_code", "district_id")}
    row: Row = {"id": UUID(int=3, version=4), "actor_id": actor["id"], "actor_name": "One", "signal_id": signal["id"]}
    world.add("break_glass_sessions", **{**row, "case_id": None, **named, **nothing, **at, **changes})


def glass_of_case(world: World) -> None:
    """Somebody at the desk breaks glass for a case of the security side that tells of persons."""
    told = {row["case_id"] for row in world.rows("case_persons")}
    near = [c for c in world.rows("cases") if (c["compartment"], c["district_id"]) == (SECURITY, "de_baronie")]
    case = min(near, key=lambda one: one["id"] not in told)
    named = {name: case[name] for name in ("reference", "district_id")}
    glass(world, signal_id=None, case_id=case["id"], municipality_code=None, **named)


async def _told(service: Service, world: World, known: Known) -> tuple[Told, list[str]]:
    """Ask everything that only reads, as everybody who is of the care side alone when no glass is broken."""
    await load(world, service)
    subjects = sorted(row["subject"] for row in _coordinators(quiet(world)))
    asked = [request for request in questions(known) if request.method == "GET"]
    return await replay(service, subjects, asked), subjects


@pytest.mark.parametrize(
    ("flow", "routes", "concerned"),
    [
        (envelope, {"GET /v1/signals", "GET /v1/signals/{id}"}, 3),
        (decision, DECISIONS, 3),
        (match, {"GET /v1/matches"}, 3),
        (glass, ONES | SESSIONS, 1),
        (glass_of_case, SESSIONS | OPENED, 1),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_an_open_way_shows_and_only_where_it_should(
    world: Service, flow: Callable[[World], None], routes: set[str], concerned: int
) -> None:
    one = _world()
    other = deepcopy(one)
    flow(other)
    known = Known.of(one, other)
    asked = [request for request in questions(known) if request.method == "GET"]
    told, subjects = await _told(world, one, known)
    told_otherwise, _ = await _told(world, other, known)
    found = differing_routes(told, told_otherwise, asked)
    assert len(subjects) == 3
    assert len(found) == concerned
    assert set().union(*found.values()) == routes


async def test_what_is_shared_is_read_and_what_ended_is_not(world: Service) -> None:
    for changes, is_read in (({}, True), ({"valid_until": "now"}, False), ({"status": "revoked"}, False)):
        drawn = _world()
        decision(drawn, **{name: drawn.now if value == "now" else value for name, value in changes.items()})
        await load(drawn, world)
        request = next(
            request
            for request in questions(Known.of(drawn))
            if request.route == "GET /v1/sharing-decisions/{id}" and request.path.endswith(str(UUID(int=1, version=4)))
        )
        (actor, *_) = _coordinators(drawn)
        (answer,) = await ask(world, world.token(actor["subject"]), request)
        assert answer.status == (200 if is_read else 404)
        assert (TOLD.encode() in answer.body) == is_read


@pytest.mark.parametrize("ago", [timedelta(0), HOUR])
async def test_through_broken_glass_the_other_side_is_seen_for_an_hour(world: Service, ago: timedelta) -> None:
    one = _world()
    glass(one, opened_at=one.now - ago, ends_at=one.now - ago + HOUR)
    other = deepcopy(one)
    signal = _another_signal(one)
    step = {**one.rows("events")[0], "id": UUID(int=4, version=4), "compartment": SECURITY}
    other.add("events", **{**step, "signal_id": signal["id"], "municipality_code": signal["municipality_code"]})
    known = Known.of(one, other)
    told, _ = await _told(world, one, known)
    told_otherwise, _ = await _told(world, other, known)
    asked = [request for request in questions(known) if request.method == "GET"]
    assert bool(differing_routes(told, told_otherwise, asked)) == (not ago)
