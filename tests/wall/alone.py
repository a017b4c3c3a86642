"""Somebody for each role who holds no other: what another role gives as well is missed by nobody else."""

from uuid import uuid5

from tests.wall.holding import counts
from tests.wall.model import HOUR, ISSUER, ROLES, World


def let_roles_be_held_alone(world: World) -> None:
    """Appoint somebody new to each role that nobody holds in full and alone; called when all else is there."""
    for role in ROLES:
        if not _is_held_alone(world, role):
            _appoint_somebody_new(world, role)


def _is_held_alone(world: World, role: str) -> bool:
    counting = [row for row in world.rows("appointments") if counts(row, world.now)]
    full = [row for row in counting if row["role"] == role and row["scopes"] is row["lent_from"] is None]
    return any({row["role"] for row in counting if row["actor_id"] == one["actor_id"]} == {role} for one in full)


def _appoint_somebody_new(world: World, role: str) -> None:
    """Appoint somebody as the first who holds the role is, who was appointed beyond doubt."""
    like = next(row for row in world.rows("appointments") if row["role"] == role)
    kind = "client" if role == "system" else "person"
    actor = {"id": uuid5(like["id"], "alone"), "subject": f"only-{role}", "name": f"Only {role}", "kind": kind}
    world.add("actors", **actor, issuer=ISSUER, created_at=world.now - 90 * HOUR)
    given = {"id": uuid5(like["id"], "of nobody else"), "actor_id": actor["id"], "scopes": None}
    world.add("appointments", **{**like, **given, "lent_from": None, "proposed_by": None})
