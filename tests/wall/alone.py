"""Somebody for each role who holds no other: what another role gives as well is missed by nobody else."""

from uuid import UUID, uuid5

from tests.wall.holding import counts
from tests.wall.model import HOUR, ISSUER, ROLES, World


def let_roles_be_held_alone(world: World) -> None:
    """Appoint somebody new to each role that nobody holds in full and alone; called when all else is there."""
    for role in ROLES:
        if not _is_held_alone(world, role):
            appoint_somebody_new(world, role, "only")


def _is_held_alone(world: World, role: str) -> bool:
    counting = [row for row in world.rows("appointments") if counts(row, world.now)]
    full = [row for row in counting if row["role"] == role and row["scopes"] is row["lent_from"] is None]
    return any({row["role"] for row in counting if row["actor_id"] == one["actor_id"]} == {role} for one in full)


def appoint_somebody_new(world: World, role: str, why: str) -> UUID:
    """Appoint somebody who holds nothing else, as the first who holds the role is: beyond doubt. Returns who."""
    like = next(row for row in world.rows("appointments") if row["role"] == role)
    actor, kind = uuid5(like["id"], f"{why} actor"), "client" if role == "system" else "person"
    named = {"subject": f"{why}-{role}", "name": f"{why} {role}", "kind": kind}
    world.add("actors", id=actor, **named, issuer=ISSUER, created_at=world.now - 90 * HOUR)
    given = {"id": uuid5(like["id"], why), "actor_id": actor, "scopes": None}
    world.add("appointments", **{**like, **given, "lent_from": None, "proposed_by": None})
    return actor
