"""Persons and places of a case: taken over from its signals without retyping, and encrypted anew under its key."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.picture.assessments import safety_view
from app.cases.picture.models import CaseLocation, CasePerson
from app.cases.picture.queries import (
    read_last_assessments,
    read_location_of_signal,
    read_locations,
    read_person_of_signal,
    read_persons,
)
from app.cases.picture.safety import MOST_PERSONS
from app.cases.picture.schemas import (
    CaseLocationList,
    CaseLocationSubmission,
    CaseLocationView,
    CasePersonList,
    CasePersonSubmission,
    CasePersonView,
)
from app.cases.queries import read_case, read_envelopes, read_signals
from app.cases.sealing import key_of, place_of_location, place_of_person
from app.cases.states import CaseStep
from app.cases.steps import hold, is_first, step_of, tell
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt
from app.platform.ids import SignalId, new_id
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.signals.keys import KeyRing, open_keys
from app.signals.part_views import LocationView, PersonView


async def list_persons(work: Work, case_id: UUID, ring: KeyRing) -> CasePersonList:
    """List the persons of a case of the caller, each with how safe they are; raises NotFound."""
    case = await read_case(work, case_id)
    if case is None:
        raise NotFound
    return CasePersonList(items=await persons_of(work, case, ring))


async def persons_of(work: Work, case: DatabaseRow, ring: KeyRing) -> list[CasePersonView]:
    """List the persons of a case that the caller may read, each with how safe they are."""
    rows, key = await read_persons(work, case.id), key_of(case, ring)
    last = await read_last_assessments(work, [row.id for row in rows])
    return [
        CasePersonView(
            id=row.id,
            signal_id=row.signal_id,
            person=PersonView.model_validate(
                {**orjson.loads(key.decrypt(row.record, place=place_of_person(row.id))), "id": row.person_id}
            ),
            safety=safety_view(work, last[row.id], key, is_last=True) if row.id in last else None,
            added_by=row.added_by_name,
            added_at=row.added_at,
        )
        for row in rows
    ]


async def list_locations(work: Work, case_id: UUID, ring: KeyRing) -> CaseLocationList:
    """List the places of a case of the caller; raises NotFound."""
    case = await read_case(work, case_id)
    if case is None:
        raise NotFound
    return CaseLocationList(items=await locations_of(work, case, ring))


async def locations_of(work: Work, case: DatabaseRow, ring: KeyRing) -> list[CaseLocationView]:
    """List the places of a case that the caller may read."""
    key = key_of(case, ring)
    return [
        CaseLocationView(
            id=row.id,
            signal_id=row.signal_id,
            location=LocationView.model_validate(
                {**orjson.loads(key.decrypt(row.record, place=place_of_location(row.id))), "id": row.location_id}
            ),
            added_by=row.added_by_name,
            added_at=row.added_at,
        )
        for row in await read_locations(work, case.id)
    ]


async def take_person(
    work: Work, case_id: UUID, submission: CasePersonSubmission, attempt: Attempt, ring: KeyRing
) -> CasePersonList:
    """Take a person over from a signal of the case of which the caller has a task on its side.

    Raises NotFound, InvalidInput for another signal or person (or none), and Conflict when the case is closed, full, or
    has the person already.
    """
    case, row_id = await hold(work, case_id), new_id()
    if await is_first(work, attempt, f"case-persons:{case_id}", row_id):
        step_of(work, case, CaseStep.ADD_PERSON)
        await _require_signal(work, case, submission.signal_id)
        source = await read_person_of_signal(work, case, submission.signal_id, submission.person_id)
        if source is None:
            raise InvalidInput.at("/personId", "person", "This is not a person in that part of the signal")
        rows = await read_persons(work, case_id)
        _require_room(rows, already=any(row.person_id == source.id for row in rows))
        plain = await _open(work, case, source, f"persons.record:{source.id}", ring)
        taken = {
            **_taken(work, case, row_id, submission.signal_id),
            "person_id": source.id,
            "involvement": source.involvement,
            "record": key_of(case, ring).encrypt(plain, place=place_of_person(row_id)),
        }
        await insert_all(work.connection, {CasePerson: [taken]})
        await tell(work, CaseStep.ADD_PERSON, case, person=str(row_id))
    return await list_persons(work, case_id, ring)


async def take_location(
    work: Work, case_id: UUID, submission: CaseLocationSubmission, attempt: Attempt, ring: KeyRing
) -> CaseLocationList:
    """Take a place over from a signal of the case of which the caller has a task on its side.

    Raises NotFound, InvalidInput for another signal or place (or none), and Conflict when the case is closed, full, or
    has the place already.
    """
    case, row_id = await hold(work, case_id), new_id()
    if await is_first(work, attempt, f"case-locations:{case_id}", row_id):
        step_of(work, case, CaseStep.ADD_LOCATION)
        await _require_signal(work, case, submission.signal_id)
        source = await read_location_of_signal(work, case, submission.signal_id, submission.location_id)
        if source is None:
            raise InvalidInput.at("/locationId", "location", "This is not a place in that part of the signal")
        rows = await read_locations(work, case_id)
        _require_room(rows, already=any(row.location_id == source.id for row in rows))
        plain = await _open(work, case, source, f"locations.record:{source.id}", ring)
        taken = {
            **_taken(work, case, row_id, submission.signal_id),
            "location_id": source.id,
            "kind": source.kind,
            "record": key_of(case, ring).encrypt(plain, place=place_of_location(row_id)),
        }
        await insert_all(work.connection, {CaseLocation: [taken]})
        await tell(work, CaseStep.ADD_LOCATION, case, location=str(row_id))
    return await list_locations(work, case_id, ring)


async def _require_signal(work: Work, case: DatabaseRow, signal_id: UUID) -> None:
    """Raise InvalidInput unless a signal is in the case, and the caller has a task of it on the side of the case."""
    side = Compartment(case.compartment)
    in_case = any(row.signal_id == signal_id for row in await read_signals(work, case.id))
    if not in_case or not await read_envelopes(work, [signal_id], side, None, work.actor.desks[side]):
        raise InvalidInput.at("/signalId", "signal", "This is not a signal of this case of which you have a task")


def _require_room(rows: Sequence[DatabaseRow], *, already: bool) -> None:
    if already:
        raise Conflict("This is in the case already.")
    if len(rows) >= MOST_PERSONS:
        raise Conflict(f"This case has {MOST_PERSONS} of these already.")


async def _open(work: Work, case: DatabaseRow, source: DatabaseRow, place: str, ring: KeyRing) -> bytes:
    """Decrypt a record of a signal; raises Conflict when it was erased with its key."""
    key = (await open_keys(work.connection, SignalId(source.signal_id), ring)).get(Compartment(case.compartment))
    if key is None:
        raise Conflict("This was erased.")
    return key.decrypt(source.record, place=place)


def _taken(work: Work, case: DatabaseRow, row_id: UUID, signal_id: UUID) -> dict[str, object]:
    return {
        "id": row_id,
        "case_id": case.id,
        "compartment": case.compartment,
        "signal_id": signal_id,
        "added_by": work.actor.actor_id,
        "added_by_name": work.actor.name,
        "added_at": work.now,
    }
