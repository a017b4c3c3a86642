"""Puts together what the application needs from the settings: keys, issuers, the database."""

from collections.abc import Mapping

import httpx

from app.access.demo import demo_issuer, demo_key
from app.access.jwks import RemoteKeys
from app.access.matrix import Compartment
from app.access.tokens import TokenVerifier, TrustedIssuer
from app.mailer import Mailer
from app.main import Components
from app.platform.clock import Clock, SystemClock
from app.platform.crypto import WrappingKeys, derived_key, parse_key
from app.platform.database import Database, create_engine
from app.platform.mail import MailServer
from app.settings import KEYS, Settings, SettingsError
from app.worker import Worker


def worker_for(worker_url: str, settings: Settings) -> Worker:
    """Return a worker with the connections that it needs.

    That is one to take what is due, one to publish, and one for a mailer where settings name a mail server.

    Raises CryptoError for a key that is none, and SettingsError.
    """
    server, keys = mail_server(settings), _keys(settings)
    database, clock = Database(create_engine(worker_url, pool_size=2 if server is None else 3)), SystemClock()
    mailer = Mailer(database, clock, _wrapping_keys(keys["process_keys"]), server) if server is not None else None
    return Worker(database, clock, derived_key(parse_key(keys["identity_key"]), "figures"), mailer=mailer)


def mail_server(settings: Settings) -> MailServer | None:
    """Return the mail server, or None where none is set. Raises SettingsError for a file that cannot be read."""
    if settings.smtp_host is None or settings.mail_from is None:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password_given(),
        ca_file=settings.smtp_ca_file,
    )


def components_for(settings: Settings, database_url: str, worker_url: str | None = None) -> Components:
    """Return the components, with a worker where there is a login for it.

    Raises CryptoError for a key that is none, and SettingsError.
    """
    clock = SystemClock()
    client = httpx.AsyncClient()
    keys = _keys(settings)
    return Components(
        database=Database(create_engine(database_url, pool_size=settings.database_pool_size)),
        clock=clock,
        verifier=TokenVerifier(_issuers(settings, client, clock), clock),
        ring={
            Compartment.CARE: _wrapping_keys(keys["care_keys"]),
            Compartment.SECURITY: _wrapping_keys(keys["security_keys"]),
        },
        process_keys=_wrapping_keys(keys["process_keys"]),
        identity_key=parse_key(keys["identity_key"]),
        signing_key=parse_key(keys["cursor_key"]),
        client=client,
        cors_origins=settings.cors_origins,
        sends_mail=settings.smtp_host is not None,
        replica=_replica(settings),
        worker=worker_for(worker_url, settings) if worker_url is not None else None,
    )


def _replica(settings: Settings) -> Database | None:
    """Return the database that figures and the monitor are read from, where that is another than the main one."""
    if settings.statistics_database_url is None:
        return None
    url = settings.statistics_database_url.get_secret_value()
    return Database(create_engine(url, pool_size=settings.database_pool_size))


def _keys(settings: Settings) -> Mapping[str, str]:
    """Return the keys by the names of their settings: this checkout's own for the embedded default."""
    if settings.embedded:
        return {name: demo_key(settings.var_dir / "demo" / f"{name.partition('_')[0]}.key") for name in KEYS}
    given = {name: key.get_secret_value() for name in KEYS if (key := getattr(settings, name)) is not None}
    if len(given) < len(KEYS):
        raise SettingsError("the keys are not set")
    return given


def _wrapping_keys(text: str) -> WrappingKeys:
    return WrappingKeys([parse_key(key) for key in text.split(",")])


def _issuers(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> list[TrustedIssuer]:
    if settings.embedded:
        return [demo_issuer(settings).trusted()]
    return [TrustedIssuer.of(issuer, RemoteKeys(issuer.jwks_uri, client, clock)) for issuer in settings.issuers]
