"""What comes over the wire before it is a request: bounded, and answered like anything else."""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPResponse

import httpx
import pytest

from app.platform.http_protocol import MOST_HEAD_BYTES
from tests.process import Service, folder_for_everybody, served
from tests.world import Json

pytestmark = pytest.mark.process

PIECE = b"x" * 16_384
PIECES = 13_000
"""Two hundred megabytes of pieces."""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with folder_for_everybody() as folder, served(SIGNAALBRUG_VAR_DIR=str(folder / "var")) as started:
        yield started


def send(service: Service, *parts: bytes, piece: bytes = PIECE) -> tuple[int, HTTPResponse | None, Json]:
    """Send parts, and after them the piece again and again; return how many were taken, and the answer."""
    taken = 0
    with socket.create_connection(("127.0.0.1", int(service.settings["PORT"])), timeout=20) as wire:
        wire.sendall(b"".join(parts))
        try:
            while taken < PIECES and piece:
                wire.sendall(piece)
                taken += 1
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            answer = HTTPResponse(wire)
            answer.begin()
            return taken, answer, json.loads(answer.read())
        except (ConnectionResetError, OSError):  # it hung up while we were still sending
            return taken, None, {}


START = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
UPLOAD = b"POST /v1/signals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("parts", "piece"),
    [
        pytest.param((START, b"X-Long: "), PIECE, id="one header without end"),
        pytest.param((START,), b"X-Short: y\r\n" * 1_400, id="headers without end"),
        pytest.param((b"GET /",), PIECE, id="a path without end"),
        pytest.param((b"GET /health/live?",), b"a=b&" * 4_096, id="a query without end"),
        pytest.param((UPLOAD, b"1\r\nx\r\n0\r\nX-Trailer: "), PIECE, id="a trailer without end"),
        pytest.param((UPLOAD, b"1\r\nx\r\n0\r\n"), b"X-Trailer: y\r\n" * 1_400, id="trailers without end"),
    ],
)
def test_two_hundred_megabytes_before_or_after_a_body_are_not_read(
    service: Service, parts: tuple[bytes, ...], piece: bytes
) -> None:
    taken, _, _ = send(service, *parts, piece=piece)
    assert taken < PIECES / 10
    assert httpx.get(f"{service.url}/health/live").status_code == 204


@pytest.mark.parametrize(
    "head",
    [
        START + b"X-Long: " + b"x" * MOST_HEAD_BYTES,
        START + b"X-Long: " + b"x" * MOST_HEAD_BYTES + b"\r\n\r\n",
        START + b"X-Short: y\r\n" * 4_000 + b"\r\n",
        b"GET /" + b"x" * MOST_HEAD_BYTES + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_headers_that_are_too_large_are_told_to_be_so(service: Service, head: bytes) -> None:
    _, answer, problem = send(service, head, piece=b"")
    assert answer is not None
    check(answer, problem, 431, "headers-too-large")


@pytest.mark.parametrize(
    "head", [b"hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", START + b"no colon\r\n\r\n"]
)
def test_what_is_no_http_is_answered_with_a_problem_document(service: Service, head: bytes) -> None:
    _, answer, problem = send(service, head, piece=b"")
    assert answer is not None
    check(answer, problem, 400, "not-http")


def check(answer: HTTPResponse, problem: Json, status: int, code: str) -> None:
    """Check that an answer is a problem document with the headers of every answer."""
    assert (answer.status, problem["status"]) == (status, status)
    assert problem["type"] == f"urn:signaalbrug:problem:{code}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["API-Version"] == "0.1.0"
    assert answer.headers["X-Request-Id"] == problem["requestId"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_request_with_large_headers_and_a_large_body_in_small_chunks_is_read(service: Service) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(5_000):
            yield b" " * 100

    headers = {"X-Long": "x" * (MOST_HEAD_BYTES - 1_000)}
    with httpx.Client(base_url=service.url) as client:
        for _ in range(3):
            assert client.get("/health/live", headers=headers).status_code == 204
            answer = client.post("/v1/signals", content=chunks(), headers={"Content-Type": "application/json"})
            assert answer.status_code == 401
