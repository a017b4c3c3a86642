"""The shapes of machine clients."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from app.access.appointments.fields import End, MunicipalityCode, Start
from app.access.appointments.schemas import Held, HolderSubmission
from app.access.appointments.states import AppointmentStatus
from app.access.matrix import CLIENT_SCOPES, Action
from app.platform.parameters import PageQuery
from app.settings import DEMO_ISSUER

SCOPES = sorted(CLIENT_SCOPES)


def _of_a_client(scope: Action) -> Action:
    if scope not in CLIENT_SCOPES:
        raise PydanticCustomError("scope", f"A machine client can have: {', '.join(SCOPES)}")
    return scope


ClientScope = Annotated[Action, AfterValidator(_of_a_client), Field(json_schema_extra={"enum": list(SCOPES)})]


class ClientSubmission(HolderSubmission):
    """A system of a municipality that submits or follows signals without a person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "issuer": DEMO_ISSUER,
                    "subject": "case-system.breda",
                    "name": "Case system of the wijkteams",
                    "municipalityCode": "GM0758",
                    "scopes": ["signals:own:submit", "reference-data:all:read"],
                }
            ]
        }
    )

    municipality_code: MunicipalityCode = Field(examples=["GM0758"])
    scopes: Annotated[list[ClientScope], Field(min_length=1, max_length=len(SCOPES))]
    valid_from: Start | None = Field(None, description="Without it: now.")
    valid_until: End | None = Field(None, description="Without it: until it is withdrawn.")

    @field_validator("scopes")
    @classmethod
    def each_once(cls, scopes: list[Action]) -> list[Action]:
        """Refuse a scope that is named twice."""
        if len(scopes) != len(set(scopes)):
            raise PydanticCustomError("repeated_scope", "Each scope may be named once")
        return scopes


class ClientQuery(PageQuery):
    """Which machine clients to list."""

    municipality_code: str | None = Field(None, max_length=6)
    status: AppointmentStatus | None = None


class ClientView(Held):
    """A machine client with its whole history. Who it is, a client may always ask."""

    scopes: list[Action]
