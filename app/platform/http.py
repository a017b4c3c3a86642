"""HTTP hygiene for every answer: request id, version, security headers, and one log line without personal data."""

import time
from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import API_VERSION
from app.platform.ids import new_id
from app.platform.logs import get_logger
from app.platform.problem_responses import internal_error

API_POLICY = "default-src 'none'; frame-ancestors 'none'"
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'"
)

SECURITY_HEADERS = {
    "api-version": API_VERSION,
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}


class Hygiene:
    """The outermost layer: what leaves the service always passes here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; an exception that nobody handled becomes a problem document."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id: UUID = new_id()
        scope.setdefault("state", {})["request_id"] = str(request_id)
        started, status = time.perf_counter(), 0
        policy = DOCS_POLICY if scope["path"].startswith("/docs") else API_POLICY

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                headers["content-security-policy"] = policy
                headers["x-request-id"] = str(request_id)
            await send(message)

        error: Exception | None = None
        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as raised:  # noqa: BLE001 - the outermost layer answers for everything
            error = raised
            if status == 0:
                await internal_error(str(request_id))(scope, receive, send_with_headers)
        finally:
            self._log.info(
                "request",
                request_id=str(request_id),
                method=scope["method"],
                route=getattr(scope.get("route"), "path", None),
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
                **({"error": error} if error else {}),
            )
