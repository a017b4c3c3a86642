"""The shapes of routing: decisions, tables and simulations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.platform.schemas import ApiModel, Timestamp
from app.routing.document import TableDocument
from app.signals.schemas import RoutingOutcomeView
from app.signals.vocabulary import AimedAt, ExploitationForm, LocationKind, Urgency

Month = Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]


class RoutedOutcome(RoutingOutcomeView):
    """An outcome with its urgency and the rows of the table that fired."""

    urgency: Urgency
    rows: list[str]


class TrackDecisionView(ApiModel):
    """Why a signal went where it went, on one track: the facts that this track saw, and what followed."""

    track: Compartment
    table_version: str
    decided_at: Timestamp
    facts: dict[str, str | bool | list[str]]
    outcomes: list[RoutedOutcome]


class SignalRouting(ApiModel):
    """The routing decisions of a signal that the caller may see."""

    items: list[TrackDecisionView]


class RoutingTableView(ApiModel):
    """A version of the decision table, as it was written."""

    id: UUID
    version: str
    status: str
    created_at: Timestamp
    document: TableDocument


class RoutingTableList(ApiModel):
    """Every version of the decision table, newest first."""

    items: list[RoutingTableView]


class PartFactsInput(ApiModel):
    """The facts of one part; what is left out is not known."""

    minor_involved: StrictBool = False
    mild_intellectual_disability: StrictBool = False
    mixed_profile: StrictBool = False
    organised: StrictBool = False
    several_suspects: StrictBool = False
    location_kind: LocationKind | None = None


class FactsInput(ApiModel):
    """The facts of an imagined signal."""

    district: Annotated[str, StringConstraints(pattern=r"^(zeeland|de_markiezaten|de_baronie|hart_van_brabant)$")]
    aimed_at: AimedAt
    exploitation_forms: Annotated[list[ExploitationForm], Field(min_length=1, max_length=4)]
    acute_danger: StrictBool = False
    care: PartFactsInput = PartFactsInput()
    security: PartFactsInput = PartFactsInput()


class Period(ApiModel):
    """Whole months, so that no single signal can be singled out by moving a boundary by a day."""

    from_month: Month = Field(examples=["2026-01"])
    until_month: Month = Field(description="The first month that is no longer counted.", examples=["2026-07"])

    @model_validator(mode="after")
    def forward(self) -> "Period":
        """Refuse an empty period."""
        if self.until_month <= self.from_month:
            raise PydanticCustomError("period", "untilMonth must be after fromMonth")
        return self

    def bounds(self) -> tuple[date, date]:
        """Return the first day and the first day after."""
        return date.fromisoformat(f"{self.from_month}-01"), date.fromisoformat(f"{self.until_month}-01")


class SimulationRequest(ApiModel):
    """What to simulate: one imagined signal, or the signals of a past period; with a draft table to compare."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "facts": {
                        "district": "de_baronie",
                        "aimedAt": "perpetrator",
                        "exploitationForms": ["labour"],
                        "security": {"organised": True, "locationKind": "business"},
                    }
                }
            ]
        }
    )

    facts: FactsInput | None = None
    period: Period | None = None
    draft: TableDocument | None = None

    @model_validator(mode="after")
    def one_question(self) -> "SimulationRequest":
        """Ask for facts or for a period; a period only makes sense with a draft."""
        if (self.facts is None) == (self.period is None):
            raise PydanticCustomError("one_of", "Give facts or a period")
        if self.period is not None and self.draft is None:
            raise PydanticCustomError("draft_needed", "A period needs a draft table to compare with")
        return self


class SimulatedOutcome(ApiModel):
    """A task that a table would open."""

    desk_kind: str
    track: Compartment
    layer: int
    involvement: str
    urgency: Urgency
    deadline: str = Field(examples=["3 working days"])
    rows: list[str]


class DeskCount(ApiModel):
    """How many tasks desks of a kind got and would get, rounded to fives; null where that would tell of a few."""

    desk_kind: str
    track: Compartment
    active: int | None
    draft: int | None


class PeriodComparison(ApiModel):
    """What a draft would change for the signals of a period: counts, rounded to fives.

    A count of one to four is null, and so is one that it could be computed from; of fewer than ten decisions nothing
    is told.
    """

    decisions: int | None
    changed: int | None
    desks: list[DeskCount]


class SimulationResult(ApiModel):
    """What the tables would do."""

    table_version: str
    outcomes: list[SimulatedOutcome] | None = None
    draft_findings: list[str] | None = Field(None, description="Faults for which the draft could not be activated.")
    draft_outcomes: list[SimulatedOutcome] | None = None
    comparison: PeriodComparison | None = None
