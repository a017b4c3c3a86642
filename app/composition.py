"""Puts together what the application needs from the settings: keys, issuers, the database."""

import httpx

from app.access.demo import demo_issuer, demo_key
from app.access.jwks import RemoteKeys
from app.access.matrix import Compartment
from app.access.tokens import TokenVerifier, TrustedIssuer
from app.main import Components
from app.platform.clock import Clock, SystemClock
from app.platform.crypto import WrappingKeys, parse_key
from app.platform.database import Database, create_engine
from app.settings import Settings, SettingsError


def components_for(settings: Settings, database_url: str) -> Components:
    """Return the components; raises CryptoError for a key that is none, and SettingsError."""
    clock = SystemClock()
    client = httpx.AsyncClient()
    care, security, signing = _keys(settings)
    return Components(
        database=Database(create_engine(database_url, pool_size=settings.database_pool_size)),
        clock=clock,
        verifier=TokenVerifier(_issuers(settings, client, clock), clock),
        ring={Compartment.CARE: _wrapping_keys(care), Compartment.SECURITY: _wrapping_keys(security)},
        signing_key=parse_key(signing),
        client=client,
        cors_origins=settings.cors_origins,
    )


def _keys(settings: Settings) -> tuple[str, str, str]:
    """Return the care, security and signing keys: this checkout's own for the embedded default."""
    if settings.embedded:
        folder = settings.var_dir / "demo"
        return (
            demo_key(folder / "care.key"),
            demo_key(folder / "security.key"),
            demo_key(folder / "signing.key"),
        )
    if settings.care_keys is None or settings.security_keys is None or settings.cursor_key is None:
        raise SettingsError("the keys are not set")
    return (
        settings.care_keys.get_secret_value(),
        settings.security_keys.get_secret_value(),
        settings.cursor_key.get_secret_value(),
    )


def _wrapping_keys(text: str) -> WrappingKeys:
    return WrappingKeys([parse_key(key) for key in text.split(",")])


def _issuers(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> list[TrustedIssuer]:
    if settings.embedded:
        return [demo_issuer(settings).trusted()]
    return [TrustedIssuer.of(issuer, RemoteKeys(issuer.jwks_uri, client, clock)) for issuer in settings.issuers]
