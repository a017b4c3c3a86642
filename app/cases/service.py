"""Listing and reading cases of which the caller is a member, and adding signals to them."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.models import CaseSignal
from app.cases.queries import read_case, read_cases, read_envelopes, read_lead_names, read_signals
from app.cases.schemas import CaseDetail, CaseQuery, CaseSignalSubmission, CaseView
from app.cases.states import MOST_SIGNALS, CaseStep
from app.cases.steps import change, hold, is_first, require_unchanged, step_of, tell
from app.cases.views import case_detail, case_view, etag_of
from app.platform.database import DatabaseRow
from app.platform.idempotency import Attempt
from app.platform.ids import new_id
from app.platform.pagination import Cursors
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing

Told = tuple[CaseDetail, str]
"""A case with its entity tag."""


async def list_cases(work: Work, query: CaseQuery, ring: KeyRing, cursors: Cursors) -> Page[CaseView]:
    """List the cases of the caller, the last opened first."""
    filters = query.model_dump_json(exclude={"limit", "cursor"}, exclude_none=True)
    scope = f"{work.actor.actor_id}:cases:{filters}"
    before = UUID(str(cursors.open(scope, query.cursor)[0])) if query.cursor is not None else None
    rows = await read_cases(work, query, before)
    shown = rows[: query.limit]
    names = await read_lead_names(work, shown) if shown else {}
    items = [case_view(work, row, names, ring) for row in shown]
    more = len(rows) > query.limit
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def read(work: Work, case_id: UUID, ring: KeyRing) -> Told:
    """Return a case of the caller with its entity tag; raises NotFound."""
    case = await read_case(work, case_id)
    if case is None:
        raise NotFound
    return await case_detail(work, case, ring), etag_of(case)


async def add_signal(
    work: Work,
    case_id: UUID,
    submission: CaseSignalSubmission,
    attempt: Attempt,
    ring: KeyRing,
    if_match: str | None,
) -> Told:
    """Add a signal of which the caller has a task, on the side and in the district of the case.

    Raises NotFound, PreconditionFailed, InvalidInput for a signal that is not so (or not there), and Conflict when the
    case is closed, has the signal already, or is full.
    """
    case = await hold(work, case_id)
    if await is_first(work, attempt, f"case-signals:{case_id}", new_id()):
        require_unchanged(case, if_match)
        step_of(work, case, CaseStep.ADD_SIGNAL)
        side = Compartment(case.compartment)
        desks = work.actor.desks[side]
        if not await read_envelopes(work, [submission.signal_id], side, case.district_id, desks):
            raise InvalidInput.at("/signalId", "signal", "You have no task of such a signal for this case")
        if len(await read_signals(work, case_id)) >= MOST_SIGNALS:
            raise Conflict(f"This case has {MOST_SIGNALS} signals already; open another.")
        if not await put_in(work, case, submission.signal_id):
            raise Conflict("This signal is in the case already.")
        await change(work, case)
        await tell(work, CaseStep.ADD_SIGNAL, case, signal=str(submission.signal_id))
    return await read(work, case_id, ring)


async def put_in(work: Work, case: DatabaseRow, signal_id: UUID) -> bool:
    """Put a signal in a case, of which a trigger copies the envelope; tell whether it was not in it yet."""
    copied = {"municipality_code": "", "reference": "", "exploitation_forms": [], "acute_danger": False}
    row = {
        "case_id": case.id,
        "signal_id": signal_id,
        "compartment": case.compartment,
        **copied,
        "observed_from": work.now.date(),
        "received_at": work.now,
        "added_by": work.actor.actor_id,
        "added_by_name": work.actor.name,
        "added_at": work.now,
    }
    added = await work.connection.execute(insert(CaseSignal).values(row).on_conflict_do_nothing())
    return added.rowcount == 1
