"""What is shared is named with the proposal: whoever approves has seen all of it, whatever is sent past the API."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from tests.sharing.decisions import APPROVER, PROPOSER, propose, signal_to_share
from tests.world import World

NAME = """
INSERT INTO shared_items (id, decision_id, compartment, kind, item_id, content)
SELECT gen_random_uuid(), decision_id, compartment, 'person', gen_random_uuid(), content
FROM shared_items WHERE decision_id = $1
"""


@pytest.mark.parametrize("approved", [False, True], ids=["before the approval", "after the approval"])
async def test_nothing_is_named_after_the_proposal(world: World, approved: bool) -> None:
    decision = await propose(world, await signal_to_share(world))
    if approved:
        assert (await world.call(APPROVER, "POST", f"/sharing-decisions/{decision['id']}/approval")).status_code == 200
    world.clock.advance(timedelta(minutes=1))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with world.as_api(PROPOSER) as connection:
            await connection.execute(NAME, UUID(decision["id"]))
    assert len((await world.get(PROPOSER, f"/sharing-decisions/{decision['id']}"))["items"]) == 1
