"""Every setting of the service, typed, from the environment.

Variables carry the prefix `SIGNAALBRUG_`, except `PORT` and `DATABASE_URL`, which platforms set by those names.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableSettingError

DEMO_KEY_PREFIX = "demo:"
"""Marks the keys that the embedded default makes for itself, so that they are refused anywhere else."""

DEMO_ISSUER = "https://demo.signaalbrug.invalid"
"""The issuer of the demo personas; its name can resolve nowhere (RFC 2606)."""

KEYS = ("care_keys", "security_keys", "process_keys", "identity_key", "cursor_key")
"""The settings that hold keys; a real database needs all of them."""

OTHER_LOGINS = ("owner_database_url", "worker_database_url", "statistics_database_url")
"""Settings of logins that some commands need and others do without."""

HERE = frozenset({"127.0.0.1", "::1", "localhost"})
"""This machine, to which mail may go in the clear."""
MAIL_FROM = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

PROJECT_ROOT = Path(__file__).resolve().parent.parent


DATABASE_SCHEMES = frozenset({"postgresql", "postgres", "postgresql+asyncpg"})
SSL_MODES = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})


class SettingsError(Exception):
    """The environment asks for something that cannot or may not be; the message is one line for the operator."""


class Issuer(BaseModel):
    """An identity provider whose tokens are accepted, with the one algorithm it signs with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    audience: str
    algorithm: Literal["RS256", "PS256", "ES256"]
    jwks_uri: str

    @field_validator("jwks_uri")
    @classmethod
    def over_a_safe_line(cls, value: str) -> str:
        """Refuse keys that somebody on the way could replace."""
        parts = urlsplit(value)
        here = parts.scheme == "http" and parts.hostname == "127.0.0.1"
        if not (parts.scheme == "https" or here) or not parts.hostname or "@" in parts.netloc:
            raise ValueError("keys come over https, or from 127.0.0.1")
        return value


class Settings(BaseSettings):
    """The settings; `embedded` is true when the service brings its own PostgreSQL and demo data."""

    model_config = SettingsConfigDict(env_prefix="SIGNAALBRUG_", frozen=True, populate_by_name=True)

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535, validation_alias="PORT")
    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    """The login of the application: a member of `signaalbrug_app` that owns nothing."""
    owner_database_url: SecretStr | None = None
    """The login that owns the tables; only migrations use it."""
    worker_database_url: SecretStr | None = None
    """The login of the background worker, `signaalbrug_worker`, which can read no table."""
    statistics_database_url: SecretStr | None = None
    """Where figures and the monitor are read: a replica, as the login of the application; else the main database."""
    worker_inside: bool = True
    """Whether the process that serves the API works in the background too; otherwise `signaalbrug worker` must."""
    var_dir: Path = PROJECT_ROOT / "var"
    issuers: tuple[Issuer, ...] = ()
    care_keys: SecretStr | None = None
    """Comma-separated base64 keys of 32 bytes that wrap the care data keys: the first wraps, all unwrap."""
    security_keys: SecretStr | None = None
    process_keys: SecretStr | None = None
    """As `care_keys`, for words about the process that belong to no side, such as why somebody broke glass."""
    identity_key: SecretStr | None = None
    """Base64 key of 32 bytes for the digests by which persons and addresses are recognised across the wall."""
    cursor_key: SecretStr | None = None
    """Base64 key of 32 bytes that signs list cursors."""
    cors_origins: tuple[str, ...] = ()
    database_pool_size: int = Field(10, ge=1, le=200)
    smtp_host: str | None = None
    """The mail server that tells actors that there is work; without one no mail is sent."""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """`tls` is TLS from the start, usually on port 465; `none` is for a server on this machine only."""
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    """A file with the password, instead of `smtp_password`; a line break at its end is no part of it."""
    smtp_ca_file: Path | None = None
    """Certificates that sign the mail server's own, beside those that the system trusts."""
    mail_from: str | None = None
    """The address that mail comes from; nobody reads answers to it."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url", *OTHER_LOGINS)
    @classmethod
    def url_of_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what is no URL of a PostgreSQL, before anything connects to it."""
        if value is not None and (fault := _fault_of_url(value.get_secret_value())):
            raise ValueError(fault)
        return value

    @field_validator(
        "smtp_host", "smtp_user", "smtp_password", "smtp_password_file", "smtp_ca_file", "mail_from", mode="before"
    )
    @classmethod
    def empty_is_none(cls, value: object) -> object:
        """Take an empty variable, as Compose hands on what is not set, for none."""
        return None if value == "" else value

    @field_validator("var_dir")
    @classmethod
    def below_the_project(cls, value: Path) -> Path:
        """Make a relative folder one of the project's, wherever a command is run."""
        return PROJECT_ROOT / value

    @cached_property
    def embedded(self) -> bool:
        """Whether the service starts its own PostgreSQL; only then do demo keys and personas exist."""
        return self.database_url is None

    @model_validator(mode="after")
    def whole_mail_server(self) -> Self:
        """Require what a mail server needs, and that nothing goes over a network in the clear."""
        if self.smtp_host is None:
            if self.mail_from or self.smtp_user or self.smtp_password or self.smtp_password_file:
                raise ValueError("the settings of mail need SIGNAALBRUG_SMTP_HOST")
            return self
        if self.mail_from is None or not MAIL_FROM.fullmatch(self.mail_from):
            raise ValueError("with SIGNAALBRUG_SMTP_HOST, SIGNAALBRUG_MAIL_FROM must be an address such as a@b.nl")
        if self.smtp_security == "none" and self.smtp_host not in HERE:
            raise ValueError("SIGNAALBRUG_SMTP_SECURITY=none is only for a mail server on 127.0.0.1 or localhost")
        passwords = [one for one in (self.smtp_password, self.smtp_password_file) if one is not None]
        if len(passwords) != (0 if self.smtp_user is None else 1):
            raise ValueError(
                "SIGNAALBRUG_SMTP_USER goes with one of SIGNAALBRUG_SMTP_PASSWORD and SIGNAALBRUG_SMTP_PASSWORD_FILE"
            )
        for name in ("smtp_password_file", "smtp_ca_file"):
            file: Path | None = getattr(self, name)
            if file is not None and not file.is_file():
                raise ValueError(f"SIGNAALBRUG_{name.upper()} names no file")
        return self

    def smtp_password_given(self) -> str | None:
        """Return the password of the mail server, from its setting or its file. Raises SettingsError."""
        if self.smtp_password_file is None:
            return self.smtp_password.get_secret_value() if self.smtp_password is not None else None
        try:
            return self.smtp_password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise SettingsError("SIGNAALBRUG_SMTP_PASSWORD_FILE cannot be read") from None

    @model_validator(mode="after")
    def refuse_demo_outside_embedded(self) -> Self:
        """Require real keys and issuers for a real database, and none for the demo."""
        given = {"SIGNAALBRUG_ISSUERS": bool(self.issuers)} | {
            f"SIGNAALBRUG_{name.upper()}": getattr(self, name) is not None for name in (*KEYS, *OTHER_LOGINS)
        }
        if self.embedded:
            if extra := [name for name, present in given.items() if present]:
                msg = f"{', '.join(extra)} needs DATABASE_URL: the embedded default makes its own"
                raise ValueError(msg)
            return self
        for name in OTHER_LOGINS:
            given.pop(f"SIGNAALBRUG_{name.upper()}")
        if missing := [name for name, present in given.items() if not present]:
            msg = f"with DATABASE_URL set, {', '.join(missing)} must be set too"
            raise ValueError(msg)
        keys = (getattr(self, name) for name in KEYS)
        if any(key and DEMO_KEY_PREFIX in key.get_secret_value() for key in keys):
            raise ValueError("demo keys are refused outside the embedded default")
        if any(issuer.issuer == DEMO_ISSUER for issuer in self.issuers):
            raise ValueError("the demo issuer is refused outside the embedded default")
        return self


def _fault_of_url(url: str) -> str | None:
    """Tell what is wrong with the URL of a database, without repeating any of it, or None."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        has_port = False
    if not has_port:
        return "the host or the port in it is none"
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme not in DATABASE_SCHEMES or not (parts.hostname or query.get("host")):
        return "this must be a URL as postgresql://login:password@host:port/database"
    if query.keys() - {"host", "sslmode"}:
        return "after the ? only host and sslmode are known"
    if query.get("sslmode", "require") not in SSL_MODES:
        return f"sslmode must be one of {', '.join(sorted(SSL_MODES))}"
    return None


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises SettingsError with one line that names each variable at fault, without its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = (
            f"{_variable(item['loc'])}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError("; ".join(lines)) from None
    except UnreadableSettingError as error:
        names = [name for name in Settings.model_fields if f'"{name}"' in str(error)]
        raise SettingsError(f"{', '.join(map(_variable_of, names))}: this is not valid JSON") from None


def _variable(loc: tuple[int | str, ...]) -> str:
    """Name the place of an error as the operator wrote it."""
    if not loc:
        return "settings"
    first, *rest = (str(step) for step in loc)
    return ".".join([_variable_of(first), *rest])


def _variable_of(field: str) -> str:
    return f"SIGNAALBRUG_{field.upper()}" if field in Settings.model_fields else field
