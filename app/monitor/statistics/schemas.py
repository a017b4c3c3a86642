"""The shapes of statistics."""

from enum import IntEnum, StrEnum

from pydantic import Field

from app.access.matrix import Compartment
from app.interventions.vocabulary import EffectScale
from app.monitor.figures.definitions import Answer, Grouping
from app.monitor.figures.periods import HalfYearName, MonthName, TimelyName
from app.platform.schemas import ApiModel, Label, Timestamp


class Format(StrEnum):
    """In what a statistic is answered."""

    JSON = "json"
    CSV = "csv"
    SVG = "svg"


class Work(StrEnum):
    """Of which work it is told how timely it was."""

    TRIAGE = "triage"
    FEEDBACK = "feedback"
    ASSESSMENT = "assessment"


class Statistic(StrEnum):
    """What is told of a period, as the end of its path."""

    INTERVENTION_EFFECTS = "intervention-effects"
    SIGNALS = "signals"
    TIMELINESS = "timeliness"


class EffectGrouping(StrEnum):
    """By what the effects of interventions are divided."""

    ALL = Grouping.ALL
    DOMAIN = Grouping.DOMAIN
    KIND = Grouping.KIND
    FORM = Grouping.FORM
    DISTRICT = Grouping.DISTRICT


class SignalGrouping(StrEnum):
    """By what signals are divided."""

    ALL = Grouping.ALL
    FORM = Grouping.FORM
    DISTRICT = Grouping.DISTRICT
    MUNICIPALITY = Grouping.MUNICIPALITY
    INDICATOR = Grouping.INDICATOR
    LOCATION_KIND = Grouping.LOCATION_KIND
    SECTOR = Grouping.SECTOR


class Run(IntEnum):
    """How many half-years are told of together."""

    ONE = 1
    TWO = 2
    FOUR = 4


LAST = "The last one that was published, when it is left out."


class StatisticQuery(ApiModel):
    """In what to answer."""

    format: Format = Field(Format.JSON, description="JSON, a table as CSV, or a chart as SVG; of municipalities a map.")


class EffectQuery(StatisticQuery):
    """Which effects to tell of."""

    period: HalfYearName | None = Field(None, description=LAST)
    half_years: Run = Field(
        Run.ONE,
        description="Of how many half-years to tell together, of which `period` is the last. Of each group those are "
        "added of which its answers are told, so that more groups are told of.",
    )
    scale: EffectScale = Field(EffectScale.EXPLOITATION, description="Labels: code list `effect-scale`.")
    group_by: EffectGrouping = EffectGrouping.ALL


class SignalQuery(StatisticQuery):
    """Which signals to tell of."""

    period: MonthName | None = Field(None, description=LAST)
    group_by: SignalGrouping = SignalGrouping.ALL


class TimelinessQuery(StatisticQuery):
    """Of which work to tell how timely it was."""

    period: TimelyName | None = Field(
        None, description=f"A quarter, or of assessments a half-year, in which those are counted. {LAST}"
    )
    work: Work = Work.TRIAGE


class Share(ApiModel):
    """A share, or a difference of two, with the bounds of its 95 % confidence interval."""

    value: float
    low: float
    high: float


class Measured(ApiModel):
    """How many there were, what the answers were, and the share of the first answer among all."""

    size: int
    answers: dict[Answer, int] | None = Field(
        description="Null where one of them would be too few. Of effects `rest` is `not_positive` and `unknown` "
        "together, where those are not told apart. Labels: code list `figure-answer`."
    )
    share: Share | None = Field(description="Wilson's interval.")


class EffectMeasured(Measured):
    """What interventions turned out to do.

    Of several half-years an intervention counts in each in which it was assessed. Intervals are as wide as if it had
    been assessed in all of them, with the same outcome.
    """

    told_in: list[str] = Field(
        description="The half-years that are added: of several, those of which the answers are told.",
        examples=[["2026-H1", "2026-H2"]],
    )
    median_weeks: int | None = Field(
        description="After how many weeks a positive effect was seen, in the middle of at least ten, in one half-year."
    )
    differs_from_others: Share | None = Field(
        description="The share less that of all other groups together, in the same half-years; only where both are at "
        "least twenty, in a half-year on average."
    )


class EffectGroup(ApiModel):
    """One group of interventions. What is null is too little to tell, or would tell something that is."""

    code: str | None = Field(description="Null for all together.")
    label: Label
    interventions: int | None = Field(
        description="How many were logged in the period, or in all of its half-years. Of the first half-year "
        "of a side it is told of all together only."
    )
    assessments: Measured | None = Field(
        description="How many fell due in the period, or in all of its half-years, and were made by the end of each."
    )
    effects: EffectMeasured | None = Field(description="The last assessment of each intervention in the period.")


class EffectSide(ApiModel):
    """The figures of one side of the wall. There are none of both together."""

    compartment: Compartment
    told_apart: list[Answer] = Field(
        description="Which answers of effects are told apart, of the total and of all groups: `positive` and `rest`; "
        "`positive`, `not_positive` and `unknown` of one half-year that was published before those were told together. "
        "The share of positive ones is among all either way. Empty where no answers are told.",
        examples=[[Answer.POSITIVE, Answer.REST]],
    )
    total: EffectGroup
    groups: list[EffectGroup]


class InterventionEffects(ApiModel):
    """What interventions turned out to do in a half-year that is over, or in several."""

    period: str = Field(description="The last half-year.")
    half_years: list[str] = Field(
        description="The half-years that were asked for and published, the first one first.",
        examples=[["2026-H1", "2026-H2"]],
    )
    scale: EffectScale
    group_by: EffectGrouping
    published_at: Timestamp
    sides: list[EffectSide]


class CountedGroup(ApiModel):
    """How many there were of one group."""

    code: str | None
    label: Label
    size: int | None = Field(description="Null where there are too few.")


class RisingFeatures(ApiModel):
    """Features of signals, alone or together, that came more often than the year before explains."""

    codes: list[str] = Field(examples=[["form:labour", "district:zeeland"]])
    labels: list[Label]


class SignalSide(ApiModel):
    """The signals of one side."""

    compartment: Compartment
    total: CountedGroup
    groups: list[CountedGroup]
    rising: list[RisingFeatures]


class SignalFigures(ApiModel):
    """The picture of a month that is over."""

    period: str
    group_by: SignalGrouping
    published_at: Timestamp
    false_alarm_rate: float = Field(
        description="How likely it is at most that anything rises on a side in a month in which nothing changed. A "
        "feature, or two together, that came at least five times rises where the year before makes so many less likely "
        "than this divided by how many features came at all (exact test of two Poisson rates, Bonferroni).",
        examples=[0.05],
    )
    sides: list[SignalSide]


class TimelinessGroup(ApiModel):
    """How timely a desk was."""

    code: str | None
    label: Label
    measured: Measured | None


class TimelinessSide(ApiModel):
    """How timely the desks of one side were. Whoever oversees a district is told of its desks only."""

    compartment: Compartment
    total: TimelinessGroup | None = Field(
        description="All desks of the side, in triage and feedback without the Arbeidsinspectie: it is given signals "
        "by their form, so that how timely it was is not told of periods that are published since."
    )
    groups: list[TimelinessGroup]


class Timeliness(ApiModel):
    """How timely desks were in a quarter that is over, or in assessments in a half-year."""

    period: str
    work: Work
    published_at: Timestamp
    sides: list[TimelinessSide]


class PublishedPeriod(ApiModel):
    """A period of which a statistic was published."""

    statistic: Statistic
    work: Work | None = Field(description="Of which work it is told how timely it was; null for other statistics.")
    period: str = Field(examples=["2026-H2"])
    published_at: Timestamp


class PublishedPeriods(ApiModel):
    """What was published that the caller may see, by statistic, the last period first."""

    items: list[PublishedPeriod]
