"""Who logs interventions, takes steps with them, assesses effects and tells of it, written from the design."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import case_of, works_in
from tests.wall.holding import works_at
from tests.wall.model import Row, World
from tests.wall.rules import may_read_effects, may_read_intervention_changes, may_read_interventions, own_tasks
from tests.wall.task_rules import may_do

LOG = "interventions:desk:log"
IN_ERROR = "logged_in_error"
AIMED = ("target", "person_id", "location_id", "goal_id")
SAID = (*AIMED, "kind_id", "organisations", "cost_band", "planned_for", "content")
UNDER_WAY = {("planned", "planned"), ("started", "started")}
STATUS_TOLD = {f"intervention.{status}": status for status in ("started", "ended", "stopped", IN_ERROR)}
OF_INTERVENTIONS = ("intervention.logged", *STATUS_TOLD, "intervention.corrected", "effect.assessed")


def log_intervention(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """By a task of one's own desk on that side of the signal, in one's own name, aimed at who is there or at nobody."""
    if row["logged_by"] != actor or not may_do(world, actor, now, LOG):
        return False
    placed = any(
        (task["signal_id"], task["desk_id"], task["track"], task["municipality_code"], task["district_id"])
        == (row["signal_id"], row["desk_id"], row["compartment"], row["municipality_code"], row["district_id"])
        for task in own_tasks(world, actor, now)
    )
    return placed and _is_aimed_within(world, row)


def _is_aimed_within(world: World, row: Row) -> bool:
    """Tell whether it is aimed at who and what is on its side of its signal, or in its case, and for a goal of that."""
    place = ("signal_id", "compartment") if row.get("case_id") is None else ("case_id",)
    within = "" if row.get("case_id") is None else "case_"
    aims = [("person_id", f"{within}persons"), ("location_id", f"{within}locations"), ("goal_id", "case_goals")]
    return all(
        row.get(name) is None
        or (
            (name != "goal_id" or row["case_id"] is not None)
            and any(
                (aim["id"], *(aim[one] for one in place)) == (row[name], *(row[one] for one in place))
                for aim in world.rows(table)
            )
        )
        for name, table in aims
    )


def may_step(world: World, actor: UUID, now: datetime, intervention: Row) -> bool:
    """Nobody does anything with what was logged in error."""
    return intervention["status"] != IN_ERROR and _takes_steps(world, actor, now, intervention)


def _takes_steps(world: World, actor: UUID, now: datetime, intervention: Row) -> bool:
    """The desk that logged it takes the steps with it; in a case any of its members does."""
    if intervention["case_id"] is not None:
        return works_in(world, actor, now, case_of(world, intervention["case_id"]))
    here = works_at(world, actor, now, intervention["desk_id"], intervention["compartment"])
    return here and may_do(world, actor, now, LOG)


def step(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Take a step, or put something right, as its next version, and aim it at nobody from elsewhere."""
    follows = row["version"] == before["version"] + 1
    possible = follows and _is_put_right_in_time(world, row, before)
    return possible and may_step(world, actor, now, before) and _is_aimed_within(world, row)


def _is_put_right_in_time(world: World, row: Row, before: Row) -> bool:
    """Tell whether what is said otherwise can be: while it is planned or goes on, and apart from a step.

    The start is told by starting, and put right while it goes on; the kind stays once something was assessed.
    """
    statuses = (before["status"], row["status"])
    if any(row.get(name, b"") != before.get(name, b"") for name in SAID) and statuses not in UNDER_WAY:
        return False
    if row["started_on"] != before["started_on"] and statuses not in {("planned", "started"), ("started", "started")}:
        return False
    assessed = any(effect["intervention_id"] == row["id"] for effect in world.rows("effects"))
    return row["kind_id"] == before["kind_id"] or not assessed


def tell_change(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Tell, now and in one's own name, of an intervention of one's own as it stands: withdrawn, or put right."""
    (one,) = (one for one in world.rows("interventions") if one["id"] == row["intervention_id"])
    honest = (row["changed_by"], row["changed_at"], row["compartment"]) == (actor, now, one["compartment"])
    stands = (row["version"], row["step"] == "withdraw") == (one["version"], one["status"] == IN_ERROR)
    known = may_read_interventions(world, actor, now, one)
    return honest and stands and known and _takes_steps(world, actor, now, one)


def assess(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Of what has started and one knows of, now and in one's own name, where it is; not of what was logged in error."""
    if (row["assessed_by"], row["recorded_at"]) != (actor, now) or not may_do(world, actor, now, LOG):
        return False
    return any(
        (one["id"], one["signal_id"], one["compartment"])
        == (row["intervention_id"], row["signal_id"], row["compartment"])
        and one["started_on"] is not None
        and one["status"] != IN_ERROR
        and may_read_interventions(world, actor, now, one)
        for one in world.rows("interventions")
    )


def keep_kind(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Under a code that no other kind has."""
    taken = any(kind["code"] == row["code"] and kind["id"] != row["id"] for kind in world.rows("intervention_kinds"))
    return not taken and may_do(world, actor, now, "intervention-kinds:all:manage")


def tells_of_intervention(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Of what one logged or assessed oneself, and of where an intervention of one's own desk stands."""
    if not may_do(world, actor, now, LOG):
        return False
    for one in world.rows("interventions"):
        if one["id"] != row["subject_id"] or not may_read_interventions(world, actor, now, one):
            continue
        if row["type"] == "intervention.logged":
            return bool(one["logged_by"] == actor)
        if row["type"] == "effect.assessed":
            return any(
                effect["intervention_id"] == one["id"]
                and effect["assessed_by"] == actor
                and may_read_effects(world, actor, now, effect)
                for effect in world.rows("effects")
            )
        if row["type"] == "intervention.corrected":
            return any(
                (told["intervention_id"], told["step"], told["changed_by"], told["changed_at"])
                == (one["id"], "correct", actor, now)
                and may_read_intervention_changes(world, actor, now, told)
                for told in world.rows("intervention_changes")
            )
        return STATUS_TOLD.get(row["type"]) == one["status"] and _takes_steps(world, actor, now, one)
    return False


MAY_WRITE_OF_INTERVENTIONS: dict[str, Callable[[World, UUID, datetime, Row, Row], bool]] = {
    "interventions.log": log_intervention,
    "interventions.log_forged": log_intervention,
    "interventions.step": step,
    "interventions.correct": step,
    "interventions.aim": step,
    "interventions.withdraw": step,
    "intervention_changes.tell": tell_change,
    "intervention_changes.forge": tell_change,
    "effects.assess": assess,
    "effects.assess_forged": assess,
    "intervention_kinds.keep": keep_kind,
}
NEVER_OF_INTERVENTIONS = {"intervention_changes.forge"}
"""What nobody may, whoever they are."""
