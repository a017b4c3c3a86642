"""The page to try the API works on networks that block everything but this service."""

import re

import pytest

from tests.platform.problem import refusal
from tests.world import World

REFERENCE = re.compile(r"""(?:src|href|action|url)\s*[=:]\s*["']([^"']+)["']""")
IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']?([^"';]+)""")
ANOTHER_HOST = re.compile(r"""(?:https?:|wss?:)?//[a-z0-9]""", re.IGNORECASE)


async def test_the_page_refers_only_to_what_the_service_itself_serves(shared_world: World) -> None:
    page = await shared_world.http.get("/docs")
    script = await shared_world.http.get("/docs/start.js")
    assert page.status_code == script.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for text in (page.text, script.text):
        assert not ANOTHER_HOST.search(text)
    referred = REFERENCE.findall(page.text) + REFERENCE.findall(script.text)
    assert sorted(referred) == [
        "/docs/start.js",
        "/docs/swagger-ui-bundle.js",
        "/docs/swagger-ui.css",
        "/v1/openapi.json",
    ]
    for path in referred:
        assert (await shared_world.http.get(path)).status_code == 200


async def test_the_page_runs_under_its_own_policy(shared_world: World) -> None:
    page = await shared_world.http.get("/docs")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert re.findall(r"<script[^>]*>([^<]*)", page.text) == ["", ""]
    assert not re.search(r"\son[a-z]+\s*=", page.text)
    style = (await shared_world.http.get("/docs/swagger-ui.css")).text
    assert [first or second for first, second in IN_CSS.findall(style) if not first.startswith("data:")] == []


async def test_no_validator_elsewhere_is_asked_about_the_document(shared_world: World) -> None:
    script = (await shared_world.http.get("/docs/start.js")).text
    assert "validatorUrl: null" in script


@pytest.mark.parametrize(
    ("name", "media_type", "sign", "least"),
    [
        ("start.js", "text/javascript; charset=utf-8", "SwaggerUIBundle({", 100),
        ("swagger-ui-bundle.js", "text/javascript; charset=utf-8", "SwaggerUIBundle", 500_000),
        ("swagger-ui.css", "text/css; charset=utf-8", ".swagger-ui", 50_000),
    ],
)
async def test_each_asset_is_served_as_what_it_is(
    shared_world: World, name: str, media_type: str, sign: str, least: int
) -> None:
    answer = await shared_world.http.get(f"/docs/{name}")
    assert answer.headers["content-type"] == media_type
    assert sign in answer.text
    assert len(answer.content) > least


@pytest.mark.parametrize(
    "name",
    [
        "redoc.standalone.js",
        "nothing.js",
        "__init__.py",
        "..%2fcore.py",
        "%2e%2e%2f__init__.py",
        "%2fetc%2fpasswd",
        "a/b",
    ],
)
async def test_nothing_but_the_assets_can_be_read(shared_world: World, name: str) -> None:
    refusal(await shared_world.http.get(f"/docs/{name}"), 404, "not-found")
