"""The tour of the README, typed as a new user would, gives what the README shows."""

import re
import subprocess
from pathlib import Path

import pytest

from app.settings import PROJECT_ROOT
from tests.process import COMMAND, START_SECONDS, environment, served

CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
MARK = "=== next ==="


def tour() -> list[tuple[str, list[str]]]:
    """Return the commands of the README, each with the lines that it shows."""
    steps: list[tuple[str, list[str]]] = []
    for block in CONSOLE.findall((PROJECT_ROOT / "README.md").read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line.removeprefix("$ "), []))
            else:
                steps[-1][1].append(line)
    return steps


@pytest.mark.process
def test_the_tour_gives_what_it_shows(tmp_path: Path) -> None:
    steps = tour()
    assert len(steps) > 10
    with served(SIGNAALBRUG_VAR_DIR=str(tmp_path / "var")) as service:
        script = "".join(f"{command}\necho '{MARK}'\n" for command, _ in steps)
        typed = subprocess.run(
            ["/bin/bash", "-c", script.replace(".venv/bin/signaalbrug", COMMAND)],
            cwd=PROJECT_ROOT,
            env=environment(service.settings),
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=True,
        )
    assert typed.stderr == ""
    answers = typed.stdout.split(f"{MARK}\n")
    for (command, shown), answer in zip(steps, answers, strict=False):
        given = MOMENT.sub("<moment>", answer).splitlines()
        assert given == [MOMENT.sub("<moment>", line) for line in shown], command


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for document in [*PROJECT_ROOT.glob("*.md"), *PROJECT_ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
