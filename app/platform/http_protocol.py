"""HTTP on the wire: what uvicorn makes of httptools, with a bound on what is read without anything being made of it.

httptools keeps a header, a path or a trailer until it is complete, however long it grows.
"""

from collections.abc import Iterator

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.platform.http import API_HEADERS
from app.platform.ids import new_id
from app.platform.logs import get_logger
from app.platform.problem_responses import problem_response

MOST_HEAD_BYTES = 32 * 1024
"""How long a path with its headers may be; a token is at most a quarter of it."""


SEPARATORS = len(b": \r\n")


class HeadTooLargeError(Exception):
    """The path and the headers are longer than the service reads."""


class BoundedHttp(HttpToolsProtocol):
    """Reads requests; one that is too large before its body, or no HTTP, is answered with a problem document."""

    _head = 0
    """How much of the path and the headers of this request was handed over."""
    _kept = 0
    """How much was read since anything was handed over that the parser no longer keeps."""
    _too_large = False

    def data_received(self, data: bytes) -> None:
        """Parse what came in; refuse when the parser only gathers."""
        self._kept += len(data)
        super().data_received(data)
        if self._kept > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._too_large = True
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the path and the query."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or after the body a trailer."""
        self._count(len(name) + len(value) + SEPARATORS)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request over."""
        self._kept = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Hand a piece of the body over."""
        self._kept = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request."""
        self._kept = 0
        super().on_message_complete()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > MOST_HEAD_BYTES:
            self._too_large = True
            raise HeadTooLargeError  # the parser stops, and the answer is `send_400_response`

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are for nobody
        """Answer what cannot be read as a request, and hang up; in the midst of an answer, only hang up."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(b"".join(_refusal(too_large=self._too_large)))
        self.transport.close()


def _refusal(*, too_large: bool) -> Iterator[bytes]:
    """Write the whole answer, with the headers that every answer has."""
    status, code, title, detail = (
        (
            431,
            "headers-too-large",
            "The headers are too large",
            f"Path and headers have {MOST_HEAD_BYTES} bytes at most.",
        )
        if too_large
        else (400, "not-http", "The request cannot be read", "What was sent is not HTTP/1.1.")
    )
    request_id = str(new_id())
    get_logger().info("request", request_id=request_id, method=None, route=None, status=status)
    answer = problem_response(status=status, code=code, title=title, detail=detail, request_id=request_id)
    yield STATUS_LINE[status]
    for name, value in (*answer.raw_headers, *API_HEADERS, (b"x-request-id", request_id.encode())):
        yield name + b": " + value + b"\r\n"
    yield b"connection: close\r\n\r\n"
    yield bytes(answer.body)
