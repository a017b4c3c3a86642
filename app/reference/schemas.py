"""The shapes of the reference data."""

from datetime import date

from pydantic import Field

from app.platform.schemas import ApiModel, Label, Timestamp


class DistrictView(ApiModel):
    """A district with the municipalities that belong to it today."""

    id: str
    name: str
    municipality_codes: list[str]


class MembershipView(ApiModel):
    """A period in which a municipality belongs to a district; `validUntil` is the first day it no longer does."""

    district: str
    valid_from: date
    valid_until: date | None


class MunicipalityView(ApiModel):
    """A municipality with its CBS code and its membership of districts."""

    code: str
    name: str
    memberships: list[MembershipView]


class DeskView(ApiModel):
    """A desk of the layered model."""

    id: str
    kind: str
    name: str
    district: str | None
    municipality_code: str | None
    closed_at: Timestamp | None = Field(description="Since when the desk takes no referrals any more.")


class CodeView(ApiModel):
    """A code with its labels, and what else is known of it."""

    code: str
    label: Label
    attributes: dict[str, str]
    valid_from: date
    valid_until: date | None


class DistrictList(ApiModel):
    """All districts."""

    items: list[DistrictView]


class MunicipalityList(ApiModel):
    """All municipalities."""

    items: list[MunicipalityView]


class DeskList(ApiModel):
    """All desks."""

    items: list[DeskView]


class CodeList(ApiModel):
    """A code list."""

    name: str
    items: list[CodeView]


class DeskQuery(ApiModel):
    """Which desks to list."""

    district: str | None = Field(None, max_length=40, description="Only the desks of this district.")
    kind: str | None = Field(None, max_length=40, description="Only desks of this kind.")
