"""Writing in the monitor, and telling how far the norms of the programme are reached."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy import func, select, text

from app.access.gate import Work
from app.monitor.figures.periods import Period, Span
from app.monitor.programme.lights import GivenLight
from app.monitor.programme.models import MonitorEntry
from app.monitor.programme.norms import NORMS, is_reached
from app.monitor.programme.schemas import (
    EntryKind,
    EntryQuery,
    EntrySubmission,
    EntryView,
    NormList,
    NormView,
)
from app.monitor.programme.sealing import owner_of, place_of_words
from app.platform.clock import local_date
from app.platform.crypto import WrappingKeys
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.pagination import Cursors
from app.platform.parameters import PREFIX
from app.platform.problems import Forbidden, InvalidInput, NotFound
from app.platform.schemas import Page
from app.reference.snapshot import ReferenceSnapshot

NORM_COUNTS = text("SELECT * FROM access.norm_counts(:first_day, :first_day_after)")
REPORT_OF = PREFIX + "/monitor/report?halfYear={}"
MOST_OF_ONE, MOST_EVALUATIONS = 3, 50
"""How many evaluations a report shows: of one writer for one district or the region, and in all."""
MAY_WRITE = text("SELECT access.keeps_monitor_of(:district)")


def present_quarter(work: Work) -> Period:
    """Return the quarter of today."""
    return Period.of(Span.QUARTER, local_date(work.now))


async def write(
    work: Work, submission: EntrySubmission, attempt: Attempt, keys: WrappingKeys, reference: ReferenceSnapshot
) -> EntryView:
    """Write evidence, another light or an evaluation.

    Raises InvalidInput, also for a period that has not begun in the region, Forbidden for a district that is not the
    caller's, and Conflict for an idempotency key that was used for something else.
    """
    _require_known(submission, reference)
    if Period.parse(submission.period).begins > work.now:
        raise InvalidInput.at("/period", "not_begun", "This period has not begun")
    if not (await work.connection.execute(MAY_WRITE, {"district": submission.district})).scalar_one():
        raise Forbidden("You write in the monitor for your own district.")
    entry_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="monitor-entries",
        resource_id=entry_id,
        now=work.now,
    )
    if earlier is None:
        await _insert(work, submission, entry_id, keys)
    query = select(*MonitorEntry.__table__.columns).where(MonitorEntry.id == (earlier or entry_id))
    row = (await work.connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _view(work, row, keys)


def _require_known(submission: EntrySubmission, reference: ReferenceSnapshot) -> None:
    if submission.district is not None and submission.district not in reference.districts:
        raise InvalidInput.at("/district", "district", "There is no such district")
    if submission.action is not None:
        action = reference.code_lists["programme-action"].get(submission.action)
        if action is None:
            raise InvalidInput.at("/action", "action", "There is no such action in the programme")
        if (action.attributes["scope"] == "region") != (submission.district is None):
            raise InvalidInput.at("/district", "district", "An action is of the region or of districts, as it says")


async def _insert(work: Work, submission: EntrySubmission, entry_id: UUID, keys: WrappingKeys) -> None:
    key, wrapped = keys.new_data_key(owner=owner_of(entry_id))
    row = {
        "id": entry_id,
        "kind": submission.kind,
        "action": submission.action,
        "district_id": submission.district,
        "period": submission.period,
        "light": submission.light,
        "words": key.encrypt(submission.words.encode(), place=place_of_words(entry_id)),
        "wrapped_key": wrapped,
        "written_by": work.actor.actor_id,
        "written_by_name": work.actor.name,
        "written_at": work.now,
    }
    event = event_row(
        f"monitor.{submission.kind}_written",
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=entry_id,
        data={"period": submission.period},
    )
    await insert_all(work.connection, {MonitorEntry: [row]})
    await insert_all(work.connection, {Event: [event]})


async def list_entries(work: Work, query: EntryQuery, cursors: Cursors, keys: WrappingKeys) -> Page[EntryView]:
    """List what was written in the monitor, the last first."""
    filters = query.model_dump_json(exclude={"limit", "cursor"}, exclude_none=True)
    scope = f"{work.actor.actor_id}:monitor-entries:{filters}"
    chosen = select(*MonitorEntry.__table__.columns)
    for column, value in (
        (MonitorEntry.kind, query.kind),
        (MonitorEntry.action, query.action),
        (MonitorEntry.district_id, query.district),
        (MonitorEntry.period, query.period),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if query.cursor is not None:
        chosen = chosen.where(MonitorEntry.id < UUID(str(cursors.open(scope, query.cursor)[0])))
    rows = list(await work.connection.execute(chosen.order_by(MonitorEntry.id.desc()).limit(query.limit + 1)))
    items = [_view(work, row, keys) for row in rows[: query.limit]]
    more = len(rows) > query.limit
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def last_evaluations(work: Work, half_year: Period, keys: WrappingKeys) -> list[EntryView]:
    """Return the last evaluations of a half-year: of each writer a few for each district, and for the region.

    Who writes more than that puts nobody else out of the report. Where there are too many writers, the last one of each
    goes before the second last of anybody.
    """
    one = (MonitorEntry.written_by, MonitorEntry.district_id)
    place = func.row_number().over(partition_by=one, order_by=(MonitorEntry.written_at.desc(), MonitorEntry.id.desc()))
    chosen = select(*MonitorEntry.__table__.columns, place.label("place"))
    chosen = chosen.where(MonitorEntry.kind == EntryKind.EVALUATION, MonitorEntry.period == half_year.name)
    ranked = chosen.subquery()
    few = select(ranked).where(ranked.c.place <= MOST_OF_ONE)
    few = few.order_by(ranked.c.place, ranked.c.written_at.desc(), ranked.c.id.desc()).limit(MOST_EVALUATIONS)
    return [_view(work, row, keys) for row in await work.connection.execute(few)]


def _view(work: Work, row: DatabaseRow, keys: WrappingKeys) -> EntryView:
    is_reported = False
    with suppress(ValueError):  # a period could be of any year once
        is_reported = row.kind == EntryKind.EVALUATION and Period.parse(row.period).ends <= work.now
    key = keys.open_data_key(row.wrapped_key, owner=owner_of(row.id))
    return EntryView(
        id=row.id,
        kind=EntryKind(row.kind),
        action=row.action,
        district=row.district_id,
        period=row.period,
        light=None if row.light is None else GivenLight(row.light),
        words=key.decrypt(row.words, place=place_of_words(row.id)).decode(),
        written_by=row.written_by_name,
        written_at=row.written_at,
        report=REPORT_OF.format(row.period) if is_reported else None,
    )


async def list_norms(work: Work, quarter: Period, reference: ReferenceSnapshot) -> NormList:
    """Tell how far each norm is reached in each district in a quarter, as the data stands."""
    counts = await _norm_counts(work, quarter)
    items = [
        NormView(
            norm=norm,
            label=rule.label,
            counts=rule.counts,
            district=district,
            count=counts.get((norm, district), 0),
            at_least=rule.at_least,
            reached=is_reached(norm, counts.get((norm, district), 0)),
        )
        for norm, rule in NORMS.items()
        for district in reference.districts
    ]
    return NormList(quarter=quarter.name, is_over=quarter.ends <= work.now, items=items)


async def _norm_counts(work: Work, quarter: Period) -> Mapping[tuple[str, str | None], int]:
    """Count what the norms ask for in a quarter, by norm and district."""
    window = {"first_day": quarter.first_day, "first_day_after": quarter.first_day_after}
    rows = await work.connection.execute(NORM_COUNTS, window)
    return {(row.norm, row.district_id): row.size for row in rows}
