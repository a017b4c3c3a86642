"""Lights of the programme by hand: what was written in the monitor, quarter by quarter, as the programme has it."""

import json
from collections.abc import Iterator, Mapping

from scripts.simulation.recount import Row

NORMS = {"5.4": ("dsp_proposals", 1), "5.5": ("labour_inspections", 4)}
EVALUATED = {"3.1", "5.1"}
WITHIN = {"bimonthly": 1, "quarterly": 1, "half-yearly": 2, "yearly": 4, "continuous": 4}
"""Within how many quarters what recurs is done again."""
Tables = Mapping[str, list[Row]]
Key = tuple[str, str | None]
"""An action with a district, or with none where it is of the region."""


def quarter_of(period: str) -> int:
    """Number the quarters, one after the other; a half-year is its last one."""
    number = int(period[6])
    return int(period[:4]) * 4 + (number if period[5] == "Q" else 2 * number) - 1


def lights(tables: Tables, quarter: str, counted: Mapping[tuple[str, str], int]) -> dict[Key, str]:
    """Return the light of each action in a quarter that is over; `counted` is what counted for the norms in it."""
    actions = [
        {"code": row["code"], **json.loads(row["attributes"])}
        for row in tables["code_list_values"]
        if row["list_name"] == "programme-action"
    ]
    found = {}
    for action in actions:
        of_region = action["scope"] == "region"
        for district in [None] if of_region else [row["id"] for row in tables["districts"]]:
            given = [
                row["light"]
                for row in sorted(tables["monitor_entries"], key=lambda row: str(row["id"]))
                if (row["kind"], row["action"], row["district_id"], row["period"])
                == ("light", action["code"], district, quarter)
            ]
            by_hand = given[-1] if given else "by_rules"
            if by_hand == "by_rules":
                by_hand = _by_rules(tables, action, district, quarter_of(quarter), counted)
            found[action["code"], district] = by_hand
    return found


def _by_rules(
    tables: Tables, action: Row, district: str | None, now: int, counted: Mapping[tuple[str, str], int]
) -> str:
    if action["code"] in NORMS:
        norm, at_least = NORMS[action["code"]]
        return "green" if counted.get((norm, str(district)), 0) >= at_least else "red"
    done = [one for one in _done(tables, action, district, now) if one <= now]
    due = action.get("due")
    if action["recurrence"] in WITHIN:
        if not done:
            return "amber" if due and now <= quarter_of(due) else "red"
        late = now - max(done) - WITHIN[action["recurrence"]]
        return "green" if late < 0 else "amber" if late < WITHIN[action["recurrence"]] else "red"
    if done:
        return "green"
    if not due:
        return "amber"
    left = quarter_of(due) - now
    return "green" if left > 2 else "amber" if left >= 0 else "red"


def _done(tables: Tables, action: Row, district: str | None, now: int) -> Iterator[int]:
    """List the quarters in which an action was done: that of evidence, or one of a half-year that was evaluated."""
    for row in tables["monitor_entries"]:
        if row["district_id"] != district:
            continue
        if row["kind"] == "evidence" and row["action"] == action["code"]:
            yield quarter_of(row["period"])
        elif row["kind"] == "evaluation" and action["code"] in EVALUATED:
            last = quarter_of(row["period"])
            yield last - 1 if now < last else last
