"""The SQL for the goals of cases. Row-level security decides again which rows there are."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.access.gate import Work
from app.cases.plan.models import CaseGoal, CaseGoalChange
from app.platform.database import DatabaseRow


async def read_goals(work: Work, case_id: UUID) -> list[DatabaseRow]:
    """Return the goals of a case, still encrypted, the first set first."""
    query = select(*CaseGoal.__table__.columns).where(CaseGoal.case_id == case_id)
    return list(await work.connection.execute(query.order_by(CaseGoal.id)))


async def read_goal(work: Work, goal_id: UUID) -> DatabaseRow | None:
    """Return a goal of a case of the caller, still encrypted, or None."""
    query = select(*CaseGoal.__table__.columns).where(
        CaseGoal.id == goal_id, CaseGoal.case_id.in_(sorted(work.actor.cases))
    )
    return (await work.connection.execute(query)).one_or_none()


async def read_goal_changes(work: Work, goal_ids: Collection[UUID]) -> dict[UUID, list[DatabaseRow]]:
    """Return how goals went, still encrypted, by the goal, the last step first."""
    query = select(*CaseGoalChange.__table__.columns).where(CaseGoalChange.goal_id.in_(goal_ids))
    found: dict[UUID, list[DatabaseRow]] = defaultdict(list)
    for row in await work.connection.execute(query.order_by(CaseGoalChange.id.desc())):
        found[row.goal_id].append(row)
    return found
