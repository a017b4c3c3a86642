"""What was expected of the interventions of a DSP proposal, beside what those that were carried out came to."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.access.gate import Work
from app.cases.proposals.schemas import ProposedIntervention
from app.cases.proposals.service import read as read_proposal
from app.interventions.expectation_schemas import CarriedOut, Expectation, ExpectationList
from app.interventions.queries import read_effects, read_of_case_since
from app.platform.clock import local_date
from app.platform.database import DatabaseRow
from app.signals.keys import KeyRing


async def compare(work: Work, proposal_id: UUID, ring: KeyRing) -> ExpectationList:
    """Set what was expected beside what was seen, for whoever knows the proposal; raises NotFound.

    Interventions belong to what was proposed by their kind: whoever carries something out names no proposal.
    """
    proposal, _ = await read_proposal(work, proposal_id, ring)
    if not proposal.versions:
        return ExpectationList(version=None, items=[])
    version = proposal.versions[-1]
    rows: Sequence[DatabaseRow] | None = None
    effects: Mapping[UUID, list[DatabaseRow]] = {}
    if proposal.case_id in work.actor.cases:
        since = local_date(proposal.submitted_at or proposal.drafted_at)
        kinds = {proposed.kind for proposed in version.content.interventions}
        rows = await read_of_case_since(work, proposal.case_id, kinds, since)
        effects = await read_effects(work, [row.id for row in rows])
    return ExpectationList(
        version=version.number,
        items=[_expectation(proposed, rows, effects) for proposed in version.content.interventions],
    )


def _expectation(
    proposed: ProposedIntervention, rows: Sequence[DatabaseRow] | None, effects: Mapping[UUID, Sequence[DatabaseRow]]
) -> Expectation:
    carried_out = None
    if rows is not None:
        carried_out = [
            _carried_out(proposed, row, effects.get(row.id, ())) for row in rows if row.code == proposed.kind
        ]
    return Expectation(kind=proposed.kind, scale=proposed.scale, expected=proposed.expected, carried_out=carried_out)


def _carried_out(proposed: ProposedIntervention, row: DatabaseRow, effects: Sequence[DatabaseRow]) -> CarriedOut:
    on_scale = [effect for effect in effects if effect.scale == proposed.scale]
    last = max(on_scale, key=lambda effect: (effect.assessed_on, effect.recorded_at, effect.id), default=None)
    return CarriedOut(
        id=row.id,
        status=row.status,
        started_on=row.started_on,
        outcome=None if last is None else last.outcome,
        assessed_on=None if last is None else last.assessed_on,
        as_expected=None if last is None else last.outcome == proposed.expected,
    )
