"""What each actor of a world tries to put right of interventions and to withdraw of them, past the API."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.model import CARE, HOUR, SECURITY, Row, World
from tests.wall.rules import may_read_interventions

SEALED = b"\x00" * 40
DAY = timedelta(days=1)
OWN, SOME = 12, 6
OTHER = {CARE: SECURITY, SECURITY: CARE}
AIMS = (("person_id", "persons"), ("location_id", "locations"))
AIMS_IN_CASES = (("person_id", "case_persons"), ("location_id", "case_locations"), ("goal_id", "case_goals"))


def on_changes(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Put right and withdraw what one knows of and some others, and record it, honestly and not."""
    drawn = Random(f"{world.seed} {actor} changes")  # noqa: S311 - a choice of tests is no secret
    rows = world.rows("interventions")
    known = [row for row in rows if may_read_interventions(world, actor, world.now, row)]
    for row in [*drawn.sample(known, min(len(known), OWN)), *drawn.sample(rows, SOME)]:
        yield from _correct(world, row)
        for also in ({}, {"cost_band": "none"}):
            withdrawn = {"status": "logged_in_error", "version": row["version"] + 1, **also}
            yield changed("interventions.withdraw", "interventions", row, **withdrawn)
        for name, aim in _aims(world, row):
            for more in (1, 0):
                aimed = {name: aim, "version": row["version"] + more}
                yield changed("interventions.aim", "interventions", row, **aimed)
        yield from _tell(world, actor, someone, row)


def _correct(world: World, row: Row) -> Iterator[Attempt]:
    """Say otherwise what was said of it: all but the kind, each, with the kind, as another version, and with a step."""
    following = {"version": row["version"] + 1}
    said = {"organisations": ["police"], "cost_band": "none", "planned_for": world.now.date(), "content": SEALED}
    kind = next(one["id"] for one in world.rows("intervention_kinds") if one["id"] != row["kind_id"])
    ended = {"status": "ended", "ended_on": world.now.date()}
    earlier = None if row["started_on"] is None else row["started_on"] - DAY
    tried: tuple[tuple[str, Row], ...] = (
        ("", {**said, "target": "network", **following}),
        *(("one", {name: value, **following}) for name, value in said.items()),
        ("kind", {"kind_id": kind, **following}),
        ("version", {**said, "version": row["version"]}),
        ("version", {**said, "version": row["version"] + 2}),
        ("start", {"started_on": earlier or world.now.date(), **following}),
        ("step", {"cost_band": "none", **ended, **following}),
        ("step", {"started_on": earlier or world.now.date(), **ended, **following}),
        ("step", {"started_on": world.now.date(), "status": "started", **following}),
    )
    for near, changes in tried:
        yield replace(changed("interventions.correct", "interventions", row, **changes), near=near)


def _aims(world: World, row: Row) -> Iterator[tuple[str, UUID]]:
    """Aim it at who is there on either side, and at who is elsewhere on each."""
    place = "signal_id" if row["case_id"] is None else "case_id"
    for name, table in AIMS if row["case_id"] is None else AIMS_IN_CASES:
        here = [aim["id"] for aim in world.rows(table) if aim[place] == row[place]]
        away = [aim for aim in world.rows(table) if aim[place] != row[place]]
        same_side = [aim["id"] for aim in away if aim["compartment"] == row["compartment"]]
        other = "location_id" if name == "person_id" else "person_id"
        if name == "goal_id" or row[other] is None:
            yield from ((name, aim) for aim in (*here[:3], *[aim["id"] for aim in away[:1]], *same_side[:1]))


def _tell(world: World, actor: UUID, someone: UUID, row: Row) -> Iterator[Attempt]:
    step = "withdraw" if row["status"] == "logged_in_error" else "correct"
    tried: tuple[tuple[str, Row], ...] = (
        ("tell", {}),
        ("forge", {"changed_by": someone}),
        ("forge", {"changed_at": world.now - HOUR}),
        ("forge", {"version": row["version"] + 1}),
        ("forge", {"step": "correct" if step == "withdraw" else "withdraw"}),
        ("forge", {"compartment": OTHER[row["compartment"]]}),
    )
    for kind, forged in tried:
        told: Row = {
            "id": new("change", row["id"], actor, *forged),
            "intervention_id": row["id"],
            "compartment": row["compartment"],
            "step": step,
            "version": row["version"],
            "content": SEALED,
            "changed_by": actor,
            "changed_by_name": "x",
            "changed_at": world.now,
            **forged,
        }
        yield Attempt(f"intervention_changes.{kind}", "intervention_changes", told)
