"""What the API shows of a part.

Shapes of their own, without limits: what was accepted once is shown for ever, also when the rules for sending it in
have grown stricter since.
"""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field

from app.platform.schemas import ApiModel
from app.signals.vocabulary import Gender, Involvement, LocationKind, Sector


class KeptModel(ApiModel):
    """A shape that is read back from what was kept."""

    model_config = ConfigDict(extra="ignore")


class AddressView(KeptModel):
    """An address, as far as it is known."""

    street: str | None = None
    house_number: int | None = None
    house_number_addition: str | None = None
    postal_code: str | None = None
    city: str | None = None


class PersonView(KeptModel):
    """Somebody in a part. The id names the person elsewhere, for instance in a sharing decision."""

    id: UUID
    involvement: Involvement
    given_name: str | None = None
    family_name_prefix: str | None = None
    family_name: str | None = None
    alias: str | None = None
    birth_date: date | None = None
    estimated_age: int | None = None
    minor: bool | None = None
    mild_intellectual_disability: bool | None = None
    gender: Gender | None = None
    nationality: str | None = None
    phone: str | None = None
    email: str | None = None
    address: AddressView | None = None
    description: str | None = None


class LocationView(KeptModel):
    """A place in a part, with the id that names it elsewhere."""

    id: UUID
    kind: LocationKind
    name: str | None = None
    address: AddressView | None = None
    url: str | None = None
    description: str | None = None


class CarePartView(KeptModel):
    """The care side: possible victims and those close to them."""

    narrative: str
    persons: list[PersonView]
    locations: list[LocationView]
    indicators: list[str]
    sector: Sector | None = Field(None, description="Null where the submitter did not tell it.")


class SecurityPartView(CarePartView):
    """The security side: possible perpetrators and facilitators."""

    organised: bool
