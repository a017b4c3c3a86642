"""The shapes of `GET /v1/me`."""

from app.access.matrix import Action, Role
from app.platform.schemas import ApiModel, Timestamp


class AppointmentView(ApiModel):
    """An appointment that is valid now; without municipality and district it is for the region."""

    role: Role
    municipality_code: str | None
    district: str | None
    valid_from: Timestamp
    valid_until: Timestamp | None


class Me(ApiModel):
    """The actor that the token stands for, and what the actor may do."""

    name: str
    appointments: list[AppointmentView]
    actions: list[Action]
    submits_for: list[str]
    desks: list[str]
