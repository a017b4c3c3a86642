"""Synthetic people and the tokens of them, under one key."""

from datetime import date

from app.sharing.contacts import AddressFacts
from app.sharing.evidence import TokenKind
from app.sharing.identity import IdentityToken, IdentityTokens
from app.sharing.traits import PersonFacts

KEY = bytes(range(32))
TOKENS = IdentityTokens(KEY)
BORN = date(1998, 3, 24)
HOME = AddressFacts("4811 ZZ", 12, "a")


def person(given: str | None = None, family: str | None = None, born: date | None = BORN, **more: str) -> PersonFacts:
    """Somebody with a name and a date of birth."""
    return PersonFacts(given_name=given, family_name=family, birth_date=born, **more)  # type: ignore[arg-type]  # texts


def tokens(facts: PersonFacts) -> frozenset[IdentityToken]:
    """Return the tokens of a person."""
    return TOKENS.of_person(facts)


def shared_kinds(one: PersonFacts, other: PersonFacts) -> set[TokenKind]:
    """Return the kinds of evidence that two records have in common."""
    return {token.kind for token in tokens(one) & tokens(other)}
