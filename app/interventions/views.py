"""Makes the answers of interventions from rows."""

from collections.abc import Sequence
from datetime import date

from app.access.gate import Work
from app.access.matrix import Compartment
from app.interventions.assessments import moments_of, next_moment
from app.interventions.changes import history_of
from app.interventions.keys import key_to_read, opened
from app.interventions.schemas import EffectView, InterventionDetail, InterventionView
from app.interventions.states import InterventionStatus
from app.interventions.vocabulary import (
    SCALES_OF_TARGET,
    Confidence,
    CostBand,
    EffectOutcome,
    EffectScale,
    EffectSource,
    InterventionTarget,
    Organisation,
    StopReason,
)
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.schemas import Label
from app.signals.keys import KeyRing


def place_of_description(intervention_id: object) -> str:
    """Name the place that the words of an intervention are bound to."""
    return f"interventions.content:{intervention_id}"


def place_of_explanation(effect_id: object) -> str:
    """Name the place that the words of an assessment are bound to."""
    return f"effects.content:{effect_id}"


def next_assessment(row: DatabaseRow, assessed: Sequence[date]) -> date | None:
    """Return when the effect of an intervention is to be assessed next, or None."""
    if row.status == InterventionStatus.LOGGED_IN_ERROR:
        return None
    return next_moment(moments_of(row.started_on, row.assessed_after_weeks), assessed)


def possible_scales(row: DatabaseRow) -> list[EffectScale]:
    """Return the scales on which the effect of an intervention is assessed: none of what was logged in error."""
    was = row.status != InterventionStatus.LOGGED_IN_ERROR
    return list(SCALES_OF_TARGET[InterventionTarget(row.target)]) if was else []


def intervention_view(row: DatabaseRow, effects: Sequence[DatabaseRow]) -> InterventionView:
    """Make the answer for a list."""
    return InterventionView(
        id=row.id,
        signal_id=row.signal_id,
        case_id=row.case_id,
        goal=row.goal_id,
        compartment=Compartment(row.compartment),
        desk=row.desk_id,
        district=row.district_id,
        municipality_code=row.municipality_code,
        kind=row.code,
        kind_label=Label(nl=row.label_nl, en=row.label_en),
        domain=row.domain,
        pillar=row.pillar,
        strategic_goal=row.strategic_goal,
        target=InterventionTarget(row.target),
        person=row.person_id,
        location=row.location_id,
        organisations=[Organisation(name) for name in row.organisations],
        joint=len(row.organisations) > 1,
        cost_band=CostBand(row.cost_band),
        status=InterventionStatus(row.status),
        planned_for=row.planned_for,
        started_on=row.started_on,
        ended_on=row.ended_on,
        stop_reason=None if row.stop_reason is None else StopReason(row.stop_reason),
        logged_by=row.logged_by_name,
        logged_at=row.logged_at,
        assessed=bool(effects),
        next_assessment_on=next_assessment(row, [effect.assessed_on for effect in effects]),
    )


async def intervention_detail(
    work: Work, row: DatabaseRow, effects: Sequence[DatabaseRow], ring: KeyRing
) -> InterventionDetail:
    """Make the answer for one intervention; without its key, which can be destroyed, its words are gone."""
    key = await key_to_read(work, row, ring)
    return InterventionDetail(
        **dict(intervention_view(row, effects)),
        description=opened(key, row.content, place_of_description(row.id)),
        possible_scales=possible_scales(row),
        effects=[_effect(work, effect, key) for effect in effects],
        history=await history_of(work, row, key),
    )


def _effect(work: Work, row: DatabaseRow, key: DataKey | None) -> EffectView:
    return EffectView(
        id=row.id,
        scale=EffectScale(row.scale),
        outcome=EffectOutcome(row.outcome),
        source=EffectSource(row.source),
        confidence=Confidence(row.confidence),
        assessed_on=row.assessed_on,
        explanation=opened(key, row.content, place_of_explanation(row.id)),
        by=row.assessed_by_name,
        by_you=row.assessed_by == work.actor.actor_id,
        recorded_at=row.recorded_at,
    )


def etag_of(row: DatabaseRow, effects: Sequence[DatabaseRow]) -> str:
    """Return the entity tag of an intervention: it changes with each step, correction and assessment."""
    return f'"{row.version}-{len(effects)}"'
