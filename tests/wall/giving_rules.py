"""Who decides on what is shared from a side: written from the design, importing nothing of the service."""

from datetime import datetime
from uuid import UUID

from tests.wall.holding import SHARES, desk_of, held
from tests.wall.model import Row, World


def decides_on(world: World, actor: UUID, now: datetime, decision: Row) -> bool:
    """The giving side: a role that shares, with a task of the signal at its desk on the side that is shared."""
    desks = {
        desk_of(appointment)
        for appointment in held(world, actor, now)
        if SHARES.get(appointment["role"]) == decision["compartment"]
    }
    return any(
        task["signal_id"] == decision["signal_id"]
        and task["track"] == decision["compartment"]
        and task["desk_id"] in desks
        for task in world.rows("tasks")
    )
