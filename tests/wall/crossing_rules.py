"""Who may share across the wall, decide on that, break glass and review it, written from the design and naively."""

from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import may_read_cases
from tests.wall.giving_rules import decides_on
from tests.wall.holding import may_break_glass_in, oversees
from tests.wall.lending_rules import stands_behind_session
from tests.wall.model import Row, World
from tests.wall.rules import may_read_sharing_decisions
from tests.wall.task_rules import may_do


def propose_sharing(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = may_do(world, actor, now, "sharing-decisions:desk:propose") and decides_on(world, actor, now, row)
    named = [case for case in world.rows("cases") if case["reference"] == row["case_reference"]]
    own = row["case_reference"] is None or any(
        case["compartment"] == row["compartment"] and may_read_cases(world, actor, now, case) for case in named
    )
    return may and own and row["status"] == "proposed" and row["proposed_by"] == actor


def decides(world: World, actor: UUID, now: datetime, decision: Row) -> bool:
    return may_do(world, actor, now, "sharing-decisions:desk:decide") and decides_on(world, actor, now, decision)


def decide_sharing(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    if not decides(world, actor, now, before):
        return False
    if row["status"] == "approved":
        return bool(row["approved_by"] == actor and row["proposed_by"] != actor)
    return bool(row["status"] == "revoked" and row["revoked_by"] == actor)


def name_item(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return may_do(world, actor, now, "sharing-decisions:desk:propose") and any(
        decision["id"] == row["decision_id"]
        and decision["compartment"] == row["compartment"]
        and decision["status"] == "proposed"
        and (decision["proposed_by"], decision["proposed_at"]) == (actor, now)
        and may_read_sharing_decisions(world, actor, now, decision)
        for decision in world.rows("sharing_decisions")
    )


def reviews(world: World, actor: UUID, now: datetime, session: Row) -> bool:
    may = may_do(world, actor, now, "break-glass-sessions:area:review")
    sees = oversees(world, actor, now, session["district_id"]) and session["ends_at"] <= now
    return may and sees and not stands_behind_session(world, actor, now, session)


def review(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return reviews(world, actor, now, before) and row["reviewed_by"] == actor


def break_glass(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    may = may_do(world, actor, now, "break-glass-sessions:area:open")
    return may and may_break_glass_in(world, actor, now, row["district_id"])


def open_session(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return break_glass(world, actor, now, row, before) and row["actor_id"] == actor and row["opened_at"] == now
