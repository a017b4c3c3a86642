"""By which rules an action of the programme is green, amber or red. A table, for a policy officer to read.

The programme follows its actions in a monitor with these lights. What is due comes from the programme (column `due` of
the actions), how often from its column `recurrence`; that somebody did it, from the evidence that was written down. An
action that is a norm follows that norm as it is counted from the data: evidence does not say whether it was reached.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from app.monitor.figures.periods import Period, Span
from app.monitor.programme.norms import Norm


class Light(StrEnum):
    """How an action stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class GivenLight(StrEnum):
    """Which light somebody gives an action in a quarter, or that it has the one by the rules again."""

    GREEN = Light.GREEN
    AMBER = Light.AMBER
    RED = Light.RED
    BY_RULES = "by_rules"


EVERY: Mapping[str, int] = MappingProxyType(
    {"bimonthly": 1, "quarterly": 1, "half-yearly": 2, "yearly": 4, "continuous": 4}
)
"""Within how many quarters an action that recurs is done again, this one included."""
WARNED = 2
"""So many quarters before it is due, an action that is to be done once becomes amber."""
NORM_OF_ACTION: Mapping[str, Norm] = MappingProxyType({"5.4": Norm.DSP_PROPOSALS, "5.5": Norm.LABOUR_INSPECTIONS})
"""Which actions of the programme are a norm for each district and quarter."""
EVALUATED = frozenset({"3.1", "5.1"})
"""Which actions ask for an evaluation every half-year: the one that was written of it is evidence of them."""


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


def evaluated_in(half_year: Period, quarter: Period) -> Period:
    """Return in which quarter the evaluation of a half-year counts, seen from one: its last, or its first by then."""
    first = Period(Span.QUARTER, half_year.year, 2 * half_year.number - 1)
    return first if quarter <= first else first.next


def light_of_norm(reached: bool, is_over: bool) -> Light:
    """Return the light of an action that is a norm: green once reached, amber while it can be, red when it was not."""
    if reached:
        return Light.GREEN
    return Light.RED if is_over else Light.AMBER


def light_that_stands(by_rules: Light, given: Iterable[GivenLight]) -> Light:
    """Return the light in a quarter: the last that somebody gave in it, or the one by the rules."""
    last = GivenLight.BY_RULES
    for one in given:
        last = one
    return by_rules if last is GivenLight.BY_RULES else Light(last)


def quarters_between(one: Period, other: Period) -> int:
    """Return how many quarters later another one is; below zero when it is earlier."""
    return (other.year - one.year) * 4 + other.number - one.number
