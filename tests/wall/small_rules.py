"""Who may write what is simply one's own: submissions, lookups, searches, what was read or looked after."""

from datetime import datetime
from uuid import UUID

from tests.wall.holding import submits_for
from tests.wall.meeting_rules import open_action
from tests.wall.model import Row, World
from tests.wall.rules import may_read_escalations, may_read_notifications
from tests.wall.task_rules import (
    may_do,
    open_task,
    submits,
)


def never(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return False


def never_change(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    return False


def submit(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return submits(world, actor, now, row)


def submit_now(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return submits(world, actor, now, row) and row["received_at"] == now


def submit_as_oneself(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return submits(world, actor, now, row) and row["submitted_by"] == actor


def open_any_task(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return open_task(world, actor, now, row, before) or open_action(world, actor, now, row, before)


def enrich(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = may_do(world, actor, now, "signals:own:enrich")
    return may and submits_for(world, actor, now, row["municipality_code"]) and row["added_by"] == actor


def own(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return bool(row["actor_id"] == actor)


def ask(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return submits(world, actor, now, row) and row["actor_id"] == actor and row["compared_at"] is None


def looks_after(world: World, actor: UUID, now: datetime, escalation: Row) -> bool:
    may = may_do(world, actor, now, "escalations:known:acknowledge") and escalation["acknowledged_at"] is None
    return may and may_read_escalations(world, actor, now, escalation)


def acknowledge(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    honest = row["acknowledged_by"] == actor and row["acknowledged_at"] == now
    return honest and looks_after(world, actor, now, before)


def make_search(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return may_do(world, actor, now, "tasks:desk:read")


def keep_search(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return make_search(world, actor, now, row, before) and row["actor_id"] == actor and row["asked_at"] == now


def mark_notification(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return row["read_at"] in (None, now) and may_read_notifications(world, actor, now, before)


def is_own(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    return bool(row["actor_id"] == actor)
