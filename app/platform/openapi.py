"""The OpenAPI document: what FastAPI derives from the routes, made to meet the NLGov REST API Design Rules.

FastAPI's 422 answers go; bodies that `JsonBody` reads, problem documents and the `API-Version` header come.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic.json_schema import models_json_schema

from app import API_VERSION
from app.platform.body import JsonBody
from app.platform.parameters import PREFIX
from app.platform.problem_responses import MEDIA_TYPE
from app.platform.schemas import ApiModel, ProblemDocument

SCHEMA_PATH = "#/components/schemas/{model}"
VERSION_HEADER = {"API-Version": {"$ref": "#/components/headers/API-Version"}}

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "400": ("InvalidInput", "The request is not valid; `errors` lists everything that is wrong."),
    "401": ("Unauthenticated", "A valid access token is needed."),
    "403": ("Forbidden", "The caller may never do this."),
    "404": ("NotFound", "It does not exist, or not for this caller."),
    "405": ("MethodNotAllowed", "This method is not for this resource; `Allow` names those that are."),
    "406": ("NotAcceptable", "The client accepts no JSON."),
    "409": ("Conflict", "The present state does not allow this; the detail names what it does allow."),
    "412": ("PreconditionFailed", "It was changed since the caller read it."),
    "413": ("ContentTooLarge", "The body is too large."),
    "415": ("UnsupportedMediaType", "The body must be application/json in UTF-8."),
    "429": ("TooManyRequests", "It was asked too often; try again after `Retry-After`."),
    "500": ("InternalError", "Something went wrong on our side; it was logged under `requestId`."),
    "503": ("Unavailable", "The service cannot answer right now; try again after `Retry-After` seconds."),
}
"""Every problem a client can meet, by status."""

ALWAYS = frozenset({"400", "401", "403", "405", "406", "500", "503"})
"""What every operation can meet: parameters that are not its own are a 400 everywhere."""

STATE_HEADERS = frozenset({"Idempotency-Key", "If-Match"})
"""Whoever sends one of these can find another state than expected. Other operations declare their 409 themselves."""

DECLARED = frozenset({"409", "429"})
"""What operations declare themselves where it does not follow from their parameters."""


def describe(app: FastAPI, *, contact: Mapping[str, str], licence: Mapping[str, str]) -> dict[str, Any]:
    """Make the OpenAPI document of the application."""
    document = get_openapi(
        title=app.title,
        version=API_VERSION,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        contact=dict(contact),
        license_info=dict(licence),
        servers=[{"url": PREFIX}],
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    bodies = {(method, path): body for method, path, body in _bodies(app)}
    names = _add_body_schemas(schemas, set(bodies.values()) | {ProblemDocument})
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            body = bodies.get((method.upper(), path))
            if body is not None:
                content = {"application/json": {"schema": {"$ref": SCHEMA_PATH.format(model=names[body])}}}
                operation["requestBody"] = {"required": True, "content": content}
            _describe_answers(operation, has_body=body is not None)
    document["paths"] = {path.removeprefix(PREFIX): item for path, item in document["paths"].items()}
    components["responses"] = {name: _problem(*entry) for name, *entry in _problem_entries()}
    components["headers"] = {
        "API-Version": {
            "description": "The version of this API.",
            "schema": {"type": "string"},
            "example": API_VERSION,
        }
    }
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    document["security"] = [{"bearer": []}]
    return document


def _bodies(app: FastAPI) -> Iterator[tuple[str, str, type[ApiModel]]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and (body := body_of(route.dependant)) is not None:
            for method in sorted(route.methods or ()):
                yield method, str(context.path_format), body


def body_of(dependant: Dependant) -> type[ApiModel] | None:
    """Return the model that a route reads its body as, or None."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, JsonBody):
            model: type[ApiModel] = dependency.call.model
            return model
    return None


def _add_body_schemas(schemas: dict[str, Any], models: set[type[ApiModel]]) -> dict[type[ApiModel], str]:
    """Add the schemas of the bodies; one that is answered in another shape is called `...Input`."""
    ordered = sorted(models, key=lambda model: model.__name__)
    _, generated = models_json_schema([(m, "validation") for m in ordered], ref_template=SCHEMA_PATH)
    definitions = generated["$defs"]
    differing = _differing(definitions, schemas)
    for name, schema in definitions.items():
        schemas[_input_name(name, differing)] = _rename(schema, differing)
    return {model: _input_name(model.__name__, differing) for model in ordered}


def _differing(definitions: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """Name the shapes that are answered otherwise than they are sent, and those that hold such a shape."""
    shared = definitions.keys() & schemas.keys()
    differing = {name for name in shared if definitions[name] != schemas[name]}
    while more := {n for n in shared - differing if _rename(definitions[n], differing) != definitions[n]}:
        differing |= more
    return differing


def _input_name(name: str, differing: set[str]) -> str:
    return f"{name}Input" if name in differing else name


def _rename(node: Any, differing: set[str]) -> Any:  # noqa: ANN401 - a JSON tree
    if isinstance(node, list):
        return [_rename(item, differing) for item in node]
    if not isinstance(node, dict):
        return node
    renamed = {key: _rename(value, differing) for key, value in node.items()}
    if isinstance(ref := node.get("$ref"), str):
        prefix, _, name = ref.rpartition("/")
        renamed["$ref"] = f"{prefix}/{_input_name(name, differing)}"
    return renamed


def _describe_answers(operation: dict[str, Any], *, has_body: bool) -> None:
    operation["responses"].pop("422", None)
    parameters = operation.get("parameters", [])
    statuses = set(ALWAYS)
    if any(p["in"] == "path" for p in parameters):
        statuses.add("404")
    if any(p["name"] == "If-Match" for p in parameters):
        statuses.add("412")
    statuses |= DECLARED & operation["responses"].keys()
    if any(p["name"] in STATE_HEADERS for p in parameters):
        statuses.add("409")
    if has_body:
        statuses |= {"413", "415"}
    for answer in operation["responses"].values():
        answer["headers"] = {**answer.get("headers", {}), **VERSION_HEADER}
    for status in sorted(statuses):
        operation["responses"][status] = {"$ref": f"#/components/responses/{PROBLEMS[status][0]}"}


def _problem_entries() -> Iterator[tuple[str, str, str]]:
    for status, (name, description) in PROBLEMS.items():
        yield name, description, status


def _problem(description: str, status: str) -> dict[str, Any]:
    headers: dict[str, Any] = dict(VERSION_HEADER)
    if status == "405":
        headers["Allow"] = {"description": "The methods of this resource.", "schema": {"type": "string"}}
    if status in {"429", "503"}:
        headers["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    schema = {"$ref": SCHEMA_PATH.format(model=ProblemDocument.__name__)}
    return {"description": description, "headers": headers, "content": {MEDIA_TYPE: {"schema": schema}}}
