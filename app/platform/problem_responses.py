"""Turns every refusal into a problem document (RFC 9457), whoever raised it."""

from collections.abc import Iterable, Mapping

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

from app.platform.problems import FieldError, InvalidInput, NotFound, Problem
from app.platform.validation import errors_of_parameters

MEDIA_TYPE = "application/problem+json"


def problem_response(
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    request_id: str,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Write a problem document."""
    document: dict[str, object] = {
        "type": f"urn:signaalbrug:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "requestId": request_id,
    }
    if listed := [
        {"code": e.code, "message": e.message}
        | ({"pointer": e.pointer} if e.pointer is not None else {})
        | ({"parameter": e.parameter} if e.parameter is not None else {})
        for e in errors
    ]:
        document["errors"] = listed
    return Response(orjson.dumps(document), status, headers={**(headers or {})}, media_type=MEDIA_TYPE)


def internal_error(request_id: str) -> Response:
    """Answer for an exception that nobody handled; it tells nothing of it."""
    return problem_response(
        status=Problem.status,
        code=Problem.code,
        title=Problem.title,
        detail="The error was logged under this request id.",
        request_id=request_id,
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Make the application answer every refusal with a problem document."""
    app.add_exception_handler(Problem, _handle_problem)
    app.add_exception_handler(RequestValidationError, _handle_validation)
    app.add_exception_handler(HTTPException, _handle_http_exception)


def _request_id(request: Request) -> str:
    return str(request.scope["state"]["request_id"])


def _from(problem: Problem, request: Request) -> Response:
    return problem_response(
        status=problem.status,
        code=problem.code,
        title=problem.title,
        detail=problem.detail,
        request_id=_request_id(request),
        errors=problem.errors,
        headers=problem.headers,
    )


async def _handle_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this class
    return _from(error, request)


async def _handle_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    errors = errors_of_parameters(error.errors())
    if any(e.parameter is not None and e.code == "path" for e in errors):
        return _from(NotFound(), request)
    return _from(InvalidInput.listing("request", errors), request)


async def _handle_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    if error.status_code == NotFound.status:
        return _from(NotFound(), request)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(sorted(_allowed_methods(request)))
        title, detail = "This method is not for this resource", f"Allowed: {headers['Allow']}."
        return problem_response(
            status=405,
            code="method-not-allowed",
            title=title,
            detail=detail,
            request_id=_request_id(request),
            headers=headers,
        )
    return problem_response(
        status=error.status_code,
        code="http-error",
        title="The request cannot be answered",
        detail="The request cannot be answered.",
        request_id=_request_id(request),
        headers=headers,
    )


def _allowed_methods(request: Request) -> set[str]:
    """Collect the methods of every route with this path: the router only knows those of the first."""
    allowed: set[str] = set()
    routes: list[BaseRoute] = request.app.router.routes
    for route in routes:
        for method in ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"):
            match, _ = route.matches({**request.scope, "method": method})
            if match is Match.FULL:
                allowed.add(method)
    return allowed
