"""The shapes of `GET /v1/me`."""

from uuid import UUID

from pydantic import Field

from app.access.matrix import Action, Reach, Role
from app.platform.schemas import ApiModel, Timestamp


class HeldAppointmentView(ApiModel):
    """An appointment that is valid now; without municipality and district it is for the region."""

    id: UUID
    role: Role
    municipality_code: str | None
    district: str | None
    valid_from: Timestamp
    valid_until: Timestamp | None
    lent_until: Timestamp | None = Field(description="Until when it was lent to the caller; null for one's own.")
    care: list[Reach] = Field(description="How far the role sees on the care side; labels: code list `reach`.")
    security: list[Reach] = Field(description="How far the role sees on the security side.")


class Me(ApiModel):
    """The actor that the token stands for, and what the actor may do."""

    name: str
    appointments: list[HeldAppointmentView]
    actions: list[Action]
    submits_for: list[str]
    desks: list[str]
    breaks_glass_in: list[str] = Field(description="The districts in which the actor may break glass.")
    oversees: list[str] = Field(description="The districts in which the actor sees that others break glass.")
