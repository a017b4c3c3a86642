"""Verifies access tokens (JWT) with python-jose, strictly.

python-jose accepts more than we do: tokens without `exp` or `aud`, critical headers, any key of a JWKS. So the header
is read and refused here first, python-jose gets exactly one key and one algorithm, and the claims are checked again
after it. A token proves who somebody is, never what they may do: that comes from appointments.
"""

import base64
import binascii
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from jose import jwt

from app.platform.clock import Clock
from app.platform.problems import Unauthenticated
from app.settings import Issuer

MAX_TOKEN_LENGTH = 8_192
MAX_LIFETIME_SECONDS = 6 * 3600
"""Client credentials may live six hours (OAuth NLGov profile); nothing lives longer."""
LEEWAY_SECONDS = 30
MAX_SUBJECT_LENGTH = 255
CACHED_TOKENS = 4_096
ALLOWED_HEADERS = frozenset({"alg", "kid", "typ"})


class KeySource(Protocol):
    """Where the public keys of an issuer come from."""

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        """Return the JWK with this id, or None; raises Unavailable when it cannot be found out."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a token proves somebody to be."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that was verified: whose it is, until when, and by which key of its issuer."""

    identity: Identity
    expires: float
    kid: str
    key: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer with the algorithm it is pinned to, the audience it must name, and its keys."""

    issuer: str
    audience: str
    algorithm: str
    keys: KeySource

    @classmethod
    def of(cls, issuer: Issuer, keys: KeySource) -> "TrustedIssuer":
        """Combine the settings of an issuer with a source of its keys."""
        return cls(issuer.issuer, issuer.audience, issuer.algorithm, keys)


class TokenVerifier:
    """Tells whose a token is.

    Verified tokens are remembered until they expire; each use checks the time, and that the issuer still has the key.
    """

    def __init__(self, issuers: Sequence[TrustedIssuer], clock: Clock) -> None:
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._clock = clock
        self._verified: OrderedDict[bytes, Verified] = OrderedDict()

    @property
    def issuers(self) -> frozenset[str]:
        """The issuers whose tokens are accepted."""
        return frozenset(self._issuers)

    async def verify(self, token: str) -> Identity:
        """Return the identity that the token proves; raises Unauthenticated, without saying why."""
        if len(token) > MAX_TOKEN_LENGTH or not token.isascii():
            raise Unauthenticated
        now = self._clock.now().timestamp()
        digest = hashlib.sha256(token.encode()).digest()
        if remembered := self._verified.get(digest):
            if now < remembered.expires and await self._has_key_of(remembered):
                return remembered.identity
            self._verified.pop(digest, None)
        verified = self._verified[digest] = await self._verify(token, now)
        if len(self._verified) > CACHED_TOKENS:
            self._verified.popitem(last=False)
        return verified.identity

    async def _has_key_of(self, verified: Verified) -> bool:
        """Tell whether the issuer still has the key; a key that was withdrawn proves nothing any more."""
        issuer = self._issuers[verified.identity.issuer]
        return await issuer.keys.key(verified.kid) == verified.key

    async def _verify(self, token: str, now: float) -> Verified:
        header, unverified = _peek(token)
        issuer = self._issuers.get(str(unverified.get("iss")))
        kid = header.get("kid")
        if issuer is None or header.get("alg") != issuer.algorithm or not isinstance(kid, str) or not kid:
            raise Unauthenticated
        if header.keys() - ALLOWED_HEADERS:
            raise Unauthenticated
        key = await issuer.keys.key(kid)
        if key is None:
            raise Unauthenticated
        try:
            claims = jwt.decode(
                token,
                dict(key),
                algorithms=[issuer.algorithm],
                audience=issuer.audience,
                issuer=issuer.issuer,
                options={
                    **{f"require_{claim}": True for claim in ("aud", "iat", "iss", "sub")},
                    # python-jose reads the machine's clock; `exp` and `nbf` are checked below, by ours.
                    "verify_exp": False,
                    "verify_nbf": False,
                },
            )
        except Exception:  # noqa: BLE001 - whatever a hostile token makes the parser raise, it proves nothing
            raise Unauthenticated from None
        return Verified(Identity(issuer.issuer, _subject(claims)), _expiry(claims, now), kid, key)


def _peek(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read header and claims without believing them; orjson bounds the depth of what it parses."""
    parts = token.split(".")
    if len(parts) != 3:
        raise Unauthenticated
    try:
        header, claims = (orjson.loads(base64.urlsafe_b64decode(p + "=" * (-len(p) % 4))) for p in parts[:2])
    except (ValueError, binascii.Error):
        raise Unauthenticated from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise Unauthenticated
    return header, claims


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_LENGTH or "\0" in subject:
        raise Unauthenticated
    return subject


def _expiry(claims: Mapping[str, Any], now: float) -> float:
    """Check `exp`, `iat` and `nbf` by our clock; return the moment the token stops being valid."""
    issued, expires, not_before = claims.get("iat"), claims.get("exp"), claims.get("nbf", 0)
    for moment in (issued, expires, not_before):
        if isinstance(moment, bool) or not isinstance(moment, int | float):
            raise Unauthenticated
    assert isinstance(issued, int | float)  # noqa: S101 - narrowed by the loop
    assert isinstance(expires, int | float)  # noqa: S101 - narrowed by the loop
    in_time = issued - LEEWAY_SECONDS <= now < expires and not_before - LEEWAY_SECONDS <= now
    if not in_time or not 0 < expires - issued <= MAX_LIFETIME_SECONDS:
        raise Unauthenticated
    return float(expires)
