"""From rows to what the API shows of a case."""

from collections.abc import Mapping
from uuid import UUID

from app.access.gate import Work
from app.cases.queries import is_current, read_changes, read_lead_names, read_members, read_signals
from app.cases.schemas import (
    CaseDetail,
    CaseLeadView,
    CaseSignalView,
    CaseView,
    MemberView,
    StatusChangeView,
)
from app.cases.sealing import key_of, place_of_change, place_of_title
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.signals.keys import KeyRing


def etag_of(case: DatabaseRow) -> str:
    """Return the entity tag of a case: it goes with its signals, members and status, not with its notes."""
    return f'"{case.version}"'


def case_view(work: Work, case: DatabaseRow, names: Mapping[UUID, str], ring: KeyRing) -> CaseView:
    """Make the view of a case without what is in it."""
    return CaseView(
        id=case.id,
        reference=case.reference,
        compartment=case.compartment,
        district=case.district_id,
        desk=case.desk_id,
        title=key_of(case, ring).decrypt(case.title, place=place_of_title(case.id)).decode(),
        exploitation_forms=case.exploitation_forms,
        status=case.status,
        outcome=case.outcome,
        lead=CaseLeadView(id=case.lead_id, name=names.get(case.lead_id, ""), you=case.lead_id == work.actor.actor_id),
        opened_by=case.opened_by_name,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
    )


async def case_detail(work: Work, case: DatabaseRow, ring: KeyRing) -> CaseDetail:
    """Make the view of a case with its signals, members and history."""
    key = key_of(case, ring)
    names = await read_lead_names(work, [case])
    return CaseDetail(
        **dict(case_view(work, case, names, ring)),
        signals=[_signal(row) for row in await read_signals(work, case.id)],
        members=[_member(work, row, case) for row in await read_members(work, case.id)],
        history=[_change(work, row, key) for row in await read_changes(work, case.id)],
    )


def _signal(row: DatabaseRow) -> CaseSignalView:
    return CaseSignalView(
        signal_id=row.signal_id,
        reference=row.reference,
        municipality_code=row.municipality_code,
        exploitation_forms=row.exploitation_forms,
        acute_danger=row.acute_danger,
        observed_from=row.observed_from,
        observed_until=row.observed_until,
        received_at=row.received_at,
        added_by=row.added_by_name,
        added_at=row.added_at,
    )


def _member(work: Work, row: DatabaseRow, case: DatabaseRow) -> MemberView:
    current = is_current(row, work.now)
    return MemberView(
        id=row.id,
        actor_id=row.actor_id,
        name=row.actor_name,
        you=row.actor_id == work.actor.actor_id,
        lead=row.actor_id == case.lead_id and row.removed_at is None,
        since=row.since,
        until=row.until,
        current=current,
        added_by=row.added_by_name,
        added_at=row.added_at,
        removed_by=row.removed_by_name,
        removed_at=row.removed_at,
    )


def _change(work: Work, row: DatabaseRow, key: DataKey) -> StatusChangeView:
    text = None if row.content is None else key.decrypt(row.content, place=place_of_change(row.id)).decode()
    return StatusChangeView(
        id=row.id,
        step=row.step,
        status=row.status,
        reason=row.reason,
        outcome=row.outcome,
        text=text,
        by=row.changed_by_name,
        by_you=row.changed_by == work.actor.actor_id,
        at=row.changed_at,
    )
