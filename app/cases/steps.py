"""Taking a step with a case that is held against others: what its status and the lead allow, the row and the event."""

from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.cases.models import Case
from app.cases.queries import read_case
from app.cases.states import EVENT_OF_STEP, OF_THE_LEAD, TRANSITIONS, CaseStatus, CaseStep
from app.cases.views import etag_of
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import Conflict, NotFound, PreconditionFailed
from app.platform.states import next_status

OPENED = "case.opened"


async def hold(work: Work, case_id: UUID) -> DatabaseRow:
    """Hold a case of the caller against others; raises NotFound."""
    case = await read_case(work, case_id, locked=True)
    if case is None:
        raise NotFound
    return case


async def is_first(work: Work, attempt: Attempt, operation: str, resource_id: UUID) -> bool:
    """Tell whether an attempt is the first under its key; raises Conflict when the key was used for another body."""
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=operation,
        resource_id=resource_id,
        now=work.now,
    )
    return earlier is None


def require_unchanged(case: DatabaseRow, if_match: str | None) -> None:
    """Raise PreconditionFailed when a case was changed since its entity tag was read."""
    if if_match not in (None, "*", etag_of(case)):
        raise PreconditionFailed("The case was changed since you read it; read it again and decide anew.")


def step_of(work: Work, case: DatabaseRow, step: CaseStep) -> CaseStatus:
    """Return the status of a case after a step of the caller.

    Raises Conflict that names the allowed steps, or that says that the step is the lead's.
    """
    after = next_status(TRANSITIONS, CaseStatus(case.status), step, subject="case")
    if step in OF_THE_LEAD and case.lead_id != work.actor.actor_id:
        raise Conflict(f"Only the lead of a case does {step}; ask the lead, or take the lead over.")
    return after


async def change(work: Work, case: DatabaseRow, **changes: object) -> None:
    """Write a change of a case that is held, as its next version."""
    values = {"version": case.version + 1, **changes}
    await work.connection.execute(update(Case).where(Case.id == case.id).values(**values))


async def append(work: Work, event_type: str, case: DatabaseRow, **told: str) -> None:
    """Append an event of a case: of no signal, and in nobody's timeline."""
    event = event_row(
        event_type,
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=case.id,
        data={"desk": case.desk_id, "district": case.district_id, **told},
    )
    await insert_all(work.connection, {Event: [event]})


async def tell(work: Work, step: CaseStep, case: DatabaseRow, **told: str) -> None:
    """Append the event of a step."""
    await append(work, EVENT_OF_STEP[step], case, **told)
