"""Every setting of the service, typed, from the environment.

Variables carry the prefix `SIGNAALBRUG_`, except `PORT` and `DATABASE_URL`, which platforms set by those names.
"""

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

OTHER_LOGINS = ("owner_database_url", "worker_database_url")
"""Settings of logins that some commands need and others do without."""

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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url", "owner_database_url", "worker_database_url")
    @classmethod
    def url_of_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what is no URL of a PostgreSQL, before anything connects to it."""
        if value is not None and (fault := _fault_of_url(value.get_secret_value())):
            raise ValueError(fault)
        return value

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
