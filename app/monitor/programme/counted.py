"""Which of what the caller may read counted for the norms. Row-level security decides again which there are."""

from uuid import UUID

from sqlalchemy import TableValuedAlias, func, literal, select

from app.access.gate import Work
from app.access.matrix import Action
from app.cases.models import Case
from app.cases.proposals.models import DspProposal
from app.cases.proposals.queries import known as known_proposals
from app.interventions.models import Intervention
from app.interventions.queries import known as known_interventions
from app.monitor.figures.periods import Period
from app.monitor.programme.schemas import CountedPage, CountedQuery, CountedView
from app.monitor.programme.service import list_norms
from app.platform.database import DatabaseRow, RowSelect
from app.platform.pagination import Cursors
from app.reference.snapshot import ReferenceSnapshot
from app.signals.models import Signal


async def list_counted(
    work: Work, query: CountedQuery, quarter: Period, cursors: Cursors, reference: ReferenceSnapshot
) -> CountedPage:
    """List what counted in a quarter and the caller may read, the last made first; with how much it was in all, for who
    reads the monitor."""
    filters = query.model_dump_json(exclude={"limit", "cursor"}, exclude_none=True)
    scope = f"{work.actor.actor_id}:counted:{quarter.name}:{filters}"
    before = UUID(str(cursors.open(scope, query.cursor)[0])) if query.cursor is not None else None
    rows = [
        row
        for chosen in (_proposals, _interventions)
        for row in await _read(work, chosen(work, quarter), query, before)
    ]
    rows.sort(key=lambda row: row.id, reverse=True)
    norms = await list_norms(work, quarter, reference)
    told = norms.items if Action.READ_MONITOR in work.actor.actions else []
    items = [_view(row) for row in rows[: query.limit]]
    more = len(rows) > query.limit
    return CountedPage(
        quarter=quarter.name,
        is_over=norms.is_over,
        norms=[one for one in told if query.norm in (None, one.norm) and query.district in (None, one.district)],
        items=items,
        next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None,
    )


def _counted(quarter: Period) -> TableValuedAlias:
    counting = func.access.counted_for_norms(quarter.first_day, quarter.first_day_after)
    return counting.table_valued("norm", "district_id", "id", "counted_on")


def _proposals(work: Work, quarter: Period) -> tuple[TableValuedAlias, RowSelect]:
    """Select the proposals that counted, of the caller's cases and of those submitted to a DSP of the caller's."""
    one = _counted(quarter)
    nothing = literal(None)
    chosen = select(
        *one.c, DspProposal.case_reference.label("reference"), nothing.label("signal_id"), DspProposal.case_id
    )
    return one, chosen.join(DspProposal, DspProposal.id == one.c.id).where(known_proposals(work))


def _interventions(work: Work, quarter: Period) -> tuple[TableValuedAlias, RowSelect]:
    """Select the interventions that counted, on a signal or in a case that the caller knows."""
    one = _counted(quarter)
    reference = func.coalesce(Signal.reference, Case.reference).label("reference")
    chosen = select(*one.c, reference, Intervention.signal_id, Intervention.case_id)
    chosen = chosen.join(Intervention, Intervention.id == one.c.id)
    chosen = chosen.outerjoin(Signal, Signal.id == Intervention.signal_id).outerjoin(
        Case, Case.id == Intervention.case_id
    )
    return one, chosen.where(known_interventions(work))


async def _read(
    work: Work, of: tuple[TableValuedAlias, RowSelect], query: CountedQuery, before: UUID | None
) -> list[DatabaseRow]:
    """Return a page of one kind of thing and one more, the last made first."""
    one, chosen = of
    if query.norm is not None:
        chosen = chosen.where(one.c.norm == query.norm)
    if query.district is not None:
        chosen = chosen.where(one.c.district_id == query.district)
    if before is not None:
        chosen = chosen.where(one.c.id < before)
    return list(await work.connection.execute(chosen.order_by(one.c.id.desc()).limit(query.limit + 1)))


def _view(row: DatabaseRow) -> CountedView:
    return CountedView(
        norm=row.norm,
        id=row.id,
        district=row.district_id,
        counted_on=row.counted_on,
        reference=row.reference,
        signal_id=row.signal_id,
        case_id=row.case_id,
    )
