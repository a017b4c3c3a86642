"""Decision tables: rules as data, with hit policy *collect*."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.access.matrix import Compartment
from app.routing.facts import FORMS, FactValue, SeenFacts
from app.routing.terms import Term
from app.signals.vocabulary import Urgency


class TaskInvolvement(StrEnum):
    """What a desk has to do: act, or know."""

    RESPONSIBLE = "responsible"
    INFORMED = "informed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row opens its task, in Dutch and English."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The facts a row tests: each must have one of the named values; of the forms, at least one must be named."""

    tests: Mapping[str, frozenset[FactValue]]

    def holds(self, facts: SeenFacts) -> bool:
        """Tell whether the condition holds for these facts."""
        for name, allowed in self.tests.items():
            value = facts[name]
            if name == FORMS:
                assert isinstance(value, frozenset)  # noqa: S101 - the forms are the one fact with several values
                if not value & allowed:
                    return False
            elif value not in allowed:
                return False
        return True


@dataclass(frozen=True, slots=True)
class UrgencyRule:
    """The urgency of the tasks of a track when the condition holds; the first that holds decides."""

    condition: Condition
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: when the condition holds, a desk of this kind gets a task, to be done within the deadline."""

    id: str
    track: Compartment
    condition: Condition
    desk: str
    layer: int
    involvement: TaskInvolvement
    deadlines: Mapping[Urgency, Term]
    reason: Reason


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A version of the rules."""

    version: str
    urgency: tuple[UrgencyRule, ...]
    rows: tuple[TableRow, ...]
