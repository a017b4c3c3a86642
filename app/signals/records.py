"""Persons and locations as structured records; the same shapes are sent, kept (encrypted) and shown."""

from datetime import date
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt, StringConstraints, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.platform.schemas import ApiModel
from app.signals.fields import NO_BSN, PastDate, PostalCode, SafeLine, SafeParagraph, received_on
from app.signals.vocabulary import INVOLVEMENT_COMPARTMENTS, Gender, Involvement, LocationKind

ADULT_AGE = 18

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 ()\-]{5,24}$")]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$"), NO_BSN]
Url = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[^\s\x00-\x1f]+$"), NO_BSN]


class Address(ApiModel):
    """An address, as far as it is known."""

    street: SafeLine | None = None
    house_number: StrictInt | None = Field(None, ge=1, le=99_999)
    house_number_addition: SafeLine | None = None
    postal_code: PostalCode | None = None
    city: SafeLine | None = None


class Person(ApiModel):
    """Somebody in a signal, as far as known. Possible victims in the care part, perpetrators in the security part."""

    involvement: Involvement
    given_name: SafeLine | None = None
    family_name_prefix: SafeLine | None = Field(None, description="Tussenvoegsel, such as `van der`.")
    family_name: SafeLine | None = None
    alias: SafeLine | None = None
    birth_date: PastDate | None = None
    estimated_age: StrictInt | None = Field(None, ge=0, le=120, description="When the date of birth is not known.")
    minor: StrictBool | None = Field(None, description="Known or believed to be under 18.")
    mild_intellectual_disability: StrictBool | None = None
    gender: Gender | None = None
    nationality: Country | None = Field(None, description="ISO 3166-1 alpha-2.")
    phone: Phone | None = None
    email: Email | None = None
    address: Address | None = None
    description: SafeParagraph | None = None

    @model_validator(mode="after")
    def one_age(self) -> "Person":
        """Refuse two ages that could contradict each other."""
        if self.birth_date is not None and self.estimated_age is not None:
            raise PydanticCustomError("two_ages", "Give birthDate or estimatedAge, not both")
        return self

    @field_validator("minor")
    @classmethod
    def agrees_with_the_age(cls, value: bool | None, info: ValidationInfo) -> bool | None:
        """Refuse a mark that contradicts the age; routing would go by the mark and people by the age."""
        if value is None or info.context is None:
            return value
        born, age = info.data.get("birth_date"), info.data.get("estimated_age")
        if born is not None:
            age = age_on(born, received_on(info))
        if age is not None and value != (age < ADULT_AGE):
            raise PydanticCustomError("minor_contradicts_age", "This contradicts the age that is given")
        return value

    def is_minor(self, on: date) -> bool:
        """Tell whether this person is under 18 on a day, by what is known; the mark `minor` decides where it is set."""
        if self.minor is not None:
            return self.minor
        if self.birth_date is not None:
            return age_on(self.birth_date, on) < ADULT_AGE
        return self.estimated_age is not None and self.estimated_age < ADULT_AGE


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day; who was born on 29 February has a birthday on 1 March in other years."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not had_birthday)


def _refuse_other_side(value: Involvement, compartment: Compartment) -> Involvement:
    if compartment not in INVOLVEMENT_COMPARTMENTS[value]:
        other = next(iter(INVOLVEMENT_COMPARTMENTS[value]))
        raise PydanticCustomError(
            "wrong_compartment",
            "A {involvement} is recorded in the {other} part, not in the {here} part",
            {"involvement": str(value), "other": str(other), "here": str(compartment)},
        )
    return value


class CarePerson(Person):
    """A person in the care part: a possible victim, a mixed profile or somebody close."""

    @field_validator("involvement")
    @classmethod
    def belongs_in_care(cls, value: Involvement, _: ValidationInfo) -> Involvement:
        """Refuse possible perpetrators and facilitators."""
        return _refuse_other_side(value, Compartment.CARE)


class SecurityPerson(Person):
    """A person in the security part: a possible perpetrator, a facilitator or a mixed profile."""

    @field_validator("involvement")
    @classmethod
    def belongs_in_security(cls, value: Involvement, _: ValidationInfo) -> Involvement:
        """Refuse possible victims and those close to them."""
        return _refuse_other_side(value, Compartment.SECURITY)


class Location(ApiModel):
    """A place in a signal."""

    kind: LocationKind
    name: SafeLine | None = None
    address: Address | None = None
    url: Url | None = None
    description: SafeParagraph | None = None
