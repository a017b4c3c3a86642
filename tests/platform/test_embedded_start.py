"""The embedded PostgreSQL starts after whatever its last end left behind, and takes no other process for itself."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.platform.embedded import EmbeddedServer
from app.platform.embedded_places import USER
from tests.process import folder_for_everybody


@pytest.fixture(scope="module")
def ended() -> Iterator[tuple[Path, str]]:
    """A `var/` whose server has ended, and what its file told while it ran."""
    with folder_for_everybody() as var_dir:
        with EmbeddedServer(var_dir):
            told = file_of(var_dir).read_text()
        yield var_dir, told


def file_of(var_dir: Path) -> Path:
    """Return the file in which a server names itself."""
    return var_dir / "postgres" / "postmaster.pid"


def number_in(var_dir: Path) -> int:
    """Return the number of the server that runs."""
    return int(file_of(var_dir).read_text().split()[0])


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """Another process, of the user that PostgreSQL runs as."""
    with subprocess.Popen(["/bin/sleep", "300"], user=USER if os.geteuid() == 0 else None) as process:
        yield process
        process.kill()


def test_a_process_that_has_the_number_of_a_dead_server_by_now_is_left_alone(
    ended: tuple[Path, str], other: subprocess.Popen[bytes]
) -> None:
    var_dir, told = ended
    _, rest = told.split("\n", 1)
    file_of(var_dir).write_text(f"{other.pid}\n{rest}")
    with EmbeddedServer(var_dir) as server:
        assert server.is_running()
        assert number_in(var_dir) != other.pid
    assert other.poll() is None


@pytest.mark.parametrize("left", ["", "\n", "\0\0\0\0", "4194305\n", "-4194305\n", "99999999999999999999\n"])
def test_a_file_that_was_not_written_to_its_end_keeps_no_server_from_starting(
    ended: tuple[Path, str], left: str
) -> None:
    var_dir, _ = ended
    file_of(var_dir).write_text(left)
    with EmbeddedServer(var_dir) as server:
        assert server.is_running()


def test_the_server_of_another_folder_is_not_taken_for_that_of_this_one(ended: tuple[Path, str]) -> None:
    var_dir, told = ended
    with folder_for_everybody() as elsewhere, EmbeddedServer(elsewhere) as neighbour:
        _, rest = told.split("\n", 1)
        file_of(var_dir).write_text(f"{number_in(elsewhere)}\n{rest}")
        with EmbeddedServer(var_dir):
            assert number_in(var_dir) != number_in(elsewhere)
        assert neighbour.is_running()


def test_a_server_that_runs_is_used_and_not_started_again(ended: tuple[Path, str]) -> None:
    var_dir, _ = ended
    with EmbeddedServer(var_dir):
        number = number_in(var_dir)
        with EmbeddedServer(var_dir) as again:
            assert number_in(var_dir) == number
            assert again.is_running()
