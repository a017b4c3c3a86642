"""The first two beheerders: somebody must be there to propose, and somebody else to approve."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.appointments.queries import Holder, Kind
from app.access.matrix import Role
from app.access.models import Actor, Appointment
from app.platform.ids import new_id

ENOUGH = 2
"""Two people are needed to appoint a third; from then on they do it among themselves."""

ONE_AT_A_TIME = text("LOCK TABLE appointments IN SHARE ROW EXCLUSIVE MODE")


class NotAppointedError(Exception):
    """The installation may not appoint; the message is one line for the operator."""


async def appoint_first_beheerder(connection: AsyncConnection, holder: Holder, now: datetime) -> int:
    """Appoint a beheerder as the owner of the tables, from now on; return how many there are then.

    Raises NotAppointedError when there are two already, or this subject is a beheerder or a machine client.
    """
    await connection.execute(ONE_AT_A_TIME)
    current = await _beheerders(connection, now)
    if len(current) >= ENOUGH:
        raise NotAppointedError("there are two beheerders already: one of them proposes, the other approves")
    actor_id = await _actor_of(connection, holder, now)
    if actor_id in current:
        raise NotAppointedError("this subject is a beheerder already; the second one is somebody else")
    appointment = {
        "id": new_id(),
        "actor_id": actor_id,
        "role": Role.BEHEERDER,
        "valid_from": now,
        "proposed_at": now,
        "approved_at": now,
    }
    await connection.execute(insert(Appointment).values(**appointment))
    return len(current) + 1


async def _beheerders(connection: AsyncConnection, now: datetime) -> set[UUID]:
    """Return who is a beheerder by an appointment of their own: a loan ends, and would leave nobody."""
    query = select(Appointment.actor_id).where(
        Appointment.role == Role.BEHEERDER,
        Appointment.lent_from.is_(None),
        Appointment.approved_at <= now,
        Appointment.withdrawn_at.is_(None),
        Appointment.valid_from <= now,
        or_(Appointment.valid_until.is_(None), Appointment.valid_until > now),
    )
    return set((await connection.execute(query)).scalars())


async def _actor_of(connection: AsyncConnection, holder: Holder, now: datetime) -> UUID:
    query = select(Actor.id, Actor.kind).where(Actor.issuer == holder.issuer, Actor.subject == holder.subject)
    known = (await connection.execute(query)).one_or_none()
    if known is None:
        actor_id = new_id()
        actor = {"id": actor_id, "issuer": holder.issuer, "subject": holder.subject, "name": holder.name}
        await connection.execute(insert(Actor).values(**actor, kind=Kind.PERSON.value, created_at=now))
        return actor_id
    if known.kind != Kind.PERSON.value:
        raise NotAppointedError("this subject belongs to a machine client")
    found: UUID = known.id
    return found
