"""The demo issuer and its personas: they exist only with the embedded default."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk, jwt

from app.access.matrix import MATRIX, Role, Scope
from app.access.tokens import TrustedIssuer
from app.settings import DEMO_ISSUER, DEMO_KEY_PREFIX, Settings, SettingsError

AUDIENCE = "signaalbrug"
ALGORITHM = "RS256"
TOKEN_LIFETIME = timedelta(hours=6)

DEMO_DISTRICTS = {
    "zeeland": "zeeland",
    "de-markiezaten": "de_markiezaten",
    "de-baronie": "de_baronie",
    "hart-van-brabant": "hart_van_brabant",
}
SECOND_PEOPLE = frozenset({Role.BEHEERDER, Role.ZORGCOORDINATOR, Role.AVIM})
"""Roles of which the demo has two people: nobody approves their own appointment or sharing decision."""
DEMO_MUNICIPALITIES = {"breda": "GM0758", "goes": "GM0664", "tilburg": "GM0855", "roosendaal": "GM1674"}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of the demo: the subject of the tokens, with one appointment."""

    subject: str
    role: Role
    municipality_code: str | None = None
    district_id: str | None = None


def personas() -> dict[str, Persona]:
    """List the personas: every role, in each area of the demo where it belongs."""
    listed = []
    for role, rights in MATRIX.items():
        first = role.replace("_", "-")
        for name in (first, f"{first}-2") if role in SECOND_PEOPLE else (first,):
            match rights.scope:
                case Scope.REGION:
                    listed.append(Persona(name, role))
                case Scope.DISTRICT:
                    listed += [Persona(f"{name}.{n}", role, district_id=i) for n, i in DEMO_DISTRICTS.items()]
                case Scope.MUNICIPALITY:
                    places = DEMO_MUNICIPALITIES.items()
                    listed += [Persona(f"{name}.{n}", role, municipality_code=c) for n, c in places]
    return {persona.subject: persona for persona in listed}


class DemoIssuer:
    """An identity provider of this checkout's own, with a key kept under `var/`."""

    def __init__(self, key_file: Path) -> None:
        if not key_file.exists():
            write_secret(key_file, _new_private_key())
        self._key = jwk.construct(key_file.read_text(), ALGORITHM)
        public = self._key.public_key().to_dict()
        self.kid = str(public["n"])[:16]
        self.public_jwk = {**public, "kid": self.kid, "use": "sig"}

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        """Return the public key, as a source of keys does."""
        return self.public_jwk if kid == self.kid else None

    def trusted(self) -> TrustedIssuer:
        """Return the issuer as the verifier knows it."""
        return TrustedIssuer(DEMO_ISSUER, AUDIENCE, ALGORITHM, self)

    def token(self, persona: str, now: datetime) -> str:
        """Sign a token for a persona; raises KeyError for a name that is none."""
        return self.sign(personas()[persona].subject, now)

    def sign(self, subject: str, now: datetime) -> str:
        """Sign a token for whoever has a subject."""
        issued = int(now.timestamp())
        claims = {
            "iss": DEMO_ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": issued,
            "exp": issued + int(TOKEN_LIFETIME.total_seconds()),
        }
        return jwt.encode(claims, self._key, ALGORITHM, headers={"kid": self.kid})


def demo_issuer(settings: Settings) -> DemoIssuer:
    """Return the issuer of the personas; raises SettingsError outside the embedded default, where it is not."""
    if not settings.embedded:
        raise SettingsError("demo personas exist only with the embedded default, without DATABASE_URL")
    try:
        return DemoIssuer(_issuer_key(settings))
    except OSError as error:
        raise SettingsError(f"{settings.var_dir} cannot be used ({error.strerror}); set SIGNAALBRUG_VAR_DIR") from None


def issuer_of_served_demo(settings: Settings) -> DemoIssuer:
    """Return the issuer that the service has made; raises SettingsError when it was not started yet with this folder.

    A key made by a command would be worth nothing to a service that has another folder.
    """
    if settings.embedded and not _issuer_key(settings).exists():
        raise SettingsError(f"{settings.var_dir} has no personas yet; start the service with it first")
    return demo_issuer(settings)


def _issuer_key(settings: Settings) -> Path:
    return settings.var_dir / "demo" / "issuer.pem"


def demo_key(key_file: Path) -> str:
    """Return a base64 key of this checkout's own, made at the first use and marked as a demo key."""
    if not key_file.exists():
        write_secret(key_file, DEMO_KEY_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode())
    return key_file.read_text()


def write_secret(path: Path, content: str) -> None:
    """Write a file that only its owner can read, all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(content)
    draft.replace(path)


def _new_private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
