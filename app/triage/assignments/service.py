"""Assigning tasks: each is given or reported, and what somebody else has is never taken.

PostgreSQL gives the tasks, in one statement, to who works at their desk (`access.assign_tasks`); here it is told what
became of each.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from app.access.gate import Work
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.triage.assignments.schemas import (
    AssignmentReport,
    AssignmentResult,
    AssignmentSubmission,
    AssignmentView,
    ColleagueList,
    ColleagueQuery,
    ColleagueView,
)
from app.triage.queries import TaskRow, lock_tasks
from app.triage.states import TRANSITIONS, TaskStatus, TaskStep
from app.triage.steps import EVENT_OF_STEP, append, settle
from app.triage.views import status_of_row

ASSIGN = text("SELECT access.assign_tasks(:tasks, :assignee)").bindparams(bindparam("tasks", type_=ARRAY(Uuid())))
COLLEAGUES = text("SELECT actor_id, name, desk_id FROM access.colleagues() ORDER BY name, actor_id, desk_id")


async def assign(work: Work, submission: AssignmentSubmission, attempt: Attempt) -> AssignmentReport:
    """Assign tasks on the caller's desks, and tell of each what became of it.

    Sent again under the same key, it tells how they stand now. Raises Conflict when the key was used for others.
    """
    assignee = submission.assignee or work.actor.actor_id
    rows = await lock_tasks(work, submission.tasks)
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="task-assignments",
        resource_id=new_id(),
        now=work.now,
    )
    given: frozenset[UUID] = frozenset()
    if earlier is None:
        free = await settle(work, [row for row in rows if _is_free(work, row, assignee)])
        given = await give(work, free, assignee)
    by_id = {row.id: row for row in rows}
    return AssignmentReport(
        items=[
            AssignmentView(task=task, result=_result(work, by_id.get(task), assignee, given))
            for task in submission.tasks
        ]
    )


def _is_free(work: Work, row: TaskRow, assignee: UUID) -> bool:
    """Tell whether a task is the caller's to give: nobody has it, or the caller has and hands it over."""
    status = status_of_row(row, work.now)
    if TaskStep.ASSIGN not in TRANSITIONS[status]:
        return False
    return status is TaskStatus.OPEN or (row.claimed_by == work.actor.actor_id and row.claimed_by != assignee)


async def give(work: Work, rows: list[TaskRow], assignee: UUID) -> frozenset[UUID]:
    """Give tasks that are free, and held, to somebody who works at their desk; return which of them were given."""
    if not rows:
        return frozenset()
    parameters = {"tasks": [row.id for row in rows], "assignee": assignee}
    given = frozenset((await work.connection.execute(ASSIGN, parameters)).scalar_one())
    oneself = assignee == work.actor.actor_id
    told = {} if oneself else {"assignee": str(assignee)}
    step = TaskStep.CLAIM if oneself else TaskStep.ASSIGN
    await append(work, EVENT_OF_STEP[step], [row for row in rows if row.id in given], told)
    return given


def _result(work: Work, row: TaskRow | None, assignee: UUID, given: Collection[UUID]) -> AssignmentResult:
    if row is None:
        return AssignmentResult.NOT_FOUND
    if row.id in given:
        return AssignmentResult.ASSIGNED
    status = status_of_row(row, work.now)
    if status is TaskStatus.DONE:
        return AssignmentResult.DONE
    if status is TaskStatus.OPEN or (row.claimed_by == work.actor.actor_id and row.claimed_by != assignee):
        return AssignmentResult.NOT_A_COLLEAGUE
    return AssignmentResult.ALREADY if row.claimed_by == assignee else AssignmentResult.CLAIMED_BY_ANOTHER


async def list_colleagues(work: Work, query: ColleagueQuery) -> ColleagueList:
    """List who works at the caller's desks, the caller among them, by name."""
    return ColleagueList(items=list(_colleagues(work, await _read_colleagues(work, query.desk))))


async def _read_colleagues(work: Work, desk: str | None) -> dict[tuple[UUID, str], list[str]]:
    """Return the desks of each colleague; a desk with two sides is named once."""
    people: dict[tuple[UUID, str], list[str]] = {}
    for row in await work.connection.execute(COLLEAGUES):
        desks = people.setdefault((row.actor_id, row.name), [])
        if desk in (None, row.desk_id) and row.desk_id not in desks:
            desks.append(row.desk_id)
    return people


def _colleagues(work: Work, people: dict[tuple[UUID, str], list[str]]) -> Iterator[ColleagueView]:
    for (actor_id, name), desks in people.items():
        if desks:
            yield ColleagueView(id=actor_id, name=name, you=actor_id == work.actor.actor_id, desks=desks)
