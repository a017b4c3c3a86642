"""Writes the permission matrix into the database, where the policies go by it."""

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.matrix import database_actions, database_rows
from app.access.models import RoleAction, RoleRight


async def load_matrix(connection: AsyncConnection) -> None:
    """Make `role_rights` and `role_actions` what `app/access/matrix.py` says, as the owner of the tables."""
    rights = database_rows()
    cells = [(role, compartment, reach) for role, compartment, reach, _ in rights]
    await connection.execute(
        delete(RoleRight).where(tuple_(RoleRight.role, RoleRight.compartment, RoleRight.reach).not_in(cells))
    )
    added = insert(RoleRight)
    await connection.execute(
        added.on_conflict_do_update(
            index_elements=["role", "compartment", "reach"], set_={"desk_kind": added.excluded.desk_kind}
        ),
        [dict(zip(("role", "compartment", "reach", "desk_kind"), row, strict=True)) for row in rights],
    )
    actions = database_actions()
    await connection.execute(delete(RoleAction).where(tuple_(RoleAction.role, RoleAction.action).not_in(actions)))
    await connection.execute(
        insert(RoleAction).on_conflict_do_nothing(),
        [{"role": role, "action": action} for role, action in actions],
    )
