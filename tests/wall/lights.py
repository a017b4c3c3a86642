"""The lights of the actions of the programme, by the rules: from its list of actions, what was written, and the norms.

Plain Python over plain lists, importing nothing of the service. Quarters are numbers here, one after the other.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from tests.wall.model import World
from tests.wall.monitoring import local, quarter_of

ACTIONS = Path(__file__).parents[2] / "app" / "reference" / "data" / "programme-actions.csv"
"""What the programme asks for: data, which the region keeps."""
WITHIN = {"bimonthly": 1, "quarterly": 1, "half-yearly": 2, "yearly": 4, "continuous": 4}
"""Within how many quarters what recurs is to be done again."""
AT_LEAST = {"dsp_proposals": 1, "labour_inspections": 4}
IS_NORM = {"5.4": "dsp_proposals", "5.5": "labour_inspections"}
ASKS_FOR_EVALUATION = {"3.1", "5.1"}
GREEN, AMBER, RED = "green", "amber", "red"


def number_of(quarter: str) -> int:
    """Return the number of a quarter that is written like `2026-Q3`."""
    year, of_year = quarter.split("-Q")
    return int(year) * 4 + int(of_year) - 1


def name_of(number: int) -> str:
    """Write the quarter with a number."""
    return f"{number // 4}-Q{number % 4 + 1}"


def lights(world: World, quarter: str, counts: dict[tuple[str, str], int], districts: set[str]) -> set[str]:
    """Tell of each action in each of its areas which light stands and which follows, and what evidence there is.

    `counts` tells what counts in the quarter, by norm and district.
    """
    with ACTIONS.open(encoding="utf-8", newline="") as lines:
        actions = list(csv.DictReader(lines))
    told = set()
    for action in actions:
        for district in [None] if action["scope"] == "region" else sorted(districts):
            done = sorted(_evidence(world, action["id"], district, quarter))
            by_rules = _by_rules(action, done, number_of(quarter))
            if action["id"] in IS_NORM:
                norm = IS_NORM[action["id"]]
                by_rules = _by_norm(world, norm, counts.get((norm, str(district)), 0), quarter)
            light = _given(world, action["id"], district, quarter) or by_rules
            last = name_of(done[-1]) if done else None
            told.add(f"{action['id']} {district} {light} {by_rules} {len(done)} {last}")
    return told


def _evidence(world: World, action: str, district: str | None, quarter: str) -> Iterator[int]:
    """List in which quarters, up to this one, an action was done in an area.

    What is evaluated at the end of a half-year counts for its second quarter, and while that is to come for its first.
    """
    for row in world.rows("monitor_entries"):
        if row["district_id"] != district:
            continue
        if row["kind"] == "evidence" and row["action"] == action:
            told = number_of(row["period"])
        elif row["kind"] == "evaluation" and action in ASKS_FOR_EVALUATION:
            year, half = row["period"].split("-H")
            last = int(year) * 4 + 2 * int(half) - 1
            told = min(last, max(last - 1, number_of(quarter)))
        else:
            continue
        if told <= number_of(quarter):
            yield told


def _by_rules(action: dict[str, str], done: list[int], quarter: int) -> str:
    due = number_of(action["due"]) if action["due"] else None
    if action["recurrence"] == "once":
        if done or (due is not None and due > quarter + 2):
            return GREEN
        return AMBER if due is None or quarter <= due else RED
    if not done:
        return AMBER if due is not None and quarter <= due else RED
    waited, every = quarter - done[-1], WITHIN[action["recurrence"]]
    return GREEN if waited < every else AMBER if waited < 2 * every else RED


def _by_norm(world: World, norm: str, count: int, quarter: str) -> str:
    """Return the light of what is a norm: whether it is reached, and while it is not, whether it can be."""
    if count >= AT_LEAST[norm]:
        return GREEN
    return AMBER if number_of(quarter) >= number_of(quarter_of(local(world.now))) else RED


def _given(world: World, action: str, district: str | None, quarter: str) -> str | None:
    """Return which light somebody gave an action in a quarter, the last one, if that was not withdrawn."""
    rows = [
        row
        for row in world.rows("monitor_entries")
        if (row["kind"], row["action"], row["district_id"], row["period"]) == ("light", action, district, quarter)
    ]
    given = max(rows, key=lambda row: (row["written_at"], row["id"]))["light"] if rows else None
    return None if given == "by_rules" else given
