"""The whole service as its own process, embedded: what a newcomer meets in the first five minutes."""

import os
import re
import shlex
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from app.demo import examples
from app.settings import PROJECT_ROOT
from tests.bodies import victim_signal
from tests.process import COMMAND, START_SECONDS, Service, environment, free_port, run, served

pytestmark = pytest.mark.process


def token(var_dir: Path, persona: str) -> dict[str, str]:
    """Return the header with a token that the command line printed."""
    printed = run("token", persona, SIGNAALBRUG_VAR_DIR=str(var_dir))
    assert printed.returncode == 0, printed.stderr
    return {"Authorization": f"Bearer {printed.stdout.strip()}"}


def queue(service: Service, headers: dict[str, str]) -> list[str]:
    """Return the references on the first page of a queue."""
    answer = httpx.get(f"{service.url}/v1/tasks?limit=100", headers=headers)
    assert answer.status_code == 200
    return [task["reference"] for task in answer.json()["items"]]


def postgres_runs(var_dir: Path) -> bool:
    """Tell whether the PostgreSQL of a folder still runs."""
    return (var_dir / "postgres" / "postmaster.pid").exists()


def test_it_starts_serves_stops_and_keeps_what_it_was_given(tmp_path: Path) -> None:
    var_dir = tmp_path / "var"
    with served(SIGNAALBRUG_VAR_DIR=str(var_dir)) as service:
        for said in ("making the PostgreSQL", "running the migrations", f"submitting the {len(examples())} example"):
            assert said in service.output
        assert httpx.get(f"{service.url}/health/live").status_code == 204
        assert httpx.get(f"{service.url}/health/ready").status_code == 204
        reader = token(var_dir, "zorgcoordinator.de-baronie")
        before = queue(service, reader)
        sent = httpx.post(
            f"{service.url}/v1/signals", json=victim_signal(), headers=token(var_dir, "aandachtsfunctionaris.breda")
        )
        assert sent.status_code == 201
        reference = sent.json()["reference"]
        assert set(queue(service, reader)) == {*before, reference}
        assert postgres_runs(var_dir)
        assert service.stop(signal.SIGINT) == 0
    assert "Traceback" not in service.output
    assert not postgres_runs(var_dir)

    with served(SIGNAALBRUG_VAR_DIR=str(var_dir)) as service:
        assert "starting the PostgreSQL" in service.output
        assert "example signals" not in service.output
        assert set(queue(service, token(var_dir, "zorgcoordinator.de-baronie"))) == {*before, reference}
        assert service.stop(signal.SIGTERM) == 0
    assert not postgres_runs(var_dir)


def test_a_terminal_that_is_closed_stops_it_cleanly(tmp_path: Path) -> None:
    with served(SIGNAALBRUG_VAR_DIR=str(tmp_path / "var")) as service:
        assert service.stop(signal.SIGHUP) == 0
    assert "==> stopping PostgreSQL" in service.output
    assert not postgres_runs(tmp_path / "var")


def test_it_stops_with_one_clear_line_when_its_postgresql_dies(tmp_path: Path) -> None:
    with served(SIGNAALBRUG_VAR_DIR=str(tmp_path / "var")) as service:
        postmaster = int((tmp_path / "var" / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        assert service.await_end() == 1
    lines = [line for line in service.output.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1
    assert "the embedded PostgreSQL stopped; see" in lines[0]
    assert "Traceback" not in service.output
    with served(SIGNAALBRUG_VAR_DIR=str(tmp_path / "var")) as service:
        assert httpx.get(f"{service.url}/health/ready").status_code == 204


def test_the_three_commands_that_it_prints_work_as_they_are(tmp_path: Path) -> None:
    with served(SIGNAALBRUG_VAR_DIR=str(tmp_path / "var")) as service:
        printed = service.output.split("in another terminal:")[1]
        script = "set -e\n" + printed.replace(".venv/bin/signaalbrug", shlex.quote(COMMAND))
        result = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=PROJECT_ROOT,
            env=environment({}),
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=True,
        )
    reference = re.search(r'"reference": "(ZWB-[^"]+)"', result.stdout)
    assert reference is not None
    assert result.stdout.count(reference[1]) == 2, "the submitted signal stands on the queue"


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    """Expect a failure that is told in one line after what was being done; return it."""
    lines = [line for line in result.stderr.splitlines() if not line.startswith("==>")]
    assert result.returncode == 1
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("error: ")
    return lines[0]


def test_a_busy_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        line = one_line(run("serve", PORT=port, SIGNAALBRUG_VAR_DIR=str(tmp_path / "var")))
    assert f"port {port}" in line
    assert "set PORT" in line
    assert not (tmp_path / "var").exists()


def test_an_unwritable_var_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    line = one_line(run("serve", PORT=str(free_port()), SIGNAALBRUG_VAR_DIR=str(file / "var")))
    assert "SIGNAALBRUG_VAR_DIR" in line


def test_a_folder_that_postgresql_cannot_use_is_told_in_one_line(tmp_path: Path) -> None:
    line = one_line(run("serve", PORT=str(free_port()), SIGNAALBRUG_VAR_DIR=str(tmp_path / "with a space")))
    assert "has a space in it" in line


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_told_in_one_line(port: str) -> None:
    assert "PORT" in one_line(run("serve", PORT=port))


def test_a_token_is_not_signed_with_a_key_that_no_service_has(tmp_path: Path) -> None:
    line = one_line(run("token", "avim", SIGNAALBRUG_VAR_DIR=str(tmp_path / "var")))
    assert "start the service with it first" in line
    assert not (tmp_path / "var").exists()


def test_an_unknown_persona_is_told_with_those_there_are(tmp_path: Path) -> None:
    result = run("token", "aandachtsfunctionaris.amsterdam", SIGNAALBRUG_VAR_DIR=str(tmp_path))
    assert result.returncode == 1
    assert "aandachtsfunctionaris.breda" in result.stderr
