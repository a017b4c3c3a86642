"""A stream over a real connection: it tells what happens within seconds, and ends at once when the service stops."""

import signal
import threading
import time

import httpx
import pytest

from app.access.demo import DemoIssuer
from app.platform.clock import SystemClock
from tests.bodies import victim_signal
from tests.process import folder_for_everybody, served

pytestmark = pytest.mark.process


def test_a_stream_tells_what_happens_and_ends_with_the_service() -> None:
    with folder_for_everybody() as folder, served(SIGNAALBRUG_VAR_DIR=str(folder / "var")) as service:
        issuer = DemoIssuer(folder / "var" / "demo" / "issuer.pem")
        lines: list[str] = []

        def token(persona: str) -> dict[str, str]:
            return {"Authorization": f"Bearer {issuer.token(persona, SystemClock().now())}"}

        def listen() -> None:
            headers = {**token("zorgcoordinator.de-baronie"), "Accept": "text/event-stream"}
            with httpx.stream("GET", f"{service.url}/v1/notifications/stream", headers=headers, timeout=60) as answer:
                lines.extend(answer.iter_lines())

        listener = threading.Thread(target=listen)
        listener.start()
        time.sleep(1)
        made = httpx.post(
            f"{service.url}/v1/signals", json=victim_signal(), headers=token("aandachtsfunctionaris.breda")
        )
        assert made.status_code == 201
        time.sleep(5)
        began = time.monotonic()
        assert service.stop(signal.SIGTERM) == 0
        listener.join(timeout=5)
        assert not listener.is_alive()
        assert time.monotonic() - began < 8
    assert "event: notification" in lines
    assert made.json()["id"] not in "".join(lines)
