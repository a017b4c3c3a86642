"""Whether what the tests have by hand of the matrix notices a mutant: its reaches, its scopes, its roles by routes."""

import dataclasses
from uuid import uuid4

from app.access.matrix import MATRIX, Scope
from scripts.wall.mutants import Mutant
from tests.access.permitted import DESIGN, PERMITTED, persona_of
from tests.access.requests import BODIES, QUERIES
from tests.world import World as Service

HAND_WRITTEN = {
    (role, side, reach)
    for role, (_, care, security) in DESIGN.items()
    for side, cell in (("care", care), ("security", security))
    for reach in cell
}
"""The matrix as the tests have it from the design."""


async def table_of_routes_notices(service: Service, mutant: Mutant) -> bool:
    """Tell whether the table of roles by routes notices that a role lost or won an action."""
    async with service.as_superuser() as connection:
        await connection.execute(mutant.sql)
        try:
            for name, roles in PERMITTED.items():
                (role,) = (role for role in MATRIX if role == mutant.role)
                method, path = name.split(" /v1")
                target = path.replace("{id}", str(uuid4())).replace("{name}", "exploitation-form")
                target += QUERIES.get(name, "")
                answer = await service.call(persona_of(role), method, target, json=BODIES.get(name))
                if (answer.status_code == 403) == (role in roles):
                    return True
            return False
        finally:
            await connection.execute("DELETE FROM role_actions")
            rows = [(str(role), str(action)) for role, row in MATRIX.items() for action in row.actions]
            await connection.copy_records_to_table("role_actions", records=rows)


def hand_written_matrix_notices(mutant: Mutant) -> bool:
    """Tell whether the matrix that the tests have from the design notices a change of a reach."""
    role, side, reach = mutant.name.split(":")[0].split(" ")
    return ("removed" in mutant.kind) == ((role, side, reach) in HAND_WRITTEN)


def scopes_noticed() -> tuple[int, int]:
    """Give each role each other scope; tell how many of those changes the hand-written matrix notices."""
    changed = [
        dataclasses.replace(row, scope=scope).scope != DESIGN[role][0]
        for role, row in MATRIX.items()
        for scope in Scope
        if scope is not row.scope
    ]
    return sum(changed), len(changed)
