"""The log tells what was asked and how it ended, and never what was in it."""

import io
import logging
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace

import httpx
import orjson
import pytest
import structlog
from starlette.types import Message

from app.main import create_app
from app.platform.logs import configure_logs, get_logger
from tests.bodies import perpetrator_signal, victim_signal
from tests.conftest import Cluster
from tests.platform.outages import database_away
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
CANARY = "Kanariepietje"
PHONE = "0612345678"
ID = uuid.UUID(int=7)

Lines = Callable[[], list[Json]]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.BytesIO]:
    """Everything the service writes to standard error once its logs are configured."""
    written, root, before = io.BytesIO(), logging.getLogger(), structlog.get_config()
    kept, level = root.handlers[:], root.level
    root.handlers.clear()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", io.TextIOWrapper(written, encoding="utf-8", write_through=True))
        configure_logs("INFO")
    yield written
    root.handlers[:] = kept
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def lines(log: io.BytesIO) -> Lines:
    """Read what was logged; each line must be a JSON object without any canary."""

    def read() -> list[Json]:
        text = log.getvalue().decode()
        for canary in (CANARY, PHONE, "Bearer", "eyJ"):
            assert canary not in text
        return [orjson.loads(line) for line in text.splitlines()]

    return read


@pytest.fixture
async def fresh(shared_world: World, log: io.BytesIO) -> AsyncIterator[World]:
    """An application of the test's own, which finds the logs as the test has configured them."""
    app = create_app(shared_world.components)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://signaalbrug.test") as client:
        yield replace(shared_world, app=app, http=client)


async def raise_canary() -> None:
    try:
        int(CANARY)
    except ValueError as cause:
        raise RuntimeError(f"{CANARY} {PHONE}") from cause


async def test_each_request_is_one_line_of_json(lines: Lines, world: World) -> None:
    answers = [
        await world.call(SUBMITTER, "POST", "/signals", json=victim_signal()),
        await world.call(SUBMITTER, "GET", f"/tasks/{ID}"),
        await world.http.get("/v1/nothing"),
        await world.http.get("/health/live"),
    ]
    logged = lines()
    assert [(line["method"], line["status"]) for line in logged] == [
        ("POST", 201),
        ("GET", 403),
        ("GET", 404),
        ("GET", 204),
    ]
    for line, answer in zip(logged, answers, strict=True):
        assert line.keys() == {"event", "level", "timestamp", "request_id", "method", "route", "status", "ms"}
        assert (line["event"], line["level"]) == ("request", "info")
        assert line["request_id"] == answer.headers["x-request-id"]
        assert line["timestamp"].endswith("Z")
        assert isinstance(line["ms"], float)
        assert 0 <= line["ms"] < 10_000
    assert [line["route"] for line in logged[2:]] == [None, "/health/live"]
    assert str(ID) not in str(logged)


async def test_the_route_is_logged_as_the_path_with_its_parameters(lines: Lines, fresh: World) -> None:
    await fresh.call(SUBMITTER, "GET", "/me")
    await fresh.call(SUBMITTER, "GET", f"/signals/{ID}")
    assert [line["route"] for line in lines()] == ["/v1/me", "/v1/signals/{id}"]


async def test_nothing_of_a_signal_is_logged_whether_it_is_taken_or_refused(lines: Lines, world: World) -> None:
    person: Json = {
        "involvement": "possible_victim",
        "givenName": CANARY,
        "familyName": CANARY,
        "estimatedAge": 24,
        "phone": PHONE,
        "email": f"{CANARY}@voorbeeld.invalid",
    }
    signal = victim_signal(care={"narrative": f"{CANARY} is gezien; te bereiken op {PHONE}.", "persons": [person]})
    taken = await world.call(SUBMITTER, "POST", "/signals", json=signal)
    assert taken.status_code == 201, taken.text
    await world.get(SUBMITTER, f"/signals/{taken.json()['id']}")
    refused = [
        await world.call(SUBMITTER, "POST", "/signals", json={**signal, "aimedAt": CANARY}),
        await world.call(SUBMITTER, "POST", "/signals", json={**signal, CANARY: PHONE}),
        await world.call(SUBMITTER, "POST", "/signals", json={**signal, "municipalityCode": CANARY}),
        await world.call(
            SUBMITTER, "POST", "/signals", content=f'{{"{CANARY}": ', headers={"Content-Type": "application/json"}
        ),
        await world.call(SUBMITTER, "POST", "/signals", content=b"{}", headers={"Content-Type": f"text/{CANARY}"}),
    ]
    assert [answer.status_code for answer in refused] == [400, 400, 400, 400, 415]
    assert [line["status"] for line in lines()] == [201, 200, 400, 400, 400, 400, 415]


async def test_a_caller_that_goes_away_half_way_is_no_error_of_ours(lines: Lines, fresh: World) -> None:
    arrives: list[Message] = [
        {"type": "http.request", "body": b'{"half": ', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return arrives.pop(0) if len(arrives) > 1 else arrives[0]

    async def send(message: Message) -> None:
        raise AssertionError(message)

    token = f"Bearer {fresh.token(SUBMITTER)}".encode()
    sent = [(b"authorization", token), (b"content-type", b"application/json"), (b"host", b"signaalbrug.test")]
    scope = {"type": "http", "method": "POST", "path": "/v1/signals", "query_string": b"", "headers": sent}
    await fresh.app(scope | {"raw_path": b"/v1/signals", "http_version": "1.1"}, receive, send)
    (line,) = lines()
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/signals", 499)
    assert "error" not in line


async def test_nothing_of_paths_queries_and_headers_is_logged(lines: Lines, fresh: World) -> None:
    answers = [
        await fresh.http.get(f"/v1/{CANARY}"),
        await fresh.call(SUBMITTER, "GET", f"/signals/{CANARY}"),
        await fresh.call(SUBMITTER, "GET", f"/code-lists/{CANARY}"),
        await fresh.call(SUBMITTER, "GET", f"/signals?cursor={CANARY}&{CANARY}={PHONE}"),
        await fresh.call(SUBMITTER, "GET", f"/desks?kind={CANARY}"),
        await fresh.http.get("/v1/me", headers={"Authorization": f"Bearer {CANARY}.{PHONE}.eyJ"}),
        await fresh.call(
            SUBMITTER,
            "GET",
            "/me",
            headers={"Idempotency-Key": CANARY, "X-Request-Id": CANARY, "User-Agent": CANARY, "Referer": CANARY},
        ),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 400, 200, 401, 200]
    assert [line["status"] for line in lines()] == [404, 404, 404, 400, 200, 401, 200]


async def test_an_exception_is_logged_as_what_it_was_and_where_not_what_it_says(lines: Lines, fresh: World) -> None:
    fresh.app.add_api_route("/v1/broken", raise_canary)
    answer = await fresh.http.get("/v1/broken")
    (line,) = lines()
    assert (line["status"], line["request_id"]) == (500, answer.headers["x-request-id"])
    assert line["error"]["type"] == "builtins.RuntimeError"
    assert line["error"]["cause"] == "builtins.ValueError"
    file, _, function = line["error"]["frames"][-1].split(":")
    assert (file, function) == ("test_logs.py", "raise_canary")


async def test_a_database_error_that_quotes_a_row_is_logged_without_it(lines: Lines, world: World) -> None:
    async with world.as_superuser() as superuser:
        await superuser.execute(
            f"""
            CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{CANARY}' USING DETAIL = '{PHONE}', ERRCODE = '23505'; END $$;
            CREATE TRIGGER quote AFTER INSERT ON signals FOR EACH ROW EXECUTE FUNCTION quote();
            """
        )
    answer = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal())
    assert answer.status_code == 500
    assert CANARY not in answer.text
    (line,) = lines()
    assert line["error"]["type"] == "sqlalchemy.exc.IntegrityError"


async def test_a_database_that_is_away_is_logged_without_its_address(
    lines: Lines, cluster: Cluster, fresh: World
) -> None:
    async with database_away(cluster, fresh.database, "full"):
        answer = await fresh.call(SUBMITTER, "GET", "/me")
    assert answer.status_code == 503
    away, request = lines()
    assert (away["event"], away["level"]) == ("database away", "error")
    assert away["error"]["type"].startswith(("sqlalchemy.exc.", "asyncpg.exceptions."))
    assert fresh.database not in str(away)
    assert (request["status"], request["level"]) == (503, "info")
    assert away["request_id"] == request["request_id"] == answer.headers["x-request-id"]


async def test_a_signal_that_falls_back_to_a_person_is_logged_with_its_request(lines: Lines, world: World) -> None:
    async with world.as_superuser() as superuser:
        await superuser.execute("DELETE FROM desks WHERE id = 'dsp.de_baronie'")
    answer = await world.call(SUBMITTER, "POST", "/signals", json=perpetrator_signal())
    missing, fallback, request = lines()
    assert missing["event"] == "routing names a desk that is not there or was closed"
    assert fallback["event"].endswith("falls back to a person")
    ids = {line["request_id"] for line in (missing, fallback, request)}
    assert ids == {answer.headers["x-request-id"]}
    get_logger().error("later")
    assert "request_id" not in lines()[-1]


def test_what_libraries_log_is_told_without_their_words(lines: Lines) -> None:
    library = logging.getLogger("some.library")
    library.error("row of %s", CANARY)
    library.info("not worth a line")
    try:
        int(CANARY)
    except ValueError:
        library.exception("%s failed", CANARY)
    plain, failed = lines()
    assert plain == {"level": "error", "event": "library", "logger": "some.library"}
    assert failed["error"]["type"] == "builtins.ValueError"


def test_an_error_that_is_logged_on_purpose_loses_its_words_too(lines: Lines) -> None:
    get_logger().warning("jwks not fetched", error=ValueError(CANARY))
    (line,) = lines()
    assert line["error"] == {"type": "builtins.ValueError", "frames": []}
