"""The persons and locations of one side of a signal, each with the tokens to find it by on the other side."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.sharing.contacts import AddressFacts
from app.sharing.identity import IdentityToken, IdentityTokens
from app.sharing.traits import PersonFacts
from app.signals.records import Address, Person
from app.signals.schemas import CarePart, SecurityPart


class SubjectKind(StrEnum):
    """What in a part can be known on the other side as well."""

    PERSON = "person"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class SubjectTokens:
    """The tokens of the person or location at a place in its list."""

    kind: SubjectKind
    index: int
    tokens: frozenset[IdentityToken]


def facts_of_address(address: Address | None) -> AddressFacts | None:
    """Take from an address what is compared."""
    if address is None:
        return None
    return AddressFacts(address.postal_code, address.house_number, address.house_number_addition)


def facts_of_person(person: Person) -> PersonFacts:
    """Take from a person what is compared."""
    return PersonFacts(
        given_name=person.given_name,
        family_name_prefix=person.family_name_prefix,
        family_name=person.family_name,
        alias=person.alias,
        birth_date=person.birth_date,
        phone=person.phone,
        address=facts_of_address(person.address),
    )


def tokens_of_part(part: CarePart | SecurityPart, tokens: IdentityTokens) -> Iterator[SubjectTokens]:
    """Yield the tokens of every person and location of a part; those that have none are left out."""
    for index, person in enumerate(part.persons):
        if found := tokens.of_person(facts_of_person(person)):
            yield SubjectTokens(SubjectKind.PERSON, index, found)
    for index, location in enumerate(part.locations):
        if found := tokens.of_address(facts_of_address(location.address)):
            yield SubjectTokens(SubjectKind.LOCATION, index, found)
