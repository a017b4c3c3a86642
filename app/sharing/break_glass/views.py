"""From rows to what the API shows of a break-glass session."""

from uuid import UUID

from app.platform.crypto import WrappingKeys
from app.platform.database import DatabaseRow
from app.platform.ids import ActorId
from app.sharing.break_glass.schemas import ReviewView, SessionView, Verdict


def owner_of(session_id: UUID) -> str:
    """Name what the data key of a session belongs to."""
    return f"break_glass_sessions:{session_id}"


def place_of_reason(session_id: UUID) -> str:
    """Name the place that a reason is bound to."""
    return f"break_glass_sessions.reason:{session_id}"


def place_of_remark(session_id: UUID) -> str:
    """Name the place that a reviewer's remark is bound to."""
    return f"break_glass_sessions.remark:{session_id}"


def view_of(row: DatabaseRow, reader: ActorId, keys: WrappingKeys) -> SessionView:
    """Make the view of a session; only who opened it is told which signal or case to read."""
    key = keys.open_data_key(row.wrapped_key, owner=owner_of(row.id))
    review = None
    if row.verdict is not None:
        remark = key.decrypt(row.remark, place=place_of_remark(row.id)).decode() if row.remark is not None else None
        review = ReviewView(verdict=Verdict(row.verdict), remark=remark, by=row.reviewed_by_name, at=row.reviewed_at)
    by_reader = row.actor_id == reader
    return SessionView(
        id=row.id,
        by=row.actor_name,
        by_you=by_reader,
        signal_id=row.signal_id if by_reader else None,
        case_id=row.case_id if by_reader else None,
        reference=row.reference,
        municipality_code=row.municipality_code,
        district=row.district_id,
        reason=key.decrypt(row.reason, place=place_of_reason(row.id)).decode(),
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        review=review,
    )
