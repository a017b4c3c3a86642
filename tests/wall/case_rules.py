"""Who may read and write what of cases, written from the design as naively as can be; nothing of the service."""

from datetime import datetime, timedelta
from uuid import UUID

from tests.wall.holding import actions, held, own_cases, reaches_case, works_at, works_on
from tests.wall.model import Row, World

OPEN, CONTRIBUTE = "cases:desk:open", "cases:member:contribute"
YEAR = timedelta(days=367)
"""How far ahead a membership ends at most."""


def _contributes(world: World, actor: UUID, now: datetime) -> bool:
    return CONTRIBUTE in actions(world, actor, now)


def case_of(world: World, case_id: UUID) -> Row:
    """Return a case by its id."""
    (case,) = (row for row in world.rows("cases") if row["id"] == case_id)
    return case


def may_read_cases(world: World, actor: UUID, now: datetime, case: Row) -> bool:
    """A case: for its members of now, whose roles reach it."""
    return case["id"] in own_cases(world, actor, now)


def may_read_of_case(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What is in a case: with the case."""
    return row["case_id"] in own_cases(world, actor, now)


MAY_READ_OF_CASES = {
    "cases": may_read_cases,
    "case_members": may_read_of_case,
    "case_signals": may_read_of_case,
    "case_notes": may_read_of_case,
    "case_status_changes": may_read_of_case,
}

# Writing


def works_in(world: World, actor: UUID, now: datetime, case: Row) -> bool:
    """Tell whether a case is the actor's to work on."""
    return _contributes(world, actor, now) and may_read_cases(world, actor, now, case)


def leads(world: World, actor: UUID, now: datetime, case: Row) -> bool:
    """Tell whether the actor works on a case as its lead."""
    return works_in(world, actor, now, case) and bool(case["lead_id"] == actor)


def open_case(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Open a case at one's own desk, in a district that one's roles reach."""
    may = OPEN in actions(world, actor, now) and works_at(world, actor, now, row["desk_id"], row["compartment"])
    return may and reaches_case(world, actor, now, row["compartment"], row["district_id"])


def open_as_owner(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What the function makes: in the name of the actor, who leads it."""
    return bool(row["opened_by"] == actor and row["lead_id"] == actor)


def join_as_owner(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What the function makes: the actor is the member, within the year, and their roles reach the case."""
    case = case_of(world, row["case_id"])
    reaches = reaches_case(world, row["actor_id"], now, case["compartment"], case["district_id"])
    return bool(row["actor_id"] == actor and row["until"] <= now + YEAR) and reaches and _is_free(world, row)


def _is_free(world: World, row: Row) -> bool:
    """Tell whether somebody has no membership of a case that was not removed."""
    return not any(
        (member["case_id"], member["actor_id"], member["removed_at"]) == (row["case_id"], row["actor_id"], None)
        for member in world.rows("case_members")
    )


def may_become_lead(world: World, actor: UUID, now: datetime, case: Row, lead: UUID) -> bool:
    """From the lead to somebody of whom the case is, or to oneself as a member who opens cases at its desk."""
    given = case["lead_id"] == actor
    opens = OPEN in actions(world, actor, now) and works_at(world, actor, now, case["desk_id"], case["compartment"])
    return case["id"] in own_cases(world, lead, now) and (given or (lead == actor and opens))


def is_held(world: World, case: Row, now: datetime) -> bool:
    """Tell whether the lead of a case is in it at a moment, or anybody of its desk."""
    desk = (case["desk_id"], case["compartment"])
    in_it = [
        row["actor_id"]
        for row in world.rows("case_members")
        if row["case_id"] == case["id"] and case["id"] in own_cases(world, row["actor_id"], now)
    ]
    return any(who == case["lead_id"] or works_at(world, who, now, *desk) for who in in_it)


def may_take_up(world: World, actor: UUID, now: datetime, case: Row) -> bool:
    """At one's own desk that opens cases, when neither the lead is in the case any more nor anybody of that desk."""
    opens = OPEN in actions(world, actor, now) and works_at(world, actor, now, case["desk_id"], case["compartment"])
    return opens and not is_held(world, case, now)


def take_up(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Let oneself into a case without a lead."""
    return may_take_up(world, actor, now, case_of(world, row["case_id"]))


def own_membership(world: World, actor: UUID, now: datetime, member: Row) -> bool:
    """What the function that takes up may change: memberships of the actor that were not removed."""
    return bool(held(world, actor, now)) and bool(member["actor_id"] == actor) and member["removed_at"] is None


def is_there(world: World, actor: UUID, now: datetime, member: Row) -> bool:
    """What the worker keeps that it reminded of, whoever is entered."""
    return member["removed_at"] is None


def put_away(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What the function makes of them: removed, now and in one's own name, unless it was going on then."""
    honest = (row["removed_by"], row["removed_at"]) == (actor, now)
    return own_membership(world, actor, now, before) and honest and not before["since"] <= now < before["until"]


def change_case(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Change the state of one's own case: closing and reopening are the lead's, and the lead goes by rules."""
    if not works_in(world, actor, now, before):
        return False
    if (
        row["status"] != before["status"]
        and "closed" in (row["status"], before["status"])
        and before["lead_id"] != actor
    ):
        return False
    return row["lead_id"] == before["lead_id"] or may_become_lead(world, actor, now, before, row["lead_id"])


def add_member(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Let in, as the lead, now and in one's own name, for a year at most, somebody whose roles reach the case."""
    case = case_of(world, row["case_id"])
    honest = row["added_by"] == actor and row["added_at"] == now and row["removed_at"] is None
    reaches = reaches_case(world, row["actor_id"], now, case["compartment"], case["district_id"])
    timely = row["until"] <= now + YEAR
    return honest and timely and leads(world, actor, now, case) and reaches and _is_free(world, row)


def may_change_member(world: World, actor: UUID, now: datetime, member: Row) -> bool:
    """Tell whether a membership is the actor's to change: of a case that one leads, and not removed."""
    return member["removed_at"] is None and leads(world, actor, now, case_of(world, member["case_id"]))


def change_member(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Extend it within a year, or remove it now in one's own name; nobody removes themselves."""
    if not may_change_member(world, actor, now, before):
        return False
    if row["removed_at"] is None:
        return bool(row["until"] <= now + YEAR)
    return bool((row["removed_by"], row["removed_at"]) == (actor, now) and row["actor_id"] != actor)


def add_signal(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Put in a signal of which one has work on the side of the case, of its district by the signal or by that desk."""
    case = case_of(world, row["case_id"])
    if row["added_by"] != actor or row["added_at"] != now or not works_in(world, actor, now, case):
        return False
    there = any(
        (one["case_id"], one["signal_id"]) == (row["case_id"], row["signal_id"]) for one in world.rows("case_signals")
    )
    return not there and any(
        task["signal_id"] == row["signal_id"]
        and task["track"] == case["compartment"]
        and works_on(world, actor, now, task)
        and case["district_id"] in {task["district_id"], task["desk_id"].partition(".")[2]}
        for task in world.rows("tasks")
    )


def write_note(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Write in one's own case, now and in one's own name."""
    honest = row["written_by"] == actor and row["written_at"] == now
    return honest and works_in(world, actor, now, case_of(world, row["case_id"]))


def record_change(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Record a step of one's own case, now and in one's own name; closing and reopening are the lead's."""
    case = case_of(world, row["case_id"])
    honest = row["changed_by"] == actor and row["changed_at"] == now
    may = works_in if row["step"] in {"suspend", "resume"} else leads
    return honest and may(world, actor, now, case)


def remind(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Keep that it was reminded of a membership that was not removed, as the worker does, whoever is entered."""
    return before["removed_at"] is None


def watch(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Keep that a case is without a lead, as the worker does, whoever is entered."""
    return True


def _never(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return False


MAY_WRITE_OF_CASES = {
    "cases.as_worker_watch": watch,
    "cases.as_owner_watch": _never,
    "case_members.as_worker_remind": remind,
    "case_members.as_owner_remind": _never,
    "case_members.as_worker_remove": _never,
    "cases.open": open_case,
    "cases.as_owner": open_as_owner,
    "cases.as_owner_for_another": open_as_owner,
    "case_members.as_owner": join_as_owner,
    "case_members.as_owner_for_another": join_as_owner,
    "case_members.as_owner_longer": join_as_owner,
    "cases.suspend": change_case,
    "cases.close": change_case,
    "cases.reopen": change_case,
    "cases.hand_over": change_case,
    "cases.take_over": change_case,
    "case_members.take_up": take_up,
    "case_members.as_owner_put_away": put_away,
    "case_members.as_owner_put_away_forged": put_away,
    "case_members.add": add_member,
    "case_members.add_forged": add_member,
    "case_members.add_longer": add_member,
    "case_members.extend": change_member,
    "case_members.extend_longer": change_member,
    "case_members.remove": change_member,
    "case_members.remove_forged": change_member,
    "case_signals.add": add_signal,
    "case_signals.add_forged": add_signal,
    "case_notes.write": write_note,
    "case_notes.forge": write_note,
    "case_status_changes.record": record_change,
    "case_status_changes.forge": record_change,
}
NEVER_OF_CASES = {
    "cases.as_owner_watch",
    "case_members.as_owner_remind",
    "case_members.as_worker_remove",
    "cases.as_owner_for_another",
    "case_members.as_owner_for_another",
    "case_members.as_owner_longer",
    "case_members.as_owner_put_away_forged",
    "case_members.add_forged",
    "case_members.add_longer",
    "case_members.extend_longer",
    "case_members.remove_forged",
    "case_signals.add_forged",
    "case_notes.forge",
    "case_status_changes.forge",
}
"""What nobody may, whoever they are."""

# Telling

BY_THE_LEAD = {
    *("case.member_added", "case.member_extended", "case.member_removed"),
    *("case.closed", "case.reopened"),
}
BY_MEMBERS = {
    *("case.signal_added", "case.noted", "case.suspended", "case.resumed", "case.lead_changed"),
    *("case.person_added", "case.location_added", "case.safety_assessed"),
    *("case.goal_set", "case.goal_changed"),
}


def tells_of_case(world: World, actor: UUID, now: datetime, event: Row) -> bool:
    """Tell of one's own case, without any signal: what the lead does as the lead, that it was opened as who did."""
    for case in world.rows("cases"):
        if case["id"] == event["subject_id"] and works_in(world, actor, now, case):
            by = {"case.opened": case["opened_by"], **dict.fromkeys(BY_THE_LEAD, case["lead_id"])}
            return event["type"] in BY_MEMBERS or by.get(event["type"]) == actor
    return False
