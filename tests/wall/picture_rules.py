"""Who takes persons and places over into cases, and who assesses how safe somebody is; nothing of the service."""

from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import case_of, may_read_of_case, works_in
from tests.wall.holding import opened_cases, works_on
from tests.wall.model import Row, World


def may_read_of_picture(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Who and what a case is about: with the case, and through broken glass."""
    return may_read_of_case(world, actor, now, row) or row["case_id"] in opened_cases(world, actor, now)


def may_read_assessment(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """How safe somebody was: with the case; through broken glass only what was assessed last."""
    later = any(
        other["person_id"] == row["person_id"] and (other["assessed_at"], other["id"]) > (row["assessed_at"], row["id"])
        for other in world.rows("safety_assessments")
    )
    seen = row["case_id"] in opened_cases(world, actor, now)
    return may_read_of_case(world, actor, now, row) or (seen and not later)


MAY_READ_OF_PICTURES = {
    "case_persons": may_read_of_picture,
    "case_locations": may_read_of_picture,
    "safety_assessments": may_read_assessment,
}


def _may_take(world: World, actor: UUID, now: datetime, row: Row, table: str, source: str) -> bool:
    """Take over, now and in one's own name, what a signal of one's case tells of which one has work on its side."""
    case = case_of(world, row["case_id"])
    if row["added_by"] != actor or row["added_at"] != now or not works_in(world, actor, now, case):
        return False
    place = (row["signal_id"], case["compartment"])
    told = any(
        record["id"] == row[source] and (record["signal_id"], record["compartment"]) == place
        for record in world.rows(table)
    )
    in_case = any(
        (one["case_id"], one["signal_id"]) == (case["id"], row["signal_id"]) for one in world.rows("case_signals")
    )
    return (
        told
        and in_case
        and any(
            (task["signal_id"], task["track"]) == place and works_on(world, actor, now, task)
            for task in world.rows("tasks")
        )
    )


def take_person(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Take somebody over who is not in the case yet."""
    taken = any(
        (one["case_id"], one["person_id"]) == (row["case_id"], row["person_id"]) for one in world.rows("case_persons")
    )
    return not taken and _may_take(world, actor, now, row, "persons", "person_id")


def take_location(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Take a place over that is not in the case yet."""
    taken = any(
        (one["case_id"], one["location_id"]) == (row["case_id"], row["location_id"])
        for one in world.rows("case_locations")
    )
    return not taken and _may_take(world, actor, now, row, "locations", "location_id")


def assess(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Assess, now and in one's own name, somebody of one's own case."""
    honest = row["assessed_by"] == actor and row["assessed_at"] == now
    return honest and works_in(world, actor, now, case_of(world, row["case_id"]))


MAY_WRITE_OF_PICTURES = {
    "case_persons.take": take_person,
    "case_persons.forge": take_person,
    "case_persons.misplace": take_person,
    "case_locations.take": take_location,
    "case_locations.forge": take_location,
    "case_locations.misplace": take_location,
    "safety_assessments.add": assess,
    "safety_assessments.forge": assess,
}
NEVER_OF_PICTURES = {
    *(f"{table}.{kind}" for table in ("case_persons", "case_locations") for kind in ("forge", "misplace")),
    "safety_assessments.forge",
}
"""What nobody may, whoever they are."""
