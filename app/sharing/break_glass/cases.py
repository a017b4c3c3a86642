"""What is read of a case through broken glass, by who is no member of it."""

from uuid import UUID

from sqlalchemy import select, text

from app.access.gate import Work
from app.cases.picture.persons import locations_of, persons_of
from app.cases.picture.schemas import CaseLocationView, CasePersonView, SafetyView
from app.cases.sealing import key_of, place_of_title
from app.platform.problems import NotFound
from app.sharing.break_glass.schemas import (
    OpenedCaseView,
    OpenedLocationView,
    OpenedPersonView,
    OpenedSafetyView,
)
from app.sharing.models import BreakGlassSession
from app.signals.keys import KeyRing

OPENED = text("SELECT * FROM access.opened_case(:case_id)")


async def read_opened(work: Work, session_id: UUID, ring: KeyRing) -> OpenedCaseView:
    """Return who and what the case of a session is about, and none of its members, as long as that session lasts.

    Raises NotFound for a session of somebody else, of a signal, or that is over, and when the actor may not break glass
    in the district of the case any more.
    """
    session = BreakGlassSession
    mine = select(session.case_id).where(
        session.id == session_id,
        session.actor_id == work.actor.actor_id,
        session.case_id.in_(sorted(work.actor.opened_cases)),
        session.opened_at <= work.now,
        session.ends_at > work.now,
    )
    case_id = (await work.connection.execute(mine)).scalar_one_or_none()
    case = (await work.connection.execute(OPENED, {"case_id": case_id})).one_or_none()
    if case is None:
        raise NotFound
    return OpenedCaseView(
        id=case.id,
        reference=case.reference,
        compartment=case.compartment,
        district=case.district_id,
        desk=case.desk_id,
        title=key_of(case, ring).decrypt(case.title, place=place_of_title(case.id)).decode(),
        exploitation_forms=case.exploitation_forms,
        status=case.status,
        outcome=case.outcome,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        persons=[_opened_person(view) for view in await persons_of(work, case, ring)],
        locations=[_opened_location(view) for view in await locations_of(work, case, ring)],
    )


def _opened_person(view: CasePersonView) -> OpenedPersonView:
    return OpenedPersonView(
        id=view.id,
        signal_id=view.signal_id,
        person=view.person,
        safety=None if view.safety is None else _opened_safety(view.safety),
        added_at=view.added_at,
    )


def _opened_safety(view: SafetyView) -> OpenedSafetyView:
    return OpenedSafetyView(
        id=view.id,
        risk=view.risk,
        safe_place=view.safe_place,
        contact=view.contact,
        shelter=view.shelter,
        holds_until=view.holds_until,
        holds=view.holds,
        text=view.text,
        assessed_at=view.assessed_at,
    )


def _opened_location(view: CaseLocationView) -> OpenedLocationView:
    return OpenedLocationView(id=view.id, signal_id=view.signal_id, location=view.location, added_at=view.added_at)
