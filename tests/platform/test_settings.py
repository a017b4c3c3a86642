"""The environment is refused when it asks for something unsafe, in one line that names variables and no values."""

import base64
import os
from pathlib import Path

import orjson
import pytest
from sqlalchemy import make_url

from app.composition import mail_server
from app.platform.database import async_url
from app.settings import DEMO_ISSUER, KEYS, PROJECT_ROOT, Settings, SettingsError, load_settings

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
ISSUER = {
    "issuer": "https://idp.example",
    "audience": "signaalbrug",
    "algorithm": "PS256",
    "jwks_uri": "https://idp.example/jwks",
}
OTHER_LOGINS = (
    "SIGNAALBRUG_OWNER_DATABASE_URL",
    "SIGNAALBRUG_WORKER_DATABASE_URL",
    "SIGNAALBRUG_STATISTICS_DATABASE_URL",
)
COMPLETE = {
    "DATABASE_URL": "postgresql://signaalbrug_api:hush@db.example/signaalbrug",
    "SIGNAALBRUG_ISSUERS": orjson.dumps([ISSUER]).decode(),
    "SIGNAALBRUG_CARE_KEYS": KEY,
    "SIGNAALBRUG_SECURITY_KEYS": f"{KEY},{KEY}",
    "SIGNAALBRUG_PROCESS_KEYS": KEY,
    "SIGNAALBRUG_IDENTITY_KEY": KEY,
    "SIGNAALBRUG_CURSOR_KEY": KEY,
}
VALUES = ("hush", "db.example", KEY, "demo:", "idp.example", "elsewhere.example")


def issuers(**changes: str) -> str:
    return orjson.dumps([ISSUER, {**ISSUER, **changes}]).decode()


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("SIGNAALBRUG_") or name.upper() in {"PORT", "DATABASE_URL"}:
            monkeypatch.delenv(name)


def load(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def refusal(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> str:
    """Return why an environment is refused; it is one line and repeats no value."""
    with pytest.raises(SettingsError) as refused:
        load(monkeypatch, environment)
    line = str(refused.value)
    assert "\n" not in line
    assert not [value for value in VALUES if value in line]
    return line


def test_without_anything_the_service_brings_its_own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, {})
    assert settings.embedded
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 8000, "INFO")
    assert (settings.issuers, settings.cors_origins, settings.care_keys) == ((), (), None)


def test_a_complete_environment_is_taken_and_does_not_show_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {
        "PORT": "9000",
        "SIGNAALBRUG_VAR_DIR": "/tmp/elsewhere",  # noqa: S108 - only read
        "SIGNAALBRUG_CORS_ORIGINS": '["https://werkplek.example"]',
        "SIGNAALBRUG_LOG_LEVEL": "ERROR",
    }
    settings = load(monkeypatch, COMPLETE | more)
    assert not settings.embedded
    assert (settings.port, settings.log_level) == (9000, "ERROR")
    assert settings.var_dir == Path("/tmp/elsewhere")  # noqa: S108 - only read
    assert settings.cors_origins == ("https://werkplek.example",)
    assert [issuer.model_dump() for issuer in settings.issuers] == [ISSUER]
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == COMPLETE["DATABASE_URL"]
    assert KEY not in repr(settings)
    assert "hush" not in repr(settings)


def test_a_real_database_needs_real_keys_and_issuers_and_all_that_miss_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = refusal(monkeypatch, {"DATABASE_URL": COMPLETE["DATABASE_URL"]})
    for name in COMPLETE.keys() - {"DATABASE_URL"}:
        assert name in line
    assert "SIGNAALBRUG_OWNER_DATABASE_URL" not in line


@pytest.mark.parametrize("missing", sorted(COMPLETE.keys() - {"DATABASE_URL"}))
def test_only_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    line = refusal(monkeypatch, {name: value for name, value in COMPLETE.items() if name != missing})
    assert [name for name in COMPLETE if name in line] == ["DATABASE_URL", missing]


@pytest.mark.parametrize("name", [f"SIGNAALBRUG_{name.upper()}" for name in KEYS])
@pytest.mark.parametrize("key", [f"demo:{KEY}", f"{KEY},demo:{KEY}", f" demo:{KEY}"])
def test_demo_keys_are_refused_for_a_real_database(monkeypatch: pytest.MonkeyPatch, name: str, key: str) -> None:
    assert "demo keys are refused" in refusal(monkeypatch, COMPLETE | {name: key})


def test_the_demo_issuer_is_refused_for_a_real_database(monkeypatch: pytest.MonkeyPatch) -> None:
    line = refusal(monkeypatch, COMPLETE | {"SIGNAALBRUG_ISSUERS": issuers(issuer=DEMO_ISSUER)})
    assert "the demo issuer is refused" in line


@pytest.mark.parametrize("name", [*sorted(COMPLETE.keys() - {"DATABASE_URL"}), *OTHER_LOGINS])
def test_the_embedded_default_takes_no_settings_of_a_real_database(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    value = COMPLETE.get(name, "postgresql://signaalbrug_owner:hush@db.example/signaalbrug")
    line = refusal(monkeypatch, {name: value})
    assert f"{name} needs DATABASE_URL" in line


@pytest.mark.parametrize("name", ["DATABASE_URL", *OTHER_LOGINS])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("foo", "must be a URL as postgresql://"),
        ("", "must be a URL as postgresql://"),
        ("mysql://somebody:hush@db.example/signaalbrug", "must be a URL as postgresql://"),
        ("postgresql:///signaalbrug", "must be a URL as postgresql://"),
        ("postgresql://somebody:hush@db.example:many/signaalbrug", "the host or the port"),
        ("postgresql://somebody:hush@db.example:70000/signaalbrug", "the host or the port"),
        ("postgresql://somebody:hush@db.example:0/signaalbrug", "the host or the port"),
        ("postgresql://somebody:hush@[db.example/signaalbrug", "the host or the port"),
        ("postgresql://somebody:hush@db.example/signaalbrug?sslmode=please", "sslmode must be one of"),
        ("postgresql://somebody:hush@db.example/signaalbrug?hush=1", "only host and sslmode are known"),
    ],
)
def test_what_is_no_url_of_a_postgresql_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str, words: str
) -> None:
    line = refusal(monkeypatch, COMPLETE | {name: url})
    assert line.startswith(f"{name}: ")
    assert words in line


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("postgresql://u:hush@db.example/signaalbrug?sslmode=require", {"ssl": "require"}),
        ("postgres://u:hush@db.example:5433/signaalbrug", {}),
        (
            "postgresql+asyncpg://u@/signaalbrug?host=/run/postgresql&sslmode=disable",
            {"host": "/run/postgresql", "ssl": "disable"},
        ),
    ],
)
def test_a_url_as_operators_write_it_is_taken_and_told_to_the_driver(
    monkeypatch: pytest.MonkeyPatch, url: str, asked: dict[str, str]
) -> None:
    settings = load(monkeypatch, COMPLETE | {"DATABASE_URL": url})
    assert settings.database_url is not None
    told = make_url(async_url(settings.database_url.get_secret_value()))
    assert (told.drivername, dict(told.query)) == ("postgresql+asyncpg", asked)


def test_a_relative_folder_is_one_of_the_project_wherever_a_command_is_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(monkeypatch, {"SIGNAALBRUG_VAR_DIR": "var/other"}).var_dir == PROJECT_ROOT / "var" / "other"


@pytest.mark.parametrize("algorithm", ["HS256", "none", "RS384", "rs256", ""])
def test_only_asymmetric_algorithms_are_taken(monkeypatch: pytest.MonkeyPatch, algorithm: str) -> None:
    line = refusal(monkeypatch, COMPLETE | {"SIGNAALBRUG_ISSUERS": issuers(algorithm=algorithm)})
    assert "SIGNAALBRUG_ISSUERS.1.algorithm" in line


@pytest.mark.parametrize(
    "uri",
    [
        "http://elsewhere.example/jwks",
        "http://127.0.0.1.elsewhere.example/jwks",
        "http://localhost/jwks",
        "ftp://elsewhere.example/jwks",
        "file:///etc/hostname",
        "https://",
        "",
        "http://127.0.0.1:x@elsewhere.example/jwks",
        "http://127.0.0.1@elsewhere.example/jwks",
        "https://somebody:hush@idp.example/jwks",
        "http://[",
    ],
)
def test_keys_of_an_issuer_come_over_https_or_from_this_machine(monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    line = refusal(monkeypatch, COMPLETE | {"SIGNAALBRUG_ISSUERS": issuers(jwks_uri=uri)})
    assert "SIGNAALBRUG_ISSUERS.1.jwks_uri" in line


@pytest.mark.parametrize(
    "uri", ["https://idp.example:8443/jwks", "http://127.0.0.1:8080/jwks", "http://127.0.0.1/jwks"]
)
def test_keys_over_https_or_from_this_machine_are_taken(monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    settings = load(monkeypatch, COMPLETE | {"SIGNAALBRUG_ISSUERS": issuers(jwks_uri=uri)})
    assert settings.issuers[1].jwks_uri == uri


def test_an_issuer_has_no_fields_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    line = refusal(monkeypatch, COMPLETE | {"SIGNAALBRUG_ISSUERS": issuers(algorithms="RS256")})
    assert "SIGNAALBRUG_ISSUERS.1.algorithms" in line


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "", "80.5"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    assert refusal(monkeypatch, {"PORT": port}).startswith("PORT: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIGNAALBRUG_DATABASE_POOL_SIZE", "0"),
        ("SIGNAALBRUG_LOG_LEVEL", "LOUD"),
    ],
)
def test_the_variable_at_fault_is_named_as_the_operator_wrote_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert refusal(monkeypatch, {name: value}).startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [("SIGNAALBRUG_CORS_ORIGINS", "https://werkplek.example"), ("SIGNAALBRUG_ISSUERS", "https://idp.example")],
)
def test_a_list_that_is_not_json_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert name in refusal(monkeypatch, COMPLETE | {name: value})


MAIL = {"SIGNAALBRUG_SMTP_HOST": "mail.example", "SIGNAALBRUG_MAIL_FROM": "geen-antwoord@signaalbrug.example"}


def test_without_a_mail_server_no_mail_is_sent_and_with_one_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = dict.fromkeys(("SIGNAALBRUG_SMTP_HOST", "SIGNAALBRUG_SMTP_PASSWORD_FILE", "SIGNAALBRUG_MAIL_FROM"), "")
    assert mail_server(load(monkeypatch, nothing)) is None
    server = mail_server(load(monkeypatch, MAIL))
    assert server is not None
    assert (server.host, server.port, server.security, server.user) == ("mail.example", 587, "starttls", None)


def test_the_password_of_the_mail_server_comes_from_a_setting_or_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("hush hush\n")
    login = {**MAIL, "SIGNAALBRUG_SMTP_USER": "signaalbrug"}
    settings = load(monkeypatch, {**login, "SIGNAALBRUG_SMTP_PASSWORD_FILE": str(file)})
    server = mail_server(settings)
    assert server is not None
    assert server.password == "hush hush"
    assert "hush" not in repr(server)
    both = refusal(monkeypatch, {"SIGNAALBRUG_SMTP_PASSWORD": "hush"})
    assert "one of SIGNAALBRUG_SMTP_PASSWORD and SIGNAALBRUG_SMTP_PASSWORD_FILE" in both
    monkeypatch.delenv("SIGNAALBRUG_SMTP_PASSWORD_FILE")
    assert "hush" not in repr(load(monkeypatch, {}))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SIGNAALBRUG_MAIL_FROM": ""}, "SIGNAALBRUG_MAIL_FROM must be an address"),
        ({"SIGNAALBRUG_MAIL_FROM": "a@hush.example\nBcc: b@hush.example"}, "SIGNAALBRUG_MAIL_FROM must be an address"),
        ({"SIGNAALBRUG_SMTP_SECURITY": "none"}, "only for a mail server on 127.0.0.1"),
        ({"SIGNAALBRUG_SMTP_SECURITY": "maybe"}, "SIGNAALBRUG_SMTP_SECURITY"),
        ({"SIGNAALBRUG_SMTP_USER": "hush"}, "SIGNAALBRUG_SMTP_USER goes with one of"),
        ({"SIGNAALBRUG_SMTP_PASSWORD": "hush"}, "SIGNAALBRUG_SMTP_USER goes with one of"),
        (
            {"SIGNAALBRUG_SMTP_USER": "hush", "SIGNAALBRUG_SMTP_PASSWORD_FILE": "/hush/hush"},
            "SIGNAALBRUG_SMTP_PASSWORD_FILE names no file",
        ),
        ({"SIGNAALBRUG_SMTP_CA_FILE": "/hush/hush"}, "SIGNAALBRUG_SMTP_CA_FILE names no file"),
        ({"SIGNAALBRUG_SMTP_PORT": "0"}, "SIGNAALBRUG_SMTP_PORT"),
    ],
)
def test_half_a_mail_server_is_refused(monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], told: str) -> None:
    assert told in refusal(monkeypatch, MAIL | changes)


def test_settings_of_mail_without_a_server_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    line = refusal(monkeypatch, {"SIGNAALBRUG_MAIL_FROM": MAIL["SIGNAALBRUG_MAIL_FROM"]})
    assert "need SIGNAALBRUG_SMTP_HOST" in line
