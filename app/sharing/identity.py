"""Identity tokens: what the database compares instead of people.

A token is an HMAC-SHA256, under a key of its own, over what one kind of evidence takes from a record. PostgreSQL sees
whether two tokens are equal and nothing else. As equality allows no error, a record gives several tokens: one for
each way in which it could have been written otherwise.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from app.platform.crypto import KEY_BYTES, CryptoError
from app.sharing.contacts import AddressFacts
from app.sharing.evidence import TokenKind
from app.sharing.terms import SearchTerm
from app.sharing.traits import PersonFacts, Trait, traits_of_address, traits_of_person, traits_of_phone

SCHEME = "1"
"""Goes into every token. Change it with anything that changes what names become; then all tokens are made anew."""

TOKEN_BYTES = 16
"""Half of the HMAC: still no two values meet by chance, and the index is half the size."""


@dataclass(frozen=True, slots=True)
class IdentityToken:
    """Something that is equal in two records when the evidence of its kind is."""

    kind: TokenKind
    value: bytes


class IdentityTokens:
    """Makes tokens under one key. Whoever has the key can test a guess; without it a token says nothing."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise CryptoError(f"the key of identity tokens must have {KEY_BYTES} bytes")
        self._key = key

    def of_person(self, person: PersonFacts) -> frozenset[IdentityToken]:
        """Return every token of a person, those of the telephone and the address among them.

        A name by itself gives none: too many people have it. It takes a date of birth or an address beside it.
        """
        return self.of_traits(traits_of_person(person))

    def of_address(self, address: AddressFacts | None) -> frozenset[IdentityToken]:
        """Return the tokens of an address, the same for a person's and a location's."""
        return self.of_traits(traits_of_address(address))

    def of_phone(self, phone: str | None) -> frozenset[IdentityToken]:
        """Return the token of a telephone number, if it is one."""
        return self.of_traits(traits_of_phone(phone))

    def of_traits(self, traits: Iterable[Trait]) -> frozenset[IdentityToken]:
        """Seal what was taken from a record, apart by kind.

        Traits are letters and digits, so that what separates them cannot stand in them.
        """
        return frozenset(
            IdentityToken(kind, self._digest("\x1f".join((SCHEME, kind, *parts)))) for kind, parts in traits
        )

    def of_terms(self, terms: Iterable[SearchTerm]) -> frozenset[bytes]:
        """Seal terms that a desk finds its own tasks by. They are never equal to a token that makes matches."""
        return frozenset(self._digest("\x1f".join((SCHEME, "search", kind, *parts))) for kind, parts in terms)

    def _digest(self, message: str) -> bytes:
        return hmac.digest(self._key, message.encode("ascii"), "sha256")[:TOKEN_BYTES]
