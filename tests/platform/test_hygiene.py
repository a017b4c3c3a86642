"""Whatever the service answers carries its version, its security headers and an id of its own."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from app.main import create_app
from tests.bodies import victim_signal
from tests.platform.problem import refusal
from tests.world import World

SUBMITTER = "aandachtsfunctionaris.breda"
HERE = "https://werkplek.example"
ELSEWHERE = "https://elsewhere.example"
CORS_HEADERS = {"access-control-allow-origin", "access-control-allow-methods", "access-control-allow-headers"}

ON_EVERY_ANSWER = {
    "api-version": "0.1.0",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}
FOR_DATA = "default-src 'none'; frame-ancestors 'none'"
FOR_THE_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'"
)


def check_headers(answer: httpx.Response, policy: str) -> None:
    for name, value in {**ON_EVERY_ANSWER, "content-security-policy": policy}.items():
        assert answer.headers.get_list(name) == [value]
    assert len(answer.headers.get_list("x-request-id")) == 1
    assert uuid.UUID(answer.headers["x-request-id"]).version == 7
    assert not answer.headers.keys() & {"server", "x-powered-by", "set-cookie"}


@pytest.fixture
async def browser(shared_world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application as it is with one origin on its list."""
    app = create_app(replace(shared_world.components, cors_origins=(HERE,)))
    app.add_api_route("/v1/broken", broken)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://signaalbrug.test") as client:
        yield client


async def broken() -> None:
    raise ValueError("secret")


@pytest.mark.parametrize(
    ("method", "path", "status", "policy"),
    [
        ("GET", "/v1/districts", 200, FOR_DATA),
        ("GET", "/health/live", 204, FOR_DATA),
        ("GET", "/health/ready", 204, FOR_DATA),
        ("GET", "/v1/openapi.json", 200, FOR_DATA),
        ("GET", "/v1/signals?limit=0", 400, FOR_DATA),
        ("GET", "/v1/nothing", 404, FOR_DATA),
        ("DELETE", "/v1/me", 405, FOR_DATA),
        ("POST", "/v1/signals", 415, FOR_DATA),
        ("GET", "/docs", 200, FOR_THE_PAGE),
        ("GET", "/docs/start.js", 200, FOR_THE_PAGE),
        ("GET", "/docs/nothing.js", 404, FOR_THE_PAGE),
    ],
)
async def test_every_answer_carries_the_headers(
    shared_world: World, method: str, path: str, status: int, policy: str
) -> None:
    headers = {"Authorization": f"Bearer {shared_world.token(SUBMITTER)}"}
    answer = await shared_world.http.request(method, path, headers=headers)
    assert answer.status_code == status
    check_headers(answer, policy)


async def test_an_answer_to_nobody_a_new_signal_and_a_failure_carry_the_headers(world: World) -> None:
    world.app.add_api_route("/v1/broken", broken)
    refused = await world.http.get("/v1/me")
    stored = await world.call(SUBMITTER, "POST", "/signals", json=victim_signal())
    failed = await world.http.get("/v1/broken")
    assert [answer.status_code for answer in (refused, stored, failed)] == [401, 201, 500]
    for answer in (refused, stored, failed):
        check_headers(answer, FOR_DATA)


async def test_each_request_has_an_id_that_the_client_did_not_choose(shared_world: World) -> None:
    chosen = {"X-Request-Id": "00000000-0000-7000-8000-000000000000"}
    answers = [await shared_world.http.get("/health/live", headers=chosen) for _ in range(3)]
    given = {answer.headers["x-request-id"] for answer in answers}
    assert len(given) == 3
    assert chosen["X-Request-Id"] not in given


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/me/"),
        ("GET", "/v1/signals/"),
        ("POST", "/v1/signals/"),
        ("GET", "/v1/openapi.json/"),
        ("GET", "/docs/"),
        ("GET", "/health/live/"),
        ("GET", "/v1//me"),
    ],
)
async def test_a_trailing_slash_is_another_path_that_is_not_there(shared_world: World, method: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {shared_world.token(SUBMITTER)}"}
    answer = await shared_world.http.request(method, path, headers=headers)
    refusal(answer, 404, "not-found")
    assert "location" not in answer.headers


async def test_an_origin_on_the_list_may_ask_and_read(browser: httpx.AsyncClient, shared_world: World) -> None:
    wanted = {
        "Origin": HERE,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key, if-match",
    }
    preflight = await browser.options("/v1/signals", headers=wanted)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == HERE
    assert "Origin" in preflight.headers["vary"].split(", ")
    assert set(preflight.headers["access-control-allow-methods"].split(", ")) == {"GET", "POST", "PUT", "DELETE"}
    assert "access-control-allow-credentials" not in preflight.headers
    check_headers(preflight, FOR_DATA)
    answer = await browser.get(
        "/v1/me", headers={"Origin": HERE, "Authorization": f"Bearer {shared_world.token(SUBMITTER)}"}
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == HERE
    exposed = {"api-version", "etag", "location", "retry-after", "x-request-id"}
    assert set(answer.headers["access-control-expose-headers"].lower().split(", ")) == exposed


@pytest.mark.parametrize(
    "wish",
    [
        {"Origin": ELSEWHERE, "Access-Control-Request-Method": "GET"},
        {"Origin": f"{HERE}.elsewhere.example", "Access-Control-Request-Method": "GET"},
        {"Origin": "http://werkplek.example", "Access-Control-Request-Method": "GET"},
        {"Origin": "null", "Access-Control-Request-Method": "GET"},
    ],
)
async def test_an_origin_that_is_not_on_the_list_gets_a_problem_document(
    browser: httpx.AsyncClient, wish: dict[str, str]
) -> None:
    preflight = await browser.options("/v1/signals", headers=wish)
    assert preflight.status_code == 400
    assert preflight.headers["content-type"] == "application/problem+json"
    assert preflight.json()["type"] == "urn:signaalbrug:problem:cors"
    assert not preflight.headers.keys() & CORS_HEADERS
    check_headers(preflight, FOR_DATA)
    answer = await browser.get("/v1/me", headers={"Origin": wish["Origin"]})
    refusal(answer, 401, "unauthenticated")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "wish", [{"Access-Control-Request-Method": "PATCH"}, {"Access-Control-Request-Headers": "x-other"}]
)
async def test_a_method_or_header_that_is_not_on_the_list_is_refused(
    browser: httpx.AsyncClient, wish: dict[str, str]
) -> None:
    headers = {"Origin": HERE, "Access-Control-Request-Method": "GET", **wish}
    preflight = await browser.options("/v1/signals", headers=headers)
    assert preflight.status_code == 400
    assert preflight.headers["content-type"] == "application/problem+json"
    assert not preflight.headers.keys() & CORS_HEADERS


async def test_a_refused_preflight_names_its_request(browser: httpx.AsyncClient) -> None:
    wish = {"Origin": ELSEWHERE, "Access-Control-Request-Method": "GET"}
    refusal(await browser.options("/v1/signals", headers=wish), 400, "cors")


async def test_a_browser_may_read_the_problem_document_of_a_failure(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/v1/broken", headers={"Origin": HERE})
    refusal(answer, 500, "internal-error")
    assert answer.headers.get("access-control-allow-origin") == HERE


async def test_without_a_list_no_origin_gets_in(shared_world: World) -> None:
    wish = {"Origin": HERE, "Access-Control-Request-Method": "GET"}
    preflight = await shared_world.http.options("/v1/signals", headers=wish)
    refusal(preflight, 405, "method-not-allowed")
    answer = await shared_world.http.get("/health/live", headers={"Origin": HERE})
    assert not (preflight.headers.keys() | answer.headers.keys()) & CORS_HEADERS


async def test_the_openapi_document_is_there_for_every_origin(browser: httpx.AsyncClient, shared_world: World) -> None:
    for client, origin, allowed in ((shared_world.http, HERE, "*"), (browser, ELSEWHERE, "*"), (browser, HERE, HERE)):
        answer = await client.get("/v1/openapi.json", headers={"Origin": origin})
        assert answer.status_code == 200
        assert answer.headers.get_list("access-control-allow-origin") == [allowed]
