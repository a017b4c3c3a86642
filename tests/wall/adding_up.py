"""People whose two roles must not add up to more than each gives: an area of the one, and an action of the other."""

from uuid import uuid5

from tests.wall.alone import appoint_somebody_new
from tests.wall.model import World

ADD_UP = (("auditor", "districtelijk_coordinator"), ("bestuurlijk_trekker", "districtelijk_coordinator"))
"""A role for the region, and one for a district that is let do more."""


def let_roles_add_up(world: World) -> None:
    """Appoint somebody new to both of two roles and to nothing else; called when all else is there."""
    for role, other in ADD_UP:
        actor = appoint_somebody_new(world, role, f"with-{other}")
        like = next(row for row in world.rows("appointments") if row["role"] == other)
        given = {"id": uuid5(actor, other), "actor_id": actor, "scopes": None, "lent_from": None, "proposed_by": None}
        world.add("appointments", **{**like, **given})
