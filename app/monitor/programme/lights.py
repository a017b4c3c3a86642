"""By which rules an action of the programme is green, amber or red. A table, for a policy officer to read.

The programme follows its actions in a monitor with these lights. What is due comes from the programme (column `due` of
the actions), how often from its column `recurrence`; that somebody did it, from the evidence that was written down.
Two actions are norms, which are counted: their lights follow from the count, and no evidence turns them green.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.monitor.figures.periods import Period
from app.monitor.programme.norms import Norm


class Light(StrEnum):
    """How an action stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


EVERY: Mapping[str, int] = MappingProxyType(
    {"bimonthly": 1, "quarterly": 1, "half-yearly": 2, "yearly": 4, "continuous": 4}
)
"""Within how many quarters an action that recurs is done again, this one included."""
FOLLOWS: Mapping[str, Norm] = MappingProxyType({"5.4": Norm.DSP_PROPOSALS, "5.5": Norm.LABOUR_INSPECTIONS})
"""The actions that ask for a norm in each district and quarter."""
WARNED = 2
"""So many quarters before it is due, an action that is to be done once becomes amber."""


def light_of(recurrence: str, due: Period | None, evidence: list[Period], quarter: Period) -> Light:
    """Return the light of an action in a quarter, by the quarters in which evidence of it was written down.

    Once: green when it was done or is not due for a while, amber when it is due soon, red when that is over. Recurring:
    green when it was done within its time, amber for one time more, red after that or when it was never done.
    """
    done = [one for one in evidence if one <= quarter]
    if recurrence not in EVERY:
        if done:
            return Light.GREEN
        if due is None or quarters_between(quarter, due) > WARNED:
            return Light.GREEN if due is not None else Light.AMBER
        return Light.AMBER if quarter <= due else Light.RED
    if not done:
        return Light.AMBER if due is not None and quarter <= due else Light.RED
    since = quarters_between(max(done), quarter)
    every = EVERY[recurrence]
    return Light.GREEN if since < every else Light.AMBER if since < 2 * every else Light.RED


def light_of_norm(*, reached: bool, is_over: bool) -> Light:
    """Return the light of a norm in a quarter: green once it is reached, amber while it can be, red after that."""
    if reached:
        return Light.GREEN
    return Light.RED if is_over else Light.AMBER


def quarters_between(one: Period, other: Period) -> int:
    """Return how many quarters later another one is; below zero when it is earlier."""
    return (other.year - one.year) * 4 + other.number - one.number
