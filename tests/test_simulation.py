"""The region is played over HTTP for eight weeks, in large steps: nothing is lost, and figures are right.

A month, a quarter and a half-year end in them, so that all of what is told of those is counted again by hand.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLAYED = ("--begins", "2026-11-16", "--days", "57", "--step", "6", "--per-day", "3", "--seed", "7")
DONE = (
    "signals submitted",
    "interventions logged",
    "effects assessed",
    "cases opened",
    "entries written in the monitor",
    "lights that a count by hand confirms",
    "shares that a count by hand confirms",
    "figures that a count by hand confirms",
)
"""What there is some of by then, whatever chance does."""


def test_nothing_is_lost_in_two_months_of_the_region() -> None:
    command = [sys.executable, "-m", "scripts.simulation.run", *PLAYED]
    played = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "nothing was lost" in played.stdout
    for what in DONE:
        assert f" {what}\n" in played.stdout
