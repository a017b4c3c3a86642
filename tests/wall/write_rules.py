"""Who may write what, written from the design as naively as the rules of reading, and importing nothing of the service.

It tells what PostgreSQL must let through: the last line of defence, behind the API, which refuses more (a task that is
done, a decision that was approved before). `GAPS` names where that line is known to be further back than it should.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tests.wall.holding import actions, held, may_break_glass_in, oversees, submits_for, works_on
from tests.wall.model import Row, World
from tests.wall.rules import decides_on, may_read_sharing_decisions, own_tasks
from tests.wall.writes import Attempt

Rule = Callable[[World, UUID, datetime, Row, Row], bool]


def _may(world: World, actor: UUID, now: datetime, action: str) -> bool:
    return action in actions(world, actor, now)


def _submits(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    return _may(world, actor, now, "signals:own:submit") and submits_for(world, actor, now, row["municipality_code"])


def _submit(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return _submits(world, actor, now, row)


def _submit_as_oneself(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return _submits(world, actor, now, row) and row["submitted_by"] == actor


def _open_task(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return _submits(world, actor, now, row) and row["status"] == "open"


def _make_key(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    noted = any(
        task["signal_id"] == row["signal_id"] and task["track"] == row["compartment"]
        for task in own_tasks(world, actor, now)
    )
    return _submits(world, actor, now, row) or (_may(world, actor, now, "tasks:desk:triage") and noted)


def _triage(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = _may(world, actor, now, "tasks:desk:triage") and works_on(world, actor, now, before)
    return may and row["claimed_by"] in {None, actor}


def _write_note(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    if not _may(world, actor, now, "tasks:desk:triage") or row["written_by"] != actor:
        return False
    return any(
        task["id"] == row["task_id"] and task["signal_id"] == row["signal_id"] and task["track"] == row["compartment"]
        for task in own_tasks(world, actor, now)
    )


def _enrich(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = _may(world, actor, now, "signals:own:enrich")
    return may and submits_for(world, actor, now, row["municipality_code"]) and row["added_by"] == actor


def _own(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return bool(row["actor_id"] == actor)


def _ask(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return _submits(world, actor, now, row) and row["actor_id"] == actor and row["compared_at"] is None


def _propose_sharing(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = _may(world, actor, now, "sharing-decisions:desk:propose") and decides_on(world, actor, now, row)
    return may and row["status"] == "proposed" and row["proposed_by"] == actor


def _decide_sharing(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    if not _may(world, actor, now, "sharing-decisions:desk:decide") or not decides_on(world, actor, now, before):
        return False
    if row["status"] == "approved":
        return bool(row["approved_by"] == actor and row["proposed_by"] != actor)
    return bool(row["status"] == "revoked" and row["revoked_by"] == actor)


def _name_item(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return _may(world, actor, now, "sharing-decisions:desk:propose") and any(
        decision["id"] == row["decision_id"]
        and decision["compartment"] == row["compartment"]
        and decision["status"] == "proposed"
        and decision["proposed_by"] == actor
        and may_read_sharing_decisions(world, actor, now, decision)
        for decision in world.rows("sharing_decisions")
    )


def _review(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = _may(world, actor, now, "break-glass-sessions:area:review")
    sees = oversees(world, actor, now, before["district_id"]) and before["ends_at"] <= now
    return may and sees and before["actor_id"] != actor and row["reviewed_by"] == actor


def _break_glass(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = _may(world, actor, now, "break-glass-sessions:area:open")
    return may and may_break_glass_in(world, actor, now, row["district_id"])


def _propose_appointment(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    honest = row["proposed_by"] == actor and row["actor_id"] != actor and row["approved_by"] is None
    return honest and _may(world, actor, now, "appointments:all:manage")


def _lend_as_a_person(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    lends = actions(world, actor, now) & {"appointments:own:lend", "appointments:all:manage"}
    return bool(lends) and _lend(world, actor, now, row, before)


def _lend(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    (original,) = (a for a in world.rows("appointments") if a["id"] == row["lent_from"])
    same = all(row[name] == original[name] for name in ("role", "municipality_code", "district_id", "scopes"))
    honest = row["proposed_by"] == actor and row["actor_id"] not in {actor, original["actor_id"]}
    by_whom = original["actor_id"] == actor or _may(world, actor, now, "appointments:all:manage")
    return same and honest and by_whom and original["lent_from"] is None


def _approve(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    honest = row["approved_by"] == actor and actor not in {row["actor_id"], row["proposed_by"]}
    return honest and _may(world, actor, now, "appointments:all:manage")


def _withdraw(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return row["withdrawn_by"] == actor and _may(world, actor, now, "appointments:all:manage")


MAY_WRITE: dict[str, Rule] = {
    "signals.submit": _submit,
    "submissions.submit": _submit_as_oneself,
    "data_keys.make": _make_key,
    "signal_parts.submit": _submit,
    "persons.submit": _submit,
    "locations.submit": _submit,
    "routing_decisions.decide": _submit,
    "tasks.open": _open_task,
    "tasks.claim": _triage,
    "tasks.claim_for_another": _triage,
    "tasks.release": _triage,
    "task_notes.write": _write_note,
    "task_notes.forge": _write_note,
    "task_notes.cross": _write_note,
    "task_notes.misplace": _write_note,
    "enrichments.add": _enrich,
    "events.append": _own,
    "idempotency_keys.keep": _own,
    "identity_tokens.keep": _submit,
    "identity_lookups.ask": _ask,
    "sharing_decisions.propose": _propose_sharing,
    "sharing_decisions.approve": _decide_sharing,
    "sharing_decisions.revoke": _decide_sharing,
    "sharing_decisions.reopen": _decide_sharing,
    "shared_items.name": _name_item,
    "break_glass_sessions.open": _break_glass,
    "break_glass_sessions.review": _review,
    "appointments.propose": _propose_appointment,
    "appointments.lend": _lend_as_a_person,
    "appointments.lend_more": _lend_as_a_person,
    "appointments.approve": _approve,
    "appointments.forge": lambda *_: False,
    "appointments.withdraw": _withdraw,
}


def _hides_behind_another_field(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    if not _may(world, actor, now, "appointments:all:manage"):
        return False
    by_two = row["approved_by"] not in {row["actor_id"], row["proposed_by"]} or row["approved_by"] is None
    return by_two and actor in {row["approved_by"], row["withdrawn_by"]}


ONE_FIELD = "who approves or withdraws may fill in the other field in the name of somebody else"
GAPS: dict[str, tuple[str, Rule]] = {
    "appointments.approve": (ONE_FIELD, _hides_behind_another_field),
    "appointments.withdraw": (ONE_FIELD, _hides_behind_another_field),
    "appointments.forge": (ONE_FIELD, _hides_behind_another_field),
    "appointments.lend_more": ("a machine client may lend, which only the API refuses", _lend),
    "appointments.lend": ("a machine client may lend, which only the API refuses", _lend),
}
"""What PostgreSQL lets through though it should not, and the API does not ask for: why, and exactly when."""


def may_write(world: World, actor: UUID, now: datetime, attempt: Attempt) -> bool:
    """Tell whether an actor may do what it tries; without an appointment that counts, nobody writes anything."""
    return _by(MAY_WRITE[attempt.kind], world, actor, now, attempt)


def gap(world: World, actor: UUID, now: datetime, attempt: Attempt) -> bool:
    """Tell whether PostgreSQL is known to let a write through though it should not."""
    _, rule = GAPS.get(attempt.kind, ("", None))
    return rule is not None and _by(rule, world, actor, now, attempt)


def _by(rule: Rule, world: World, actor: UUID, now: datetime, attempt: Attempt) -> bool:
    before = attempt.before or attempt.row
    return bool(held(world, actor, now)) and rule(world, actor, now, attempt.row, before)
