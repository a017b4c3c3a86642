"""What an actor may do right now: read from the database in the first statement of each transaction.

The same statement sets the actor context that row-level security goes by, for this transaction only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.matrix import Action, Compartment
from app.access.tokens import Identity
from app.platform.database import fetch
from app.platform.ids import ActorId
from app.platform.problems import Forbidden

BEGIN = "SELECT access.begin($1, $2, $3)"
KNOWN_ACTIONS = frozenset(Action)


Desks = Mapping[Compartment, tuple[str, ...]]
"""Desks of an actor, by the side of the wall that they are for."""


@dataclass(frozen=True, slots=True)
class Grants:
    """An actor with all that the valid appointments give."""

    actor_id: ActorId
    name: str
    appointments: tuple[UUID, ...]
    """Those that are valid now, by their ids."""
    actions: frozenset[Action]
    submits_for: frozenset[str]
    desks: Desks
    """Where the actor reads and works off tasks."""
    sharing_desks: Desks
    """Which of them decide on sharing what is on their side."""
    bridges: Desks
    """Which of them are told of matches on the other side."""
    breaks_glass_in: frozenset[str]
    oversees: frozenset[str]
    """The districts in which the actor sees that others break glass."""
    opened: frozenset[UUID]
    """The signals that the actor has broken glass for within the hour."""
    cases: frozenset[UUID]
    """The cases of which the actor is a member now."""
    opened_cases: frozenset[UUID]
    """The cases that the actor has broken glass for within the hour, which makes them no cases of the actor's."""

    @property
    def all_desks(self) -> tuple[str, ...]:
        """Every desk this actor works at, on either side."""
        return tuple(sorted({desk for desks in self.desks.values() for desk in desks}))

    @property
    def held(self) -> tuple[object, ...]:
        """Return what all the rest follows from: who it is, by which appointments, and what was opened to them."""
        return self.actor_id, frozenset(self.appointments), self.opened, self.cases, self.opened_cases

    def require(self, action: Action) -> None:
        """Raise Forbidden unless some appointment gives the action."""
        if action not in self.actions:
            raise Forbidden(f"None of your appointments gives the right {action}.")


async def enter(connection: AsyncConnection, identity: Identity, now: datetime) -> Grants:
    """Set the actor context of this transaction and return the actor's grants.

    Raises Forbidden for an identity that is not an actor, or an actor without a valid appointment.
    """
    ((found,),) = await fetch(connection, BEGIN, identity.issuer, identity.subject, now)
    if found is None:
        raise Forbidden("You have no valid appointment in Signaalbrug; ask the beheerder of your organisation.")
    return Grants(
        actor_id=ActorId(UUID(found["actor"])),
        name=found["name"],
        appointments=tuple(UUID(appointment_id) for appointment_id in found["appointments"]),
        # A database that a newer version has been installed on may know actions that this one does not.
        actions=frozenset(Action(name) for name in found["actions"] if name in KNOWN_ACTIONS),
        submits_for=frozenset(found["submitsFor"]),
        desks=_desks(found["desks"]),
        sharing_desks=_desks(found["sharingDesks"]),
        bridges=_desks(found["bridges"]),
        breaks_glass_in=frozenset(found["breaksGlassIn"]),
        oversees=frozenset(found["oversees"]),
        opened=frozenset(UUID(signal_id) for signal_id in found["opened"]),
        cases=frozenset(UUID(case_id) for case_id in found["cases"]),
        opened_cases=frozenset(UUID(case_id) for case_id in found["openedCases"]),
    )


def _desks(found: Mapping[str, list[str]]) -> Desks:
    """Name each desk once, whichever appointments give it."""
    return {compartment: tuple(dict.fromkeys(found[compartment])) for compartment in Compartment}
