"""Runs the service as a process of its own, as a user starts it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("signaalbrug"))
START_SECONDS = 60

OURS = ("SIGNAALBRUG_", "DATABASE_URL", "PORT")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this environment with these settings and no others of the service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, **settings}


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [COMMAND, *arguments],
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def free_port() -> int:
    """Find a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def folder_for_everybody(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder that others may enter: for root, PostgreSQL runs as another user."""
    folder = Path(tempfile.mkdtemp(prefix="sb-test-", dir=parent))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Service:
    """A service that runs, and what it has said so far."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [COMMAND, "serve"], env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        """Return where it serves."""
        return f"http://127.0.0.1:{self.settings['PORT']}"

    @property
    def output(self) -> str:
        """Return all that it has said."""
        return "".join(self.said)

    def await_greeting(self) -> None:
        """Wait until it says that it serves."""
        until = time.monotonic() + START_SECONDS
        while "==> serving on" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < until, self.output
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(number)
        return self.await_end()

    def await_end(self) -> int:
        """Wait until it ends; return its exit code."""
        code = self.process.wait(timeout=30)
        self._reader.join(timeout=5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)


@contextmanager
def served(**settings: str) -> Iterator[Service]:
    """Serve until the block ends."""
    service = Service({"PORT": str(free_port()), **settings})
    try:
        service.await_greeting()
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()
        else:
            service.await_end()
