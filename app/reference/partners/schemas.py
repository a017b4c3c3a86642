"""The shapes of partners outside."""

from enum import StrEnum
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool

from app.platform.schemas import ApiModel, Line, Timestamp


class PartnerKind(StrEnum):
    """What kind of organisation a partner is; labels are in the code list `partner-kind`."""

    COORDINATION = "coordination"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SHELTER = "shelter"
    VICTIM_SUPPORT = "victim_support"
    LABOUR_RIGHTS = "labour_rights"
    TAX_AUTHORITY = "tax_authority"
    IMMIGRATION = "immigration"
    HEALTH_CARE = "health_care"
    LEGAL_AID = "legal_aid"
    OTHER = "other"


class PartnerSubmission(ApiModel):
    """What a partner is; an organisation, never a person."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "shelter", "name": "Opvanghuis Zeeland"}]})

    kind: PartnerKind = Field(description="Labels: code list `partner-kind`.")
    name: Line = Field(description="The name of the organisation; never of a person.")
    closed: StrictBool = Field(False, description="It takes no referrals any more.")


class PartnerView(ApiModel):
    """A partner outside."""

    id: UUID
    kind: PartnerKind = Field(description="Labels: code list `partner-kind`.")
    name: str
    closed_at: Timestamp | None = Field(description="Since when it takes no referrals any more.")


class PartnerList(ApiModel):
    """All partners by name, also those that were closed: referrals of before name them."""

    items: list[PartnerView]
