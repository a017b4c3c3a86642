"""From rows to what the API shows of an appointment."""

from app.access.appointments.queries import AppointmentRow
from app.access.appointments.schemas import AppointmentView

HISTORY = (
    "id",
    "issuer",
    "subject",
    "name",
    "municipality_code",
    "valid_from",
    "valid_until",
    "status",
    "proposed_by",
    "proposed_at",
    "approved_by",
    "approved_at",
    "withdrawn_by",
    "withdrawn_at",
    "last_used_on",
)
"""What a row shows by the same name, of a person and of a machine client."""


def etag_of(row: AppointmentRow) -> str:
    """Return the entity tag: an appointment changes by a decision, by time, and by being used on another day."""
    return f'"{row.status}.{row.last_used_on or "unused"}"'


def history_of(row: AppointmentRow) -> dict[str, object]:
    """Collect what is shown of any appointment."""
    return {name: getattr(row, name) for name in HISTORY}


def view_of(row: AppointmentRow) -> AppointmentView:
    """Make the view of a person's appointment."""
    return AppointmentView.model_validate(
        {**history_of(row), "role": row.role, "district": row.district_id, "lent_from": row.lent_from}
    )
