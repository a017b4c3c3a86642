"""What the scripts share: a Python that is new enough, and a .venv that is whole or not there."""

import shutil
import subprocess
import sys
from pathlib import Path

from app.settings import PROJECT_ROOT


def script(folder: Path, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line with what the scripts share, in a folder with an empty list of packages."""
    (folder / "requirements").mkdir(exist_ok=True)
    (folder / "requirements" / "base.txt").touch()
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", f". '{PROJECT_ROOT}/scripts/lib.sh'; {line}"],
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def program(path: Path, text: str) -> str:
    """Write a program that pretends to be a Python; return its name."""
    path.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_python_that_is_too_old_is_named_as_what_was_looked_at(tmp_path: Path) -> None:
    old = program(tmp_path / "old", 'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi')
    result = script(tmp_path, "ensure_venv base", PYTHON=old)
    assert result.returncode == 1
    assert f"looked at {old} (Python 3.9.2). Set PYTHON" in result.stderr


def test_a_python_that_is_not_there_is_named_as_well(tmp_path: Path) -> None:
    result = script(tmp_path, "find_python", PYTHON="python-of-nobody")
    assert result.returncode == 1
    assert "looked at python-of-nobody (not there)" in result.stderr


def test_a_virtual_environment_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    halfway = 'if [ "$2" = venv ]; then mkdir -p .venv/bin; ln -s /bin/true .venv/bin/python3; exit 1; fi'
    broken = program(tmp_path / "broken", f"{halfway}; exit 0")
    result = script(tmp_path, "ensure_venv base", PYTHON=broken)
    assert result.returncode == 1
    assert "cannot make a virtual environment" in result.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_virtual_environment_without_pip_is_made_anew(tmp_path: Path) -> None:
    bin_ = tmp_path / ".venv" / "bin"
    bin_.mkdir(parents=True)
    program(bin_ / "python", "exit 1")
    result = script(tmp_path, "has_venv || echo none")
    assert result.stdout == "none\n"
    result = script(tmp_path, "ensure_venv base", PYTHON=program(tmp_path / "refuses", '[ "$2" != venv ]'))
    assert not (tmp_path / ".venv").exists()
    assert "cannot make a virtual environment" in result.stderr


def test_a_python_that_is_new_enough_is_found(tmp_path: Path) -> None:
    assert shutil.which(script(tmp_path, "find_python", PYTHON=sys.executable).stdout.strip()) == sys.executable
