"""Figures of periods that are over, with what is small left out; as JSON, CSV or SVG."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.monitor.statistics import service, writing
from app.monitor.statistics.schemas import (
    EffectQuery,
    Format,
    InterventionEffects,
    PublishedPeriods,
    SignalFigures,
    SignalQuery,
    Timeliness,
    TimelinessQuery,
)
from app.platform.http import FIGURES
from app.platform.parameters import PREFIX
from app.reference.snapshot import ReferenceData, ReferenceSnapshot

router = APIRouter(prefix=f"{PREFIX}/statistics", tags=["statistics"])

T = TypeVar("T")
Reader = Annotated[OpenGate, Depends(Gate(Action.READ_STATISTICS, FIGURES, read_only=True))]
PeriodReader = Annotated[OpenGate, Depends(Gate(Action.READ_STATISTICS, read_only=True))]


def _as(table: str) -> dict[int | str, dict[str, Any]]:
    """Describe a statistic as a table, which says what its lines are, and as a chart."""
    written = {"schema": {"type": "string", "description": table}}
    return {200: {"content": {"text/csv": written, "image/svg+xml": {}}}}


EFFECTS_TABLE = (
    "A line for all of a side, then one for each group. What is null in JSON is empty. `aandeel_beoordeeld` is the "
    "share of `assessments`, `aandeel_positief` that of `effects`, and `verschil_met_overige` is `differsFromOthers`; "
    "the two columns after each are the bounds of its interval. `antwoorden` is `toldApart`, with a space between "
    "them: where those are `positive rest`, `niet_positief_of_onbekend` has both together, whose columns are empty. "
    "`halfjaren` is `toldIn`, with a space between them."
)
SIGNALS_TABLE = (
    "Of each side a line for all, then one for each group, with how many signals there were; empty where that is not "
    "told. Below those a line for whatever came more often than the year before explains, with `ja` in `stijgt`, its "
    "codes with a space between them, like `form:labour district:zeeland`, and no number: how often is not told."
)
TIMELINESS_TABLE = (
    "A line for all of a side, where that is told, then one for each desk. What is null in JSON is empty. "
    "`niet_gedaan` is told of assessments only, of which `te_laat` are those that were made after all."
)


async def reference_of(request: Request) -> ReferenceSnapshot:
    """Return the reference data, for labels."""
    reference: ReferenceData = request.app.state.reference
    return await reference.current()


Reference = Annotated[ReferenceSnapshot, Depends(reference_of)]


@router.get("/periods", summary="Of which periods there are statistics")
async def read_periods(gate: PeriodReader) -> PublishedPeriods:
    """List of which periods each statistic was published, as far as the caller sees anything of it."""
    return await gate.run(service.published_periods)


@router.get(
    "/intervention-effects", summary="What works", responses=_as(EFFECTS_TABLE), response_model=InterventionEffects
)
async def read_intervention_effects(
    gate: Reader, reference: Reference, query: Annotated[EffectQuery, Query()]
) -> InterventionEffects | Response:
    """Tell what interventions turned out to do in a half-year that is over, or in several, of each side apart.

    Of several half-years what was published of each is added up: of each group those of which its answers are told.
    """
    found = await gate.run(lambda work: service.intervention_effects(work, query, reference))
    return _written(query.format, found, writing.csv_of_effects, writing.chart_of_effects)


@router.get("/signals", summary="The picture of a month", responses=_as(SIGNALS_TABLE), response_model=SignalFigures)
async def read_signals(
    gate: Reader, reference: Reference, query: Annotated[SignalQuery, Query()]
) -> SignalFigures | Response:
    """Tell how many signals came in a month that is over, and what came more often than the year before explains."""
    found = await gate.run(lambda work: service.signals(work, query, reference))
    chart = partial(writing.chart_of_signals, municipalities=reference.municipalities)
    return _written(query.format, found, writing.csv_of_signals, chart)


@router.get("/timeliness", summary="How timely desks were", responses=_as(TIMELINESS_TABLE), response_model=Timeliness)
async def read_timeliness(
    gate: Reader, reference: Reference, query: Annotated[TimelinessQuery, Query()]
) -> Timeliness | Response:
    """Tell how timely desks were in a quarter that is over, or in assessments in a half-year.

    Who oversees a district is told of its desks.
    """
    found = await gate.run(lambda work: service.timeliness(work, query, reference))
    return _written(query.format, found, writing.csv_of_timeliness, writing.chart_of_timeliness)


def _written(format: Format, found: T, table: Callable[[T], str], chart: Callable[[T], str]) -> T | Response:
    match format:
        case Format.JSON:
            return found
        case Format.CSV:
            return Response(table(found), media_type="text/csv; charset=utf-8")
        case Format.SVG:
            return Response(chart(found), media_type="image/svg+xml")
