"""Setting the goals of a case, and telling how they went."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.cases.plan.models import CaseGoal, CaseGoalChange
from app.cases.plan.queries import read_goal, read_goal_changes, read_goals
from app.cases.plan.schemas import GoalChangeView, GoalList, GoalStatusSubmission, GoalSubmission, GoalView
from app.cases.plan.states import MOST_GOALS, MOST_STEPS, TRANSITIONS, GoalStatus
from app.cases.queries import read_case
from app.cases.sealing import key_of, place_of_goal, place_of_goal_change
from app.cases.states import CaseStep
from app.cases.steps import hold, is_first, step_of, tell
from app.platform.clock import local_date
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.problems import Conflict, InvalidInput, NotFound, PreconditionFailed
from app.platform.states import next_status
from app.signals.keys import KeyRing

FARTHEST = timedelta(days=3 * 366)
Told = tuple[GoalView, str]
"""A goal with its entity tag."""


async def list_goals(work: Work, case_id: UUID, ring: KeyRing) -> GoalList:
    """List the goals of a case of the caller, the first set first; raises NotFound."""
    case = await read_case(work, case_id)
    if case is None:
        raise NotFound
    rows, key = await read_goals(work, case_id), key_of(case, ring)
    changes = await read_goal_changes(work, [row.id for row in rows])
    return GoalList(items=[_view(work, row, changes.get(row.id, ()), key) for row in rows])


async def set_goal(work: Work, case_id: UUID, submission: GoalSubmission, attempt: Attempt, ring: KeyRing) -> Told:
    """Set a goal of a case of the caller.

    Raises NotFound, InvalidInput for a day out of bounds, and Conflict when the case is closed or has too many goals.
    """
    case, goal_id = await hold(work, case_id), new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"case-goals:{case_id}",
        resource_id=goal_id,
        now=work.now,
    )
    if earlier is None:
        step_of(work, case, CaseStep.SET_GOAL)
        today = local_date(work.now)
        if submission.target_date is not None and not today <= submission.target_date <= today + FARTHEST:
            raise InvalidInput.at("/targetDate", "target_date", "This day is over, or more than three years away")
        if len(await read_goals(work, case_id)) >= MOST_GOALS:
            raise Conflict(f"This case has {MOST_GOALS} goals already.")
        row = {
            "id": goal_id,
            "case_id": case_id,
            "compartment": case.compartment,
            "kind": submission.kind,
            "content": key_of(case, ring).encrypt(submission.text.encode(), place=place_of_goal(goal_id)),
            "target_date": submission.target_date,
            "status": GoalStatus.OPEN,
            "set_by": work.actor.actor_id,
            "set_by_name": work.actor.name,
            "set_at": work.now,
        }
        await insert_all(work.connection, {CaseGoal: [row]})
        await tell(work, CaseStep.SET_GOAL, case, goal=str(goal_id))
    return await _read(work, earlier or goal_id, ring)


async def change_status(
    work: Work, goal_id: UUID, submission: GoalStatusSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> Told:
    """Tell that a goal is reached or dropped, or take it up again.

    Raises NotFound, PreconditionFailed, and Conflict when the case is closed or the goal does not allow the step,
    or no more of them.
    """
    goal = await read_goal(work, goal_id)
    if goal is None:
        raise NotFound
    case, change_id = await hold(work, goal.case_id), new_id()
    if await is_first(work, attempt, f"case-goal-status:{goal_id}", change_id):
        goal = await read_goal(work, goal_id)
        if goal is None:
            raise NotFound
        if if_match not in (None, "*", etag_of(goal)):
            raise PreconditionFailed("The goal was changed since you read it; read it again and decide anew.")
        step_of(work, case, CaseStep.CHANGE_GOAL)
        status = next_status(TRANSITIONS, GoalStatus(goal.status), submission.step, subject="goal")
        if goal.version > MOST_STEPS:
            raise Conflict(f"{MOST_STEPS} steps were taken with this goal already; set another.")
        changes = {"status": status, "version": goal.version + 1}
        await work.connection.execute(update(CaseGoal).where(CaseGoal.id == goal_id).values(**changes))
        row = {
            "id": change_id,
            "goal_id": goal_id,
            "case_id": case.id,
            "compartment": case.compartment,
            "step": submission.step,
            "status": status,
            "content": key_of(case, ring).encrypt(submission.text.encode(), place=place_of_goal_change(change_id)),
            "changed_by": work.actor.actor_id,
            "changed_by_name": work.actor.name,
            "changed_at": work.now,
        }
        await insert_all(work.connection, {CaseGoalChange: [row]})
        await tell(work, CaseStep.CHANGE_GOAL, case, goal=str(goal_id), status=status)
    return await _read(work, goal_id, ring)


async def _read(work: Work, goal_id: UUID, ring: KeyRing) -> Told:
    goal = await read_goal(work, goal_id)
    case = await read_case(work, goal.case_id) if goal is not None else None
    if goal is None or case is None:
        raise NotFound
    changes = await read_goal_changes(work, [goal_id])
    return _view(work, goal, changes.get(goal_id, ()), key_of(case, ring)), etag_of(goal)


def etag_of(goal: DatabaseRow) -> str:
    """Return the entity tag of a goal."""
    return f'"{goal.version}"'


def _view(work: Work, row: DatabaseRow, changes: Sequence[DatabaseRow], key: DataKey) -> GoalView:
    return GoalView(
        id=row.id,
        case_id=row.case_id,
        kind=row.kind,
        text=key.decrypt(row.content, place=place_of_goal(row.id)).decode(),
        target_date=row.target_date,
        status=row.status,
        set_by=row.set_by_name,
        set_by_you=row.set_by == work.actor.actor_id,
        set_at=row.set_at,
        history=[
            GoalChangeView(
                step=one.step,
                status=one.status,
                text=key.decrypt(one.content, place=place_of_goal_change(one.id)).decode(),
                by=one.changed_by_name,
                by_you=one.changed_by == work.actor.actor_id,
                at=one.changed_at,
            )
            for one in changes
        ],
    )
