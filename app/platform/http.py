"""HTTP hygiene for every answer: request id, version, security headers, and one log line without personal data."""

import re
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from uuid import UUID

import orjson
from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from app import API_VERSION
from app.platform.ids import new_id
from app.platform.logs import get_logger
from app.platform.problem_responses import internal_error, problem_response
from app.platform.problems import InvalidInput, NotAcceptable

CLIENT_GONE = 499
"""What is logged of a caller that went away before it had sent all, as proxies log it: nobody was answered."""

API_POLICY = b"default-src 'none'; frame-ancestors 'none'"
DOCS_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; frame-ancestors 'none'"
)

SECURITY_HEADERS = [
    (b"api-version", API_VERSION.encode()),
    (b"cache-control", b"no-store"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
]
API_HEADERS = [*SECURITY_HEADERS, (b"content-security-policy", API_POLICY)]
DOCS_HEADERS = [*SECURITY_HEADERS, (b"content-security-policy", DOCS_POLICY)]

JSON, EVENT_STREAM = "application/json", "text/event-stream"
FIGURES = "application/json, text/csv or image/svg+xml"
PDF, ODT = "application/pdf", "application/vnd.oasis.opendocument.text"
DOCUMENTS = f"{PDF} or {ODT}"
ACCEPTED = {
    JSON: frozenset({"*/*", "application/*", "application/json", "application/problem+json"}),
    EVENT_STREAM: frozenset({"*/*", "text/*", "text/event-stream"}),
    FIGURES: frozenset({"*/*", "application/*", "application/json", "text/*", "text/csv", "image/*", "image/svg+xml"}),
    DOCUMENTS: frozenset({"*/*", "application/*", PDF, ODT}),
}
"""What a client may say that it takes, by what is answered."""


def require_accepted(request: Request, answers: str) -> None:
    """Raise NotAcceptable when the client says that it does not take what is answered; a missing header takes all."""
    header = request.headers.get("accept")
    if header is not None and not any(_accepts(choice, answers) for choice in header.split(",")):
        raise NotAcceptable(f"Accept {answers}.")


def _accepts(choice: str, answers: str) -> bool:
    media_type, *parameters = (step.strip().lower() for step in choice.split(";"))
    return media_type in ACCEPTED[answers] and not any(re.fullmatch(r"q=0(\.0*)?", p) for p in parameters)


def written(answer: Mapping[str, object]) -> Response:
    """Write an answer straight from its fields, for lists that are read so often that a model for each item costs.

    Its route declares the model; mypy checks the fields, and tests that they are those of the model.
    """
    return Response(orjson.dumps(answer, _write_id, orjson.OPT_UTC_Z), media_type="application/json")


def _write_id(value: object) -> str:
    if isinstance(value, UUID):  # asyncpg reads a subclass, which orjson leaves to us
        return str(value)
    raise TypeError


class Cors(CORSMiddleware):
    """Cross-origin requests from the origins on the list; a refused preflight is a problem document too."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST", "PUT", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Last-Event-ID"),
            expose_headers=("API-Version", "ETag", "Location", "Retry-After", "X-Request-Id"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; Starlette refuses a preflight in plain text, which becomes a problem document here."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        is_preflight = "origin" in headers and "access-control-request-method" in headers
        if is_preflight and scope["method"] == "OPTIONS" and self._refuses(headers):
            await _cross_origin_refused(scope["state"]["request_id"])(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def _refuses(self, headers: Headers) -> bool:
        return self.preflight_response(headers).status_code >= HTTPStatus.BAD_REQUEST


def _cross_origin_refused(request_id: str) -> Response:
    return problem_response(
        status=InvalidInput.status,
        code="cors",
        title="This origin, method or header is not allowed",
        detail="The cross-origin request is not allowed.",
        request_id=request_id,
    )


class Failures:
    """The innermost layer: an exception that nobody handled becomes a problem document, like any other answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what was raised is kept for the log."""
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, note_start)
        except ClientDisconnect:
            scope["state"]["gone"] = True
        except Exception as error:
            if scope["type"] != "http":
                raise
            scope["state"]["error"] = error
            if not started:
                await internal_error(scope["state"]["request_id"])(scope, receive, send)


class Hygiene:
    """The outermost layer: what leaves the service always passes here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request: name it, put the headers on its answer, and write its line in the log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(new_id())
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        started, status = time.perf_counter(), 0
        headers = DOCS_HEADERS if scope["path"].startswith("/docs") else API_HEADERS

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *headers, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            # Only the log reads it: whatever is written on the way carries the id of the request.
            with bound_contextvars(request_id=request_id):
                await self._app(scope, receive, send_with_headers)
        finally:
            self._log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=getattr(scope.get("route"), "path", None),
                status=CLIENT_GONE if state.get("gone") else status,
                ms=round((time.perf_counter() - started) * 1000, 1),
                **({"error": state["error"]} if "error" in state else {}),
            )
