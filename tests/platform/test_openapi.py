"""The OpenAPI document meets the NLGov REST API Design Rules, and tells of every route what it is."""

import json
import re

import pytest
from fastapi.routing import iter_route_contexts

from app.platform.http import ODT, PDF
from app.settings import PROJECT_ROOT
from tests.platform.document import APP, DOCUMENT, OPERATIONS, Operation, each_operation, resolve
from tests.world import World

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")
PARAMETER = re.compile(r"\{[a-z][a-zA-Z0-9]*\}")
HEADER = re.compile(r"[A-Z][a-z]+(-[A-Z][a-z]+)*|Last-Event-ID")


def test_the_document_says_whose_it_is_and_where_it_is_served() -> None:
    assert re.fullmatch(r"3\.[01]\.\d+", DOCUMENT["openapi"])
    assert DOCUMENT["servers"] == [{"url": "/v1"}]
    info = DOCUMENT["info"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["version"])
    assert info["contact"].keys() == {"name", "email", "url"}
    assert re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", info["contact"]["email"])
    assert info["contact"]["url"].startswith("https://")
    assert info["license"] == {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    assert info["description"]


def test_every_route_of_the_service_is_in_it_and_nothing_else() -> None:
    routes = {
        (method, str(context.path_format))
        for context in iter_route_contexts(APP.routes)
        for method in context.methods or ()
    }
    public = {(method, path) for method, path in routes if path.startswith("/v1/") and path != "/v1/openapi.json"}
    outside = {path for _, path in routes - public}
    assert outside == {
        "/v1/openapi.json",
        "/health/live",
        "/health/ready",
        "/docs",
        "/docs/start.js",
        "/docs/{name}",
    }
    assert {(operation.method, f"/v1{operation.path}") for operation in OPERATIONS} == public
    assert len(OPERATIONS) >= 18


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_paths_are_in_kebab_case_without_a_slash_at_the_end(path: str) -> None:
    start, *segments = path.split("/")
    assert start == ""
    assert all(KEBAB.fullmatch(segment) or PARAMETER.fullmatch(segment) for segment in segments)


@each_operation
def test_parameters_are_named_as_their_place_asks(operation: Operation) -> None:
    assert [name for name in operation.parameters("query") if not CAMEL.fullmatch(name)] == []
    assert [name for name in operation.parameters("header") if not HEADER.fullmatch(name)] == []
    assert operation.parameters("path") == [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    assert operation.parameters("cookie") == []


@each_operation
def test_an_operation_can_be_found_and_understood(operation: Operation) -> None:
    described = operation.described
    assert described["operationId"]
    assert described["summary"]
    assert described["description"]
    assert len(described["tags"]) == 1
    assert operation.method in {"POST", "PUT"} or "requestBody" not in described


def test_operations_have_ids_of_their_own() -> None:
    ids = [operation.described["operationId"] for operation in OPERATIONS]
    assert len(set(ids)) == len(ids)


@each_operation
def test_every_operation_asks_for_a_token(operation: Operation) -> None:
    assert operation.described.get("security", DOCUMENT["security"]) == [{"bearer": []}]
    assert DOCUMENT["components"]["securitySchemes"]["bearer"] == {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
    }


@each_operation
def test_answers_carry_the_version_and_refusals_are_problem_documents(operation: Operation) -> None:
    for status, answer in operation.described["responses"].items():
        described = resolve(answer)
        assert resolve(described["headers"]["API-Version"])["schema"] == {"type": "string"}
        assert described["description"]
        if status >= "400":
            problem = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
            assert described["content"] == {"application/problem+json": problem}
        elif status == "204":
            assert "content" not in described
        elif operation.path.endswith("/stream"):
            assert described["content"] == {"text/event-stream": {"schema": {"type": "string"}}}
        elif operation.path in {"/monitor/report", "/monitor/picture"}:
            assert described["content"].keys() == {PDF, ODT}
        elif operation.path.startswith("/statistics/") and operation.path != "/statistics/periods":
            assert described["content"].keys() == {"application/json", "text/csv", "image/svg+xml"}
        else:
            assert described["content"].keys() == {"application/json"}
            assert "$ref" in described["content"]["application/json"]["schema"]


@each_operation
def test_an_operation_names_the_refusals_that_it_can_meet(operation: Operation) -> None:
    statuses = set(operation.described["responses"])
    assert statuses >= {"400", "401", "403", "405", "406", "500", "503"}
    assert "422" not in statuses
    assert len([status for status in statuses if status < "300"]) == 1
    has_body = "requestBody" in operation.described
    assert ("413" in statuses, "415" in statuses) == (has_body, has_body)
    assert ("404" in statuses) == bool(operation.parameters("path"))
    assert ("412" in statuses) == ("If-Match" in operation.parameters("header"))
    if {"Idempotency-Key", "If-Match"} & set(operation.parameters("header")):
        assert "409" in statuses
    if operation.method == "GET" or operation.path == "/routing-simulations":
        assert "409" not in statuses


def test_a_method_that_is_not_for_a_resource_is_told_with_those_that_are() -> None:
    refused = DOCUMENT["components"]["responses"]["MethodNotAllowed"]
    assert refused["headers"]["Allow"]["schema"] == {"type": "string"}


def test_a_service_that_is_away_says_when_to_try_again() -> None:
    away = DOCUMENT["components"]["responses"]["Unavailable"]
    assert away["headers"]["Retry-After"]["schema"] == {"type": "integer"}
    often = DOCUMENT["components"]["responses"]["TooManyRequests"]
    assert often["headers"]["Retry-After"]["schema"] == {"type": "integer"}


def test_the_document_on_disk_is_the_one_the_code_makes() -> None:
    assert json.loads((PROJECT_ROOT / "openapi" / "openapi.json").read_text(encoding="utf-8")) == DOCUMENT


async def test_the_document_is_served_to_anybody_from_anywhere(shared_world: World) -> None:
    answer = await shared_world.http.get("/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == DOCUMENT


async def test_no_operation_answers_without_a_token(shared_world: World) -> None:
    for operation in OPERATIONS:
        path = operation.path.replace("{id}", "00000000-0000-7000-8000-000000000000").replace("{name}", "source-kind")
        answer = await shared_world.http.request(operation.method, f"/v1{path}")
        assert answer.status_code == 401, str(operation)
        assert answer.headers["www-authenticate"] == 'Bearer realm="signaalbrug"'
