"""The shapes of the monitor."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.monitor.figures.periods import Period, QuarterName, Span
from app.monitor.programme.lights import GivenLight, Light
from app.monitor.programme.norms import Norm
from app.platform.parameters import PageQuery
from app.platform.schemas import ApiModel, FreeText, Label, Page, Timestamp


class EntryKind(StrEnum):
    """What is written in the monitor."""

    EVIDENCE = "evidence"
    LIGHT = "light"
    EVALUATION = "evaluation"


SPANS = {EntryKind.EVIDENCE: Span.QUARTER, EntryKind.LIGHT: Span.QUARTER, EntryKind.EVALUATION: Span.HALF_YEAR}
"""Of what period each kind of entry is."""


class QuarterQuery(ApiModel):
    """Of which quarter to tell."""

    quarter: QuarterName | None = Field(None, description="The present one, when it is left out.")


class EntrySubmission(ApiModel):
    """Something to write in the monitor."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "evidence",
                    "action": "1.1",
                    "district": "de_baronie",
                    "period": "2026-Q4",
                    "words": "De campagne is gekozen en staat op de website van de gemeenten.",
                },
                {
                    "kind": "evaluation",
                    "period": "2026-H2",
                    "words": "De zorgtafels weten elkaar te vinden; terugkoppelen aan scholen kan sneller.",
                },
            ]
        }
    )

    kind: EntryKind = Field(description="Labels: code list `monitor-entry-kind`.")
    action: str | None = Field(None, max_length=10, description="Code list `programme-action`; none for an evaluation.")
    district: str | None = Field(None, max_length=40, description="None for the region.")
    period: str = Field(
        max_length=7,
        description="A quarter that has begun; for an evaluation a half-year that has begun.",
        examples=["2026-Q4"],
    )
    light: GivenLight | None = Field(
        None,
        description="For another light: which, or `by_rules` to withdraw what was given in the quarter. The words are "
        "why. Labels: code list `given-light`.",
    )
    words: FreeText = Field(description="What was done, why, or what was learned. No personal data.")

    @model_validator(mode="after")
    def _is_whole(self) -> "EntrySubmission":
        try:
            span = Period.parse(self.period).span
        except ValueError:
            raise PydanticCustomError("period", "This is no quarter or half-year") from None
        if span is not SPANS[self.kind]:
            raise PydanticCustomError("period", "An evaluation is of a half-year, and anything else of a quarter")
        if (self.kind is EntryKind.EVALUATION) != (self.action is None):
            raise PydanticCustomError("action", "An evaluation is of no action, and anything else is of one")
        if (self.kind is EntryKind.LIGHT) != (self.light is not None):
            raise PydanticCustomError("light", "A light is given with its reason, and with nothing else")
        return self


class EntryQuery(PageQuery):
    """Which entries to list."""

    kind: EntryKind | None = None
    action: str | None = Field(None, max_length=10)
    district: str | None = Field(None, max_length=40)
    period: str | None = Field(None, max_length=7)


class EntryView(ApiModel):
    """What somebody wrote in the monitor. It is never changed; a later one stands beside it."""

    id: UUID
    kind: EntryKind
    action: str | None
    district: str | None
    period: str
    light: GivenLight | None
    words: str
    written_by: str
    written_at: Timestamp
    report: str | None = Field(
        description="Of an evaluation, where the report of its half-year is, once that is over; null otherwise.",
        examples=["/v1/monitor/report?halfYear=2026-H2"],
    )


class AreaLight(ApiModel):
    """How an action stands in one district, or in the region."""

    district: str | None
    light: Light = Field(description="The one that somebody gave in this quarter, or else the one by the rules.")
    by_rules: Light = Field(description="By the norm that the action follows, or else by what is due and the evidence.")
    evidence: int = Field(description="How often evidence was written down, up to this quarter.")
    last_evidence: str | None = Field(description="The last quarter of which there is evidence.")


class ActionView(ApiModel):
    """An action of the programme with its lights."""

    code: str
    label: Label
    owner: str = Field(description="Who sees to it. Labels: code list `action-owner`.")
    owner_label: Label
    strategic_goal: str
    pillar: str
    due: str | None
    recurrence: str
    norm: Norm | None = Field(
        description="The norm that the action follows in each district: green when it is reached, amber when it is not "
        "and the quarter is not over, red when it was not. Null where the action follows what is due and the evidence."
    )
    areas: list[AreaLight]


class ActionList(ApiModel):
    """The actions of the programme in a quarter."""

    quarter: str
    items: list[ActionView]


class NormView(ApiModel):
    """How far a norm is reached in a district."""

    norm: Norm
    label: Label
    counts: Label = Field(description="What counts.")
    district: str
    count: int
    at_least: int
    reached: bool


class HistoryQuery(ApiModel):
    """Of which action to tell, and of how many quarters."""

    action: str = Field(max_length=10, description="Code list `programme-action`.", examples=["5.5"])
    until: QuarterName | None = Field(None, description="The last quarter; the present one, when it is left out.")
    quarters: int = Field(8, ge=1, le=20, description="Of how many quarters.")


class ActionQuarter(ApiModel):
    """How an action stood in a quarter, as the data stands now."""

    quarter: str
    is_over: bool
    areas: list[AreaLight]
    norms: list[NormView] = Field(
        description="How far the norm that the action follows was reached in each district; empty without one."
    )


class ActionHistory(ApiModel):
    """How an action stood in one quarter after the other.

    What is written later of a quarter that is over counts for it, as does what is logged later with a day in it; who
    wrote it and when is in `/v1/monitor/entries`. Of quarters of which nobody wrote anything nothing was done by the
    rules.
    """

    code: str
    label: Label
    norm: Norm | None
    quarters: list[ActionQuarter] = Field(description="The last one first.")


class NormList(ApiModel):
    """The norms of a quarter."""

    quarter: str
    is_over: bool = Field(
        description="Whether the quarter is over. What is logged later with a day in it still counts, unless withdrawn."
    )
    items: list[NormView]


class CountedQuery(PageQuery, QuarterQuery):
    """What counted, of which quarter, norm and district."""

    norm: Norm | None = None
    district: str | None = Field(None, max_length=40)


class CountedView(ApiModel):
    """Something that counted for a norm, and that the caller may read."""

    norm: Norm = Field(description="The norm; it tells what this is: a DSP proposal, or an intervention.")
    id: UUID = Field(description="Of one of `/v1/dsp-proposals/{id}`, or of `/v1/interventions/{id}`.")
    district: str
    counted_on: date = Field(description="The day by which it counts in its quarter, in the region.")
    reference: str | None = Field(description="The reference of its case, or of its signal.")
    signal_id: UUID | None
    case_id: UUID | None


class CountedPage(Page[CountedView]):
    """What counted and the caller may read. An inspection that two desks logged is there twice and counts once."""

    quarter: str
    is_over: bool
    norms: list[NormView] = Field(
        description="How much counted in all, for who reads the monitor; nothing for anybody else."
    )
