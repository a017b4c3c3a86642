"""Nobody of the DSP decides on a proposal of which they drafted, wrote or submitted any part."""

import asyncpg
import pytest

from tests.cases.casework import DSP, DSP_DESK, RIEC, done, joined, opened, refused
from tests.cases.proposing import PROPOSED
from tests.triage.desk import actor_id
from tests.world import World

SECOND = "somebody-else-at-the-dsp"
DECISIONS = (
    {"decision": "accept", "reason": "feasible", "text": "Akkoord."},
    {"decision": "amend", "reason": "partner_missing", "text": "Betrek de Arbeidsinspectie."},
    {"decision": "refuse", "reason": "no_capacity", "text": "Dit kan nu niet."},
)
DECIDE = """
UPDATE dsp_proposals SET status = $2, decided_at = CASE $2 WHEN 'returned' THEN NULL ELSE access.moment() END,
  changed_by = access.actor(), changed_at = access.moment() WHERE id = $1::uuid
"""
STATUS_OF = {"accept": "accepted", "amend": "returned", "refuse": "refused"}


@pytest.fixture
async def case(world: World) -> str:
    """A case that somebody of the DSP leads, with the RIEC; the DSP has a second person."""
    await world.appoint(SECOND, "dsp", district="de_baronie")
    made = str((await opened(world, DSP, DSP_DESK))["id"])
    await joined(world, made, RIEC, by=DSP)
    return made


async def drafted(world: World, case: str, persona: str) -> str:
    """Draft a proposal; return its path."""
    return f"/dsp-proposals/{(await done(world, persona, f'/cases/{case}/dsp-proposals', PROPOSED, 201))['id']}"


async def written(world: World, path: str, persona: str) -> None:
    """Write another version of a proposal."""
    await done(world, persona, f"{path}/versions", PROPOSED, 201)


async def hold_back(world: World, path: str, persona: str = DSP) -> None:
    """Expect that each decision of somebody on a proposal is refused, by the API as by PostgreSQL."""
    for body in DECISIONS:
        assert "somebody else of the DSP" in await refused(world, persona, f"{path}/decision", body)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="on what others drafted"):
            async with world.as_api(persona) as connection:
                await connection.execute(DECIDE, path.rsplit("/", 1)[-1], STATUS_OF[body["decision"]])


async def test_who_drafted_a_proposal_does_not_decide_on_what_another_submitted(world: World, case: str) -> None:
    path = await drafted(world, case, DSP)
    await done(world, RIEC, f"{path}/submission")
    await hold_back(world, path)
    assert (await done(world, SECOND, f"{path}/decision", DECISIONS[0]))["status"] == "accepted"


async def test_who_wrote_a_version_that_another_took_over_does_not_decide(world: World, case: str) -> None:
    path = await drafted(world, case, RIEC)
    await written(world, path, DSP)
    await written(world, path, RIEC)
    await done(world, RIEC, f"{path}/submission")
    await hold_back(world, path)
    assert (await done(world, SECOND, f"{path}/decision", DECISIONS[2]))["status"] == "refused"


async def test_who_submitted_it_before_it_was_given_back_does_not_decide(world: World, case: str) -> None:
    path = await drafted(world, case, RIEC)
    await done(world, DSP, f"{path}/submission")
    await hold_back(world, path)
    await done(world, SECOND, f"{path}/decision", DECISIONS[1])
    await written(world, path, RIEC)
    await done(world, RIEC, f"{path}/submission")
    await hold_back(world, path)
    assert (await done(world, SECOND, f"{path}/decision", DECISIONS[0]))["status"] == "accepted"


async def test_who_left_the_case_and_reads_their_version_no_more_does_not_decide_either(
    world: World, case: str
) -> None:
    path = await drafted(world, case, RIEC)
    await written(world, path, DSP)
    await written(world, path, RIEC)
    await done(world, RIEC, f"{path}/submission")
    await joined(world, case, SECOND, by=DSP)
    await done(world, DSP, f"/cases/{case}/lead", {"actorId": await actor_id(world, SECOND)})
    members = (await world.get(SECOND, f"/cases/{case}"))["members"]
    left = next(one["id"] for one in members if one["name"] == DSP)
    await done(world, SECOND, f"/case-members/{left}/removal")
    shown = await world.get(DSP, path)
    assert [one["number"] for one in shown["versions"]] == [3]
    await hold_back(world, path)
    assert (await done(world, SECOND, f"{path}/decision", DECISIONS[0]))["status"] == "accepted"
