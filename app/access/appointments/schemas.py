"""The shapes of appointments: what is sent and what is answered."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.access.appointments.fields import DistrictId, End, IssuerName, MunicipalityCode, PlainName, Start, Subject
from app.access.appointments.states import AppointmentStatus
from app.access.matrix import MATRIX, Role, Scope
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, Timestamp
from app.settings import DEMO_ISSUER

AREA_OF_FIELD = {"municipality_code": Scope.MUNICIPALITY, "district": Scope.DISTRICT}


class HolderSubmission(ApiModel):
    """Who is meant: known by the issuer and the subject of its tokens."""

    issuer: IssuerName
    subject: Subject
    name: PlainName


class AppointmentSubmission(HolderSubmission):
    """An appointment as a beheerder proposes it: with the area that the role is for, and none when it is the region."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "issuer": DEMO_ISSUER,
                    "subject": "zoe.dordevic",
                    "name": "Zoë Đorđević",
                    "role": "zorgcoordinator",
                    "district": "de_baronie",
                    "validUntil": "2035-01-01T00:00:00Z",
                }
            ]
        }
    )

    role: Role
    municipality_code: MunicipalityCode | None = Field(None, examples=["GM0758"])
    district: DistrictId | None = Field(None, examples=["de_baronie"])
    valid_from: Start | None = Field(None, description="Without it: now.")
    valid_until: End | None = Field(None, description="Without it: until it is withdrawn.")

    @model_validator(mode="before")
    @classmethod
    def name_both_areas(cls, data: Any) -> Any:  # noqa: ANN401 - whatever was sent
        """Make an area that was left out a null, so that it is validated, and told of, like one that was sent."""
        return {"municipalityCode": None, "district": None, **data} if isinstance(data, dict) else data

    @field_validator("role")
    @classmethod
    def of_a_person(cls, role: Role) -> Role:
        """Refuse the role of machine clients, which have scopes."""
        if role is Role.SYSTEM:
            raise PydanticCustomError("client_role", "This is the role of machine clients: register one at /v1/clients")
        return role

    @field_validator("municipality_code", "district")
    @classmethod
    def where_the_role_is_held(cls, area: str | None, info: ValidationInfo) -> str | None:
        """Ask for the area that the role is for, and refuse any other."""
        role = info.data.get("role")
        if role is None:
            return area
        wanted = MATRIX[role].scope is AREA_OF_FIELD[str(info.field_name)]
        if wanted and area is None:
            raise PydanticCustomError("area_missing", "This role is held in an area of this kind: name it")
        if area is not None and not wanted:
            raise PydanticCustomError("area_of_other_kind", "This role is not held in an area of this kind")
        return area


class LoanSubmission(HolderSubmission):
    """A deputy, and for how long."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "issuer": DEMO_ISSUER,
                    "subject": "lukasz.wisniewski",
                    "name": "Łukasz Wiśniewski",
                    "validUntil": "2030-01-01T00:00:00Z",
                }
            ]
        }
    )

    valid_from: Start | None = Field(None, description="Without it: now, or when the lent appointment begins.")
    valid_until: End


class AppointmentQuery(PageQuery):
    """Which appointments to list."""

    role: Role | None = None
    district: str | None = Field(None, max_length=40)
    municipality_code: str | None = Field(None, max_length=6)
    status: AppointmentStatus | None = None


class Held(ApiModel):
    """What appointments of people and of machine clients have in common."""

    id: UUID
    issuer: str
    subject: str
    name: str
    municipality_code: str | None
    valid_from: Timestamp
    valid_until: Timestamp | None
    status: AppointmentStatus = Field(
        description="At the moment of the answer; labels: code list `appointment-status`."
    )
    proposed_by: str | None = Field(description="A name; null for what the installation gave.")
    proposed_at: Timestamp
    approved_by: str | None
    approved_at: Timestamp | None
    withdrawn_by: str | None
    withdrawn_at: Timestamp | None
    last_used_on: date | None = Field(description="The last day (UTC) on which it counted in a request.")


class AppointmentView(Held):
    """An appointment with its whole history; without municipality and district it is for the region."""

    role: Role
    district: str | None
    lent_from: UUID | None = Field(description="The appointment that this one was lent from, and ends with.")
