"""Who is told of cases: who is let in, stays, goes or leads, and the desk; written from the design and naively."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from tests.wall.case_rules import case_of, is_held, may_take_up
from tests.wall.holding import own_cases, reaches_case
from tests.wall.model import Row, World

OF_NO_SIGNAL = dict.fromkeys(("signal_id", "municipality_code", "compartment"))

Told = dict[UUID, tuple[str, UUID]]
Case = tuple[str, Row, Told]


def told_of_cases(world: World) -> Iterator[Case]:
    """List events of each case, some as by its lead and some as by others, with whom they are told."""
    people = {row["id"] for row in world.rows("actors") if row["kind"] == "person"}
    for member in world.rows("case_members"):
        case = case_of(world, member["case_id"])
        event = {**OF_NO_SIGNAL, "subject_id": case["id"], "data": {"member": str(member["id"])}}
        begun = max(world.now, member["since"])
        hears = {member["actor_id"]} & people & _members(world, case, [member["actor_id"]], begun)
        for kind, step in (("member_added", "added"), ("membership_changed", "extended")):
            yield f"case.member_{step}", event, dict.fromkeys(hears, (f"case_{kind}", case["id"]))
        place = (case["compartment"], case["district_id"])
        was_in = member["since"] <= world.now and reaches_case(world, member["actor_id"], world.now, *place)
        ended = ("case_membership_ended", case["id"])
        yield "case.member_removed", event, dict.fromkeys({member["actor_id"]} & people if was_in else (), ended)
        both = _members(world, case, [member["actor_id"], case["lead_id"]], begun) & people
        yield "case.membership_ending", event, dict.fromkeys(both, ("case_membership_ending", case["id"]))
        yield "case.noted", event, {}
    for case in world.rows("cases"):
        event = {**OF_NO_SIGNAL, "subject_id": case["id"], "data": {}}
        there = {one for one in people if may_take_up(world, one, world.now, case)}
        yield "case.left_without_lead", event, dict.fromkeys(there, ("case_without_lead", case["id"]))
        for member in _elsewhere(world, case):
            astray = {**event, "data": {"member": str(member["id"])}}
            yield "case.member_added", astray, {}


def _elsewhere(world: World, case: Row) -> list[Row]:
    """Return a few memberships of other cases, of members of this one too."""
    return [
        row
        for row in world.rows("case_members")
        if row["case_id"] != case["id"]
        and case["id"] in own_cases(world, row["actor_id"], max(world.now, row["since"]))
    ][:3]


def _members(world: World, case: Row, named: list[UUID], at: datetime) -> set[UUID]:
    """Return who of some people is a member of a case at a moment."""
    return {one for one in named if case["id"] in own_cases(world, one, at)}


# Of the lead it depends on who does it


def told_of_leads(world: World) -> Iterator[tuple[Row, UUID, Told]]:
    """List that the lead of cases changed, with by whom, and with whom that is told."""
    people = {row["id"] for row in world.rows("actors") if row["kind"] == "person"}
    for member in world.rows("case_members"):
        case = case_of(world, member["case_id"])
        event = {**OF_NO_SIGNAL, "subject_id": case["id"], "data": {"member": str(member["id"])}}
        begun = max(world.now, member["since"])
        before = _members(world, case, [member["actor_id"]], begun) & people - {case["lead_id"]}
        yield event, case["lead_id"], dict.fromkeys(before, ("case_lead_taken", case["id"]))
        if member["actor_id"] != case["lead_id"]:
            lead = _members(world, case, [case["lead_id"]], begun) & people
            yield event, member["actor_id"], dict.fromkeys(lead, ("case_lead_given", case["id"]))


# What time does


def ending(world: World, at: datetime, notice: timedelta) -> set[UUID]:
    """List the memberships that it is time to remind of at a moment: going on, soon over, and not told of yet."""
    return {
        row["id"]
        for row in world.rows("case_members")
        if row["removed_at"] is None
        and row["since"] <= at < row["until"] <= at + notice
        and row["until"] - row["since"] > notice
        and row.get("reminded_for") != row["until"]
        and case_of(world, row["case_id"])["status"] != "closed"
    }


def unled(world: World, at: datetime) -> set[UUID]:
    """List the cases without a lead at a moment."""
    return {case["id"] for case in world.rows("cases") if not is_held(world, case, at)}
