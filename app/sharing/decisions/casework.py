"""What a case has, as items of a sharing decision: taken as it stands from the case that the decision comes from."""

from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import exists, select

from app.access.gate import Work
from app.cases import sealing
from app.cases.models import CaseNote, CaseSignal
from app.cases.picture.models import CaseLocation, CasePerson, SafetyAssessment
from app.cases.proposals.models import DspProposal, DspProposalVersion
from app.cases.proposals.sealing import key_of, place_of_version
from app.interventions.models import Intervention
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.sharing.decisions.deeds import read_interventions
from app.sharing.decisions.kinds import Found, ItemKind, Named
from app.signals.keys import KeyRing


async def read_casework(work: Work, case: DatabaseRow, signal_id: UUID, named: Named, ring: KeyRing) -> Found:
    """Decrypt the named items of a case of the caller; of a case that the signal is not in there are none."""
    if not await _has_signal(work, case, signal_id):
        return {}
    key = sealing.key_of(case, ring)
    return {
        **await read_interventions(work, Intervention.case_id == case.id, key, named[ItemKind.INTERVENTION]),
        **await _persons(work, case, key, named[ItemKind.PERSON]),
        **await _locations(work, case, key, named[ItemKind.LOCATION]),
        **await _notes(work, case, key, named[ItemKind.CASE_NOTE]),
        **await _assessments(work, case, key, named[ItemKind.SAFETY_ASSESSMENT]),
        **await _proposals(work, case, ring, named[ItemKind.DSP_PROPOSAL]),
    }


async def _has_signal(work: Work, case: DatabaseRow, signal_id: UUID) -> bool:
    in_case = exists().where(CaseSignal.case_id == case.id, CaseSignal.signal_id == signal_id)
    return bool((await work.connection.execute(select(in_case))).scalar_one())


async def _persons(work: Work, case: DatabaseRow, key: DataKey, ids: Collection[UUID]) -> Found:
    """Somebody of the case is named by the id that they have in their signal, as everywhere."""
    query = select(CasePerson.id, CasePerson.person_id, CasePerson.record).where(
        CasePerson.case_id == case.id, CasePerson.person_id.in_(ids)
    )
    return {
        (ItemKind.PERSON, row.person_id): _record(key, row.record, sealing.place_of_person(row.id), row.person_id)
        for row in await work.connection.execute(query)
    }


async def _locations(work: Work, case: DatabaseRow, key: DataKey, ids: Collection[UUID]) -> Found:
    query = select(CaseLocation.id, CaseLocation.location_id, CaseLocation.record).where(
        CaseLocation.case_id == case.id, CaseLocation.location_id.in_(ids)
    )
    return {
        (ItemKind.LOCATION, row.location_id): _record(
            key, row.record, sealing.place_of_location(row.id), row.location_id
        )
        for row in await work.connection.execute(query)
    }


def _record(key: DataKey, sealed: bytes, place: str, record_id: UUID) -> dict[str, object]:
    return {**orjson.loads(key.decrypt(sealed, place=place)), "id": str(record_id)}


async def _notes(work: Work, case: DatabaseRow, key: DataKey, ids: Collection[UUID]) -> Found:
    query = select(CaseNote.id, CaseNote.content, CaseNote.written_at).where(
        CaseNote.case_id == case.id, CaseNote.id.in_(ids)
    )
    return {
        (ItemKind.CASE_NOTE, row.id): {
            "text": key.decrypt(row.content, place=sealing.place_of_note(row.id)).decode(),
            "writtenAt": row.written_at,
        }
        for row in await work.connection.execute(query)
    }


async def _assessments(work: Work, case: DatabaseRow, key: DataKey, ids: Collection[UUID]) -> Found:
    """How safe somebody is, with the id by which that person is an item of their own."""
    query = (
        select(*SafetyAssessment.__table__.columns, CasePerson.person_id.label("person"))
        .join(CasePerson, CasePerson.id == SafetyAssessment.person_id)
        .where(SafetyAssessment.case_id == case.id, SafetyAssessment.id.in_(ids))
    )
    return {
        (ItemKind.SAFETY_ASSESSMENT, row.id): {
            "person": str(row.person),
            "risk": row.risk,
            "safePlace": row.safe_place,
            "contact": row.contact,
            "shelter": row.shelter,
            "holdsUntil": row.holds_until,
            "text": key.decrypt(row.content, place=sealing.place_of_assessment(row.id)).decode(),
            "assessedAt": row.assessed_at,
        }
        for row in await work.connection.execute(query)
    }


async def _proposals(work: Work, case: DatabaseRow, ring: KeyRing, ids: Collection[UUID]) -> Found:
    """What the last version of a proposal says, and how far it has come."""
    query = (
        select(*DspProposal.__table__.columns, DspProposalVersion.id.label("version_id"), DspProposalVersion.content)
        .join(
            DspProposalVersion,
            (DspProposalVersion.proposal_id == DspProposal.id) & (DspProposalVersion.number == DspProposal.number),
        )
        .where(DspProposal.case_id == case.id, DspProposal.id.in_(ids))
    )
    return {
        (ItemKind.DSP_PROPOSAL, row.id): {
            **orjson.loads(key_of(row, ring).decrypt(row.content, place=place_of_version(row.version_id))),
            "status": row.status,
        }
        for row in await work.connection.execute(query)
    }
