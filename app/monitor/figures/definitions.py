"""What is counted: the figures, their periods, answers and groupings. Data, for a policy officer to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.interventions.vocabulary import EffectOutcome, EffectScale
from app.monitor.figures.periods import Span


class Figure(StrEnum):
    """What is counted."""

    EFFECT_ON_EXPLOITATION = "effect_on_exploitation"
    EFFECT_FOR_VICTIM = "effect_for_victim"
    EFFECT_ON_PERPETRATOR = "effect_on_perpetrator"
    ASSESSMENTS = "assessments"
    INTERVENTIONS = "interventions"
    SIGNALS = "signals"
    RISING = "rising"
    TIMELY_TRIAGE = "timely_triage"
    TIMELY_FEEDBACK = "timely_feedback"
    TIMELY_ASSESSMENT = "timely_assessment"


class Grouping(StrEnum):
    """By what a figure is divided; `all` is the total."""

    ALL = "all"
    KIND = "kind"
    DOMAIN = "domain"
    FORM = "form"
    DISTRICT = "district"
    TARGET = "target"
    MUNICIPALITY = "municipality"
    INDICATOR = "indicator"
    LOCATION_KIND = "location_kind"
    SECTOR = "sector"
    FEATURES = "features"
    DESK = "desk"


class Answer(StrEnum):
    """The columns of figures."""

    POSITIVE = "positive"
    NOT_POSITIVE = "not_positive"
    UNKNOWN = "unknown"
    REST = "rest"
    MADE = "made"
    NOT_MADE = "not_made"
    COUNTED = "counted"
    TIMELY = "timely"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure is published. The first answer is the one of which the share is told.

    `before` are the answers by which it was published before, which stays as it is.
    """

    span: Span
    answers: tuple[Answer, ...]
    groupings: tuple[Grouping, ...]
    before: tuple[Answer, ...] = ()

    def columns(self, number: int) -> tuple[Answer, ...]:
        """Return which answers the columns of a line are, by how many there are; raises ValueError for another number.

        What is published now and what was before differ in it, so the number tells which it is.
        """
        for answers in (self.answers, self.before):
            if len(answers) == number:
                return answers
        message = f"a figure with {self.answers} has no {number} columns"
        raise ValueError(message)


EFFECT = (Answer.POSITIVE, Answer.REST)
EFFECT_BEFORE = (Answer.POSITIVE, Answer.NOT_POSITIVE, Answer.UNKNOWN)
"""How effects were told until decision 124, which has the rest together."""
BY_INTERVENTION = (Grouping.DOMAIN, Grouping.KIND, Grouping.FORM, Grouping.DISTRICT)
TIMELY = Definition(Span.QUARTER, (Answer.TIMELY, Answer.LATE), (Grouping.DESK,))
IN_TIME = (Answer.TIMELY, Answer.LATE, Answer.NOT_MADE)
"""Of an assessment it is told apart that it was made late: that less than five were, follows from what was made."""

DEFINITIONS: Mapping[Figure, Definition] = MappingProxyType(
    {
        Figure.EFFECT_ON_EXPLOITATION: Definition(Span.HALF_YEAR, EFFECT, BY_INTERVENTION, EFFECT_BEFORE),
        Figure.EFFECT_FOR_VICTIM: Definition(Span.HALF_YEAR, EFFECT, BY_INTERVENTION, EFFECT_BEFORE),
        Figure.EFFECT_ON_PERPETRATOR: Definition(Span.HALF_YEAR, EFFECT, BY_INTERVENTION, EFFECT_BEFORE),
        Figure.ASSESSMENTS: Definition(Span.HALF_YEAR, (Answer.MADE, Answer.NOT_MADE), BY_INTERVENTION),
        Figure.INTERVENTIONS: Definition(Span.HALF_YEAR, (Answer.COUNTED,), (*BY_INTERVENTION, Grouping.TARGET)),
        Figure.SIGNALS: Definition(
            Span.MONTH,
            (Answer.COUNTED,),
            (
                Grouping.FORM,
                Grouping.SECTOR,
                Grouping.DISTRICT,
                Grouping.MUNICIPALITY,
                Grouping.INDICATOR,
                Grouping.LOCATION_KIND,
            ),
        ),
        Figure.RISING: Definition(Span.MONTH, (), (Grouping.FEATURES,)),
        Figure.TIMELY_TRIAGE: TIMELY,
        Figure.TIMELY_FEEDBACK: TIMELY,
        Figure.TIMELY_ASSESSMENT: Definition(Span.HALF_YEAR, IN_TIME, (Grouping.DISTRICT, Grouping.DESK)),
    }
)

DIVIDES: Mapping[Grouping, Grouping] = MappingProxyType(
    {Grouping.KIND: Grouping.DOMAIN, Grouping.MUNICIPALITY: Grouping.DISTRICT, Grouping.DESK: Grouping.DISTRICT}
)
"""Groupings that divide another, where a figure is divided by both: each kind is of one domain, each municipality in
one district, and what a desk is to assess is told where it is all in one district."""

COUNTS_AGAIN: Mapping[Figure, Figure] = MappingProxyType(
    {Figure.TIMELY_TRIAGE: Figure.SIGNALS, Figure.TIMELY_FEEDBACK: Figure.SIGNALS}
)
"""Figures that count again, over a quarter, what another counts by month: each signal gives work at a desk."""

FIGURE_OF_SCALE: Mapping[str, Figure] = MappingProxyType(
    {
        EffectScale.EXPLOITATION: Figure.EFFECT_ON_EXPLOITATION,
        EffectScale.VICTIM: Figure.EFFECT_FOR_VICTIM,
        EffectScale.PERPETRATOR: Figure.EFFECT_ON_PERPETRATOR,
    }
)

OF_WHOM = (Figure.EFFECT_FOR_VICTIM, Figure.EFFECT_ON_PERPETRATOR)
"""Effects of which an intervention has one at most, by whom it is aimed at."""

TIMELY_FIGURE_OF: Mapping[str, Figure] = MappingProxyType(
    {
        "triage": Figure.TIMELY_TRIAGE,
        "feedback": Figure.TIMELY_FEEDBACK,
        "assessment": Figure.TIMELY_ASSESSMENT,
    }
)

OF_ASSESSMENTS = (Figure.ASSESSMENTS, Figure.TIMELY_ASSESSMENT)
"""Figures that count the same assessments, of which those that were made are effects too."""
OF_WHAT_IS_TOLD: Mapping[Figure, Figure] = MappingProxyType(
    {Figure.ASSESSMENTS: Figure.EFFECT_ON_EXPLOITATION, Figure.TIMELY_ASSESSMENT: Figure.ASSESSMENTS}
)
"""Figures that tell of no group of which the other tells no answers, by the same grouping: they count the same in part,
and what is drawn to be left out of the one must not be told by the other. Each target has an effect on exploitation."""

COUNTED_OPENLY = frozenset({"labour_inspection"})
"""The kinds of intervention that norms count in each district, and leave nothing out of (decision 102)."""

POSITIVE = frozenset(
    {
        EffectOutcome.STOPPED,
        EffectOutcome.DISTURBED,
        EffectOutcome.REDUCED,
        EffectOutcome.SAFE,
        EffectOutcome.IN_CARE,
        EffectOutcome.FILED_REPORT,
        EffectOutcome.DESISTED,
        EffectOutcome.IN_VIEW,
    }
)
"""The outcomes that an intervention is there for. What is unknown, or was not assessed, is never one of them."""

SEVERAL_FORMS = "several"
"""The form of a signal with more than one, so that each counts once."""

NOT_TOLD = "not_told"
"""The sector of a part of which none is told, so that each counts once."""

MAY_BE_LEFT_OUT = frozenset({Grouping.SECTOR})
"""Features that a submitter may leave out: that more of them tell one is no rise of what they tell."""


def answer_of(outcome: str) -> Answer:
    """Return as what an outcome of an effect counts: what is unknown counts with what was not positive."""
    return Answer.POSITIVE if outcome in POSITIVE else Answer.REST
