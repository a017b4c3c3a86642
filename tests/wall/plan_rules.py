"""Who sets goals of cases, and who does what in a case, as naively as can be; nothing of the service."""

from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import case_of, may_read_of_case, works_in
from tests.wall.holding import works_at
from tests.wall.model import Row, World

MAY_READ_OF_PLANS = {"case_goals": may_read_of_case, "case_goal_changes": may_read_of_case}


def set_goal(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Set one that is open in one's own case, now and in one's own name."""
    honest = (row["set_by"], row["set_at"], row["status"]) == (actor, now, "open")
    return honest and works_in(world, actor, now, case_of(world, row["case_id"]))


def may_change_goal(world: World, actor: UUID, now: datetime, goal: Row) -> bool:
    """Tell whether a goal is the actor's to go on with: of one's own case."""
    return works_in(world, actor, now, case_of(world, goal["case_id"]))


def change_goal(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Bring a goal of one's own case elsewhere."""
    return may_change_goal(world, actor, now, before)


def tell_change(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Tell, now and in one's own name, where a goal of one's own case stands."""
    (goal,) = (one for one in world.rows("case_goals") if one["id"] == row["goal_id"])
    honest = (row["changed_by"], row["changed_at"], row["status"]) == (actor, now, goal["status"])
    return honest and works_in(world, actor, now, case_of(world, goal["case_id"]))


def log_in_case(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """In one's own case and its district, in one's own name, for its desk or one's own, at who is in it or nobody."""
    case = case_of(world, row["case_id"])
    if row["logged_by"] != actor or not works_in(world, actor, now, case):
        return False
    side = row["compartment"]
    at_desk = row["desk_id"] == case["desk_id"] or works_at(world, actor, now, row["desk_id"], side)
    placed = (side, row["district_id"]) == (case["compartment"], case["district_id"]) and at_desk
    of_case = [goal for goal in world.rows("case_goals") if goal["case_id"] == case["id"]]
    goals = [None, *(goal["id"] for goal in of_case if goal["status"] != "dropped")]
    return (
        placed
        and row["goal_id"] in goals
        and all(
            row[name] is None
            or any((aim["id"], aim["case_id"]) == (row[name], case["id"]) for aim in world.rows(table))
            for name, table in (("person_id", "case_persons"), ("location_id", "case_locations"))
        )
    )


MAY_WRITE_OF_PLANS = {
    "case_goals.set": set_goal,
    "case_goals.forge": set_goal,
    "case_goals.change": change_goal,
    "case_goal_changes.tell": tell_change,
    "case_goal_changes.forge": tell_change,
    "interventions.log_in_case": log_in_case,
    "interventions.log_in_case_forged": log_in_case,
}
NEVER_OF_PLANS = {"case_goals.forge", "case_goal_changes.forge"}
"""What nobody may, whoever they are."""
