"""What a case has, as items of a sharing decision: taken as it stands from the case that the decision comes from."""

from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.access.gate import Work
from app.cases import sealing
from app.cases.models import CaseNote, CaseSignal
from app.cases.picture.models import CasePerson
from app.cases.picture.queries import read_last_assessments
from app.cases.proposals.models import DspProposal, DspProposalStep, DspProposalVersion
from app.cases.proposals.sealing import key_of, place_of_version
from app.cases.proposals.states import ProposalStep
from app.interventions.models import Intervention
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.sharing.decisions.deeds import read_interventions
from app.sharing.decisions.kinds import Found, ItemKind, Named
from app.signals.keys import KeyRing


async def read_casework(work: Work, case: DatabaseRow, signal_id: UUID, named: Named, ring: KeyRing) -> Found:
    """Decrypt the named items of a case of the caller; of a case that the signal is not in there are none.

    Notes and assessments are those that count now, so that nobody acts on what the case itself has put right; how safe
    somebody is goes by the forms and desks of the signal that told of them. Proposals say what the DSP was told.
    """
    if not await _has_signal(work, case, signal_id):
        return {}
    key = sealing.key_of(case, ring)
    return {
        **await read_interventions(work, Intervention.case_id == case.id, key, named[ItemKind.INTERVENTION]),
        **await _notes(work, case, key, named[ItemKind.CASE_NOTE]),
        **await _assessments(work, signal_id, case, key, named[ItemKind.SAFETY_ASSESSMENT]),
        **await _proposals(work, case, ring, named[ItemKind.DSP_PROPOSAL]),
    }


async def _has_signal(work: Work, case: DatabaseRow, signal_id: UUID) -> bool:
    in_case = exists().where(CaseSignal.case_id == case.id, CaseSignal.signal_id == signal_id)
    return bool((await work.connection.execute(select(in_case))).scalar_one())


async def _notes(work: Work, case: DatabaseRow, key: DataKey, ids: Collection[UUID]) -> Found:
    later = aliased(CaseNote)
    query = select(CaseNote.id, CaseNote.content, CaseNote.written_at).where(
        CaseNote.case_id == case.id, CaseNote.id.in_(ids), ~exists().where(later.supersedes == CaseNote.id)
    )
    return {
        (ItemKind.CASE_NOTE, row.id): {
            "text": key.decrypt(row.content, place=sealing.place_of_note(row.id)).decode(),
            "writtenAt": row.written_at,
        }
        for row in await work.connection.execute(query)
    }


async def _assessments(work: Work, signal_id: UUID, case: DatabaseRow, key: DataKey, ids: Collection[UUID]) -> Found:
    """How safe persons of a signal are, by what was assessed last, each with the id by which they are items too."""
    if not ids:
        return {}
    query = select(CasePerson.id, CasePerson.person_id).where(
        CasePerson.case_id == case.id, CasePerson.signal_id == signal_id
    )
    persons = {row.id: row.person_id for row in await work.connection.execute(query)}
    return {
        (ItemKind.SAFETY_ASSESSMENT, row.id): {
            "person": str(persons[row.person_id]),
            "risk": row.risk,
            "safePlace": row.safe_place,
            "contact": row.contact,
            "shelter": row.shelter,
            "holdsUntil": row.holds_until,
            "text": key.decrypt(row.content, place=sealing.place_of_assessment(row.id)).decode(),
            "assessedAt": row.assessed_at,
        }
        for row in (await read_last_assessments(work, persons)).values()
        if row.id in ids
    }


async def _proposals(work: Work, case: DatabaseRow, ring: KeyRing, ids: Collection[UUID]) -> Found:
    """What proposals said when they were last submitted, and how far they came with that."""
    submitted = select(func.max(DspProposalStep.number)).where(
        DspProposalStep.proposal_id == DspProposal.id, DspProposalStep.step == ProposalStep.SUBMIT
    )
    reached = (
        select(DspProposalStep.status)
        .where(
            DspProposalStep.proposal_id == DspProposalVersion.proposal_id,
            DspProposalStep.number == DspProposalVersion.number,
        )
        .order_by(DspProposalStep.taken_at.desc(), DspProposalStep.id.desc())
        .limit(1)
        .correlate(DspProposalVersion)
    )
    query = (
        select(
            *(DspProposal.__table__.columns[name] for name in ("id", "compartment", "wrapped_key")),
            DspProposalVersion.id.label("version_id"),
            DspProposalVersion.content,
            reached.scalar_subquery().label("status"),
        )
        .join(DspProposalVersion, DspProposalVersion.proposal_id == DspProposal.id)
        .where(
            DspProposal.case_id == case.id,
            DspProposal.id.in_(ids),
            DspProposalVersion.number == submitted.correlate(DspProposal).scalar_subquery(),
        )
    )
    return {
        (ItemKind.DSP_PROPOSAL, row.id): {
            **orjson.loads(key_of(row, ring).decrypt(row.content, place=place_of_version(row.version_id))),
            "status": row.status,
        }
        for row in await work.connection.execute(query)
    }
