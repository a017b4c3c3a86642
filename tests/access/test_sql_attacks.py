"""What somebody could try who has the API's login, or a hole in the service, to get past the wall."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.bodies import signal_aimed_at_both, victim_signal
from tests.world import World

REFUSED = asyncpg.InsufficientPrivilegeError

STATEMENTS = [
    "DELETE FROM signals",
    "DELETE FROM tasks",
    "DELETE FROM events",
    "TRUNCATE events",
    "UPDATE signals SET municipality_code = 'GM0758'",
    "UPDATE signal_parts SET compartment = 'care'",
    "UPDATE events SET data = '{}'",
    "UPDATE tasks SET desk_id = 'zorgcoordinator.de_baronie'",
    "UPDATE tasks SET track = 'care'",
    "UPDATE tasks SET signal_id = gen_random_uuid()",
    "UPDATE routing_tables SET status = 'retired'",
    "INSERT INTO role_rights VALUES ('dsp', 'care', 'desk', 'zorgcoordinator')",
    "UPDATE role_rights SET reach = 'desk'",
    "INSERT INTO desks (id, kind, name) VALUES ('x', 'avim', 'x')",
    "SELECT * FROM identity_tokens",
    "SELECT * FROM identity_lookups",
    "SELECT * FROM search_tokens",
    "DELETE FROM task_searches",
    "INSERT INTO task_searches VALUES (gen_random_uuid(), access.actor(), access.moment(), 'person')",
    "UPDATE tasks SET claimed_until = NULL",
    "UPDATE saved_views SET actor_id = gen_random_uuid()",
    "SELECT access.desk_until(access.actor(), 'avim', 'security', access.moment())",
    "UPDATE appointments SET role = 'avim'",
    "DELETE FROM appointments",
    "INSERT INTO actors VALUES (gen_random_uuid(), 'x', 'x', 'x', now())",
    "INSERT INTO appointments (id, actor_id, role) VALUES (gen_random_uuid(), gen_random_uuid(), 'avim')",
    "SET ROLE signaalbrug_owner",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER TABLE signals DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE signals NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY signals_read ON signals",
    "CREATE POLICY all_of_it ON signals USING (true)",
    "CREATE TABLE public.copy AS SELECT 1",
    "CREATE FUNCTION access.care_desks2() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION access.actor() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'",
    "COPY signals TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/out'",
    "SELECT pg_read_file('/etc/hostname')",
    "ALTER ROLE signaalbrug_api BYPASSRLS",
    "CREATE TEMPORARY TABLE aside AS SELECT 1",
    "SELECT lo_from_bytea(0, 'x')",
]


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_the_login_of_the_api_may_not(shared_world: World, statement: str) -> None:
    async with shared_world.as_api("aandachtsfunctionaris.breda") as connection:
        with pytest.raises(REFUSED):
            await connection.execute(statement)


async def test_turning_row_security_off_shows_no_rows_but_fails(shared_world: World) -> None:
    async with shared_world.as_api("aandachtsfunctionaris.breda") as connection:
        await connection.execute("SET LOCAL row_security = off")
        with pytest.raises(REFUSED, match="row-level security"):
            await connection.fetch("SELECT * FROM signals")


async def test_a_function_with_a_side_effect_sees_no_row_of_the_other_side(world: World) -> None:
    await world.submit("aandachtsfunctionaris.breda", signal_aimed_at_both())
    async with world.as_api("zorgcoordinator.de-baronie") as connection:
        rows = await connection.fetch(
            "SELECT compartment FROM signal_parts WHERE length(compartment) > 0 OR 1 / (length(compartment) - 8) > 0"
        )
        assert [row["compartment"] for row in rows] == ["care"]


async def test_a_signal_cannot_be_planted_in_another_municipality(world: World) -> None:
    await world.submit("aandachtsfunctionaris.breda", victim_signal())
    async with world.as_api("aandachtsfunctionaris.goes") as connection:
        with pytest.raises(REFUSED, match="row-level security"):
            await connection.execute(
                "INSERT INTO signals VALUES ($1, 'ZWB-2026-000000', 'GM0758', 'de_baronie', '{sexual}', false, "
                "'2026-11-01', NULL, now())",
                uuid4(),
            )


@pytest.mark.parametrize(
    ("actor", "moment", "delivered"),
    [
        ("gen_random_uuid()", "access.moment()", "NULL"),
        ("access.actor()", "access.moment() - interval '1 second'", "NULL"),
        ("access.actor()", "access.moment()", "access.moment()"),
    ],
)
async def test_an_event_is_told_by_who_does_it_when_they_do_and_is_not_delivered_by_them(
    world: World, actor: str, moment: str, delivered: str
) -> None:
    made = await world.submit("aandachtsfunctionaris.breda", victim_signal())
    event = (
        "INSERT INTO events (id, type, occurred_at, actor_id, signal_id, municipality_code, subject_id, data, "
        "delivered_at) VALUES (gen_random_uuid(), 'signal.received', {}, {}, $1, 'GM0758', $1, '{{}}', {})"
    )
    async with world.as_api("aandachtsfunctionaris.breda") as connection:
        honest = event.format("access.moment()", "access.actor()", "NULL")
        assert await connection.execute(honest, UUID(made["id"])) == "INSERT 0 1"
        with pytest.raises(REFUSED, match="row-level security"):
            await connection.execute(event.format(moment, actor, delivered), UUID(made["id"]))


async def test_no_event_is_planted_on_what_is_not_ones_own(world: World) -> None:
    made = await world.submit("aandachtsfunctionaris.breda", signal_aimed_at_both())
    async with world.as_superuser() as connection:
        task = await connection.fetchval("SELECT id FROM tasks WHERE track = 'security' LIMIT 1")
    event = (
        "INSERT INTO events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id, "
        "data) VALUES (gen_random_uuid(), $1, access.moment(), access.actor(), $2, $3, $4, $5, '{}')"
    )
    signal_id = UUID(made["id"])
    for persona, *planted in (
        ("aandachtsfunctionaris.goes", "signal.received", signal_id, "GM0758", None, signal_id),
        ("aandachtsfunctionaris.breda", "task.completed", signal_id, "GM0758", "security", task),
        ("aandachtsfunctionaris.breda", "anything", signal_id, "GM0758", None, signal_id),
        ("zorgcoordinator.de-baronie", "task.released", signal_id, "GM0758", "security", task),
        ("avim", "task.completed", signal_id, "GM0758", "security", task),
        ("beheerder", "appointment.approved", None, None, None, task),
        ("auditor", "break_glass.reviewed", None, None, None, task),
        ("auditor", "break_glass.refused", None, None, None, task),
    ):
        async with world.as_api(persona) as connection:
            with pytest.raises(REFUSED, match="row-level security"):
                await connection.execute(event, *planted)


@pytest.mark.parametrize(
    "decided",
    [
        "withdrawn_by = access.actor(), withdrawn_at = access.moment(), approved_at = access.moment()",
        "withdrawn_by = access.actor(), withdrawn_at = access.moment(), approved_by = actor_id",
        "withdrawn_by = access.actor(), withdrawn_at = access.moment() + interval '10 years'",
        "withdrawn_by = access.actor()",
        "approved_by = access.actor(), approved_at = access.moment()",
        "approved_by = NULL, approved_at = NULL, withdrawn_by = access.actor(), withdrawn_at = access.moment()",
    ],
)
async def test_a_beheerder_decides_once_in_their_own_name_and_now(world: World, decided: str) -> None:
    """The first would let a proposal of one's own count without a second person; the rest, change what was decided."""
    await world.appoint("somebody", "avim")
    async with world.as_api("beheerder") as connection:
        with pytest.raises(REFUSED, match="cannot be decided on so"):
            await connection.execute(
                f"UPDATE appointments SET {decided} WHERE actor_id = (SELECT id FROM actors WHERE subject = 'somebody')"
            )


async def test_a_signal_without_a_desk_is_not_kept(world: World) -> None:
    signal = (
        "INSERT INTO signals VALUES (gen_random_uuid(), 'ZWB-2026-000000', 'GM0758', 'de_baronie', '{sexual}', false, "
        "'2026-11-01', NULL, access.moment())"
    )
    with pytest.raises(asyncpg.CheckViolationError, match="no desk that is responsible"):
        async with world.as_api("aandachtsfunctionaris.breda") as connection:
            assert await connection.execute(signal) == "INSERT 0 1"
    assert await world.count("signals") == 0


async def test_a_task_cannot_be_claimed_for_another_or_from_another_desk(world: World) -> None:
    await world.submit("aandachtsfunctionaris.breda", victim_signal())
    claim = "UPDATE tasks SET status = 'claimed', claimed_by = $1"
    async with world.as_superuser() as superuser:
        subject = "SELECT id FROM actors WHERE subject = 'zorgcoordinator-2.de-baronie'"
        colleague = await superuser.fetchval(subject)
    for other, reason in ((colleague, "row-level security"), (uuid4(), "by who works at its desk")):
        async with world.as_api("zorgcoordinator.de-baronie") as connection:
            with pytest.raises(REFUSED, match=reason):
                await connection.execute(claim, other)
    for persona in ("zorgcoordinator.zeeland", "aandachtsfunctionaris.breda", "avim"):
        async with world.as_api(persona) as connection:
            assert await connection.execute(claim, None) == "UPDATE 0"


async def test_the_counts_for_simulations_are_empty_for_who_may_not_see_statistics(world: World) -> None:
    await world.submit("aandachtsfunctionaris.breda", victim_signal())
    counts = "SELECT * FROM access.routing_fact_counts('2026-01-01', '2027-01-01')"
    async with world.as_api("ketenregisseur") as connection:
        assert len(await connection.fetch(counts)) == 1
    for persona in ("aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie", "beheerder", None):
        async with world.as_api(persona) as connection:
            assert await connection.fetch(counts) == []
