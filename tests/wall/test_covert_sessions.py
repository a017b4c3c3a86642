"""What sessions could hand from one actor to another, tried as the login of the API, which all of them share.

Whoever can do this has a hole in the service to put SQL through, or its login. Each test says what was decided.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from app.settings import DEMO_ISSUER, PROJECT_ROOT
from tests.access.region import populate
from tests.bodies import signal_aimed_at_both
from tests.world import CASE_TABLES, NOW, World

SUBMITTER, COORDINATOR, OTHER = "aandachtsfunctionaris.breda", "zorgcoordinator.de-baronie", "dsp.de-baronie"
LATER = NOW + timedelta(hours=1)
"""When the glass that was broken in the region is whole again."""
BEGIN = "SELECT access.begin($1, $2, $3)"
SETTING = re.compile(r"'(signaalbrug\.[a-z_]+)'")


@pytest.fixture(scope="module")
async def region(shared_world: World) -> World:
    await populate(shared_world)
    return shared_world


@asynccontextmanager
async def session(world: World) -> AsyncIterator[asyncpg.Connection]:
    """Open a session as the login of the API, as the pool does, without a transaction."""
    connection = await asyncpg.connect(world.api_url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def entered(connection: asyncpg.Connection, persona: str) -> AsyncIterator[None]:
    """Enter a transaction in a session as a persona."""
    async with connection.transaction():
        await connection.fetchval(BEGIN, DEMO_ISSUER, persona, LATER)
        yield


@pytest.mark.parametrize("mode", ["auto", "force_generic_plan", "force_custom_plan"])
async def test_a_prepared_statement_takes_no_context_along(region: World, mode: str) -> None:
    """Closed: policies read the context when a plan runs, however often it was planned or for whom."""
    async with session(region) as connection:
        await connection.execute(f"SET plan_cache_mode = {mode}")
        statement = await connection.prepare("SELECT DISTINCT track FROM tasks WHERE layer < $1")
        for _ in range(8):
            for persona, sides in ((COORDINATOR, ["care"]), (OTHER, ["security"]), ("auditor", [])):
                async with entered(connection, persona):
                    assert [row["track"] for row in await statement.fetch(9)] == sides
            assert await statement.fetch(9) == []


async def test_an_ordinary_cursor_ends_with_its_transaction(region: World) -> None:
    """Closed: by PostgreSQL itself."""
    async with session(region) as connection:
        async with entered(connection, COORDINATOR):
            await connection.execute("DECLARE peep CURSOR FOR SELECT desk_id FROM tasks")
        with pytest.raises(asyncpg.InvalidCursorNameError):
            await connection.fetch("FETCH ALL peep")


async def test_a_holdable_cursor_would_outlive_its_actor(region: World) -> None:
    """Open in SQL, and accepted: such a cursor keeps the rows of who declared it for the next actor of its session.
    The API declares no cursors (`test_the_service_sends_nothing_that_peeps`), and asks for one statement at a time."""
    async with session(region) as connection:
        async with entered(connection, COORDINATOR):
            await connection.execute("DECLARE peep CURSOR WITH HOLD FOR SELECT DISTINCT desk_id FROM tasks")
        async with entered(connection, OTHER):
            rows = await connection.fetch("FETCH ALL peep")
        assert [row["desk_id"] for row in rows] == ["zorgcoordinator.de_baronie"]
        async with session(region) as another:
            with pytest.raises(asyncpg.InvalidCursorNameError):
                await another.fetch("FETCH ALL peep")


async def test_a_setting_of_the_session_does_not_get_past_entering(region: World) -> None:
    """Known limit (decision 7): SQL of one's own can set the context. It ends when the next actor enters, since
    `access.begin` sets every setting that is read, for its transaction."""
    async with session(region) as connection:
        await connection.execute("SET signaalbrug.security_desks = '{dsp.de_baronie}'")
        assert await connection.fetchval("SELECT count(*) FROM tasks WHERE track = 'security'") > 0
        async with entered(connection, COORDINATOR):
            assert await connection.fetchval("SELECT count(*) FROM tasks WHERE track = 'security'") == 0
        async with entered(connection, "nobody-known"):
            assert await connection.fetchval("SELECT count(*) FROM tasks") == 0


async def test_every_setting_that_is_read_is_set_on_entering(region: World) -> None:
    """Closed: a setting that `access.begin` would leave out could be left behind by another."""
    async with region.as_superuser() as connection:
        sources = {
            row["proname"]: row["prosrc"]
            for row in await connection.fetch(
                "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'access'::regnamespace"
            )
        }
        policies = await connection.fetch("SELECT concat(qual, with_check) AS text FROM pg_policies")
    assert not any("current_setting" in row["text"] for row in policies), "policies read settings through functions"
    set_on_entering = set(SETTING.findall(sources.pop("begin")))
    assert {name for source in sources.values() for name in SETTING.findall(source)} == set_on_entering
    assert len(set_on_entering) >= 14


def test_no_setting_of_the_context_is_written_by_the_service() -> None:
    """Closed: the service enters through `access.begin`, and sets nothing of the context itself."""
    for path in sorted(Path(PROJECT_ROOT, "app").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "set_config" not in text, path.name
        assert not re.search(r"\bSET\b[^\n]*signaalbrug\.", text), path.name


async def test_copy_shows_what_a_query_shows_and_takes_nothing_in(region: World) -> None:
    """Closed: COPY goes by the policies for reading, and refuses to write to tables under them."""
    async with session(region) as connection, connection.transaction():
        await connection.fetchval(BEGIN, DEMO_ISSUER, COORDINATOR, LATER)
        copied = bytearray()

        async def take(data: bytes) -> None:
            copied.extend(data)

        await connection.copy_from_query("SELECT track FROM tasks", output=take)
        assert set(copied.decode().split()) == {"care"}
        with pytest.raises(asyncpg.FeatureNotSupportedError):
            await connection.copy_records_to_table("events", records=[(uuid4(),)], columns=["id"])


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMPORARY TABLE aside AS SELECT 'x' AS noted",
        "CREATE FUNCTION pg_temp.nullif(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_get(1)",
        "SELECT lo_put(1, 0, 'x')",
        "SELECT lo_open(1, 393216)",
        "SELECT lowrite(0, 'x')",
        "SELECT loread(0, 1)",
        "SELECT lo_unlink(1)",
    ],
)
async def test_a_session_can_put_nothing_aside(region: World, statement: str) -> None:
    """Closed: temporary tables and large objects are under no policy, so what makes or reads them is not for everybody:
    taken away by the migrations, and by `migrations/sql/database.sql`, which takes a superuser."""
    async with session(region) as connection, connection.transaction():
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_a_temporary_function_cannot_stand_in_for_ours(region: World) -> None:
    """Closed twice: nobody makes one, and where the database is another's and they do, functions that act as the owner
    look in pg_temp last, and policies name their functions by schema."""
    async with region.as_superuser() as superuser, session(region) as connection:
        await superuser.execute(f"GRANT TEMPORARY ON DATABASE {region.database} TO signaalbrug_api")
        await connection.execute(
            "CREATE FUNCTION pg_temp.nullif(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$; "
            "CREATE TEMPORARY TABLE actors AS SELECT 1; CREATE TEMPORARY TABLE appointments AS SELECT 1; "
            "CREATE TEMPORARY TABLE signals AS SELECT 1"
        )
        await superuser.execute(f"REVOKE TEMPORARY ON DATABASE {region.database} FROM signaalbrug_api")
        async with entered(connection, COORDINATOR):
            assert await connection.fetchval("SELECT count(*) FROM public.tasks WHERE track = 'security'") == 0
            assert await connection.fetchval("SELECT count(*) FROM public.tasks") > 0


async def test_nobody_is_notified(region: World) -> None:
    """Open in SQL, and accepted: any session may listen to any channel, which PostgreSQL has no right for. Nothing of
    ours notifies, so that there is nothing to hear: no function and no trigger does."""
    async with region.as_superuser() as connection:
        told = await connection.fetch("SELECT proname FROM pg_proc WHERE prosrc ~* 'notify' AND pronamespace <> 11")
        triggers = await connection.fetch(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY ($1) "
            "ORDER BY tgname DESC",
            list(CASE_TABLES),
        )
    assert told == []
    assert [row["tgname"] for row in triggers] == [
        "tasks_lapse_items",
        "tasks_keep_routed_urgency",
        "tasks_keep_feedback_due",
        "tasks_keep_deadline",
        "tasks_guard_offered",
        "tasks_guard_merged",
        "tasks_bind_claim",
        "tasks_await_appointments",
        "signals_check_desk",
        "signal_links_hasten_leading",
        "signal_links_guard_merging",
        "referrals_raise_loop",
        "referrals_mark_loop",
        "referrals_guard_leading",
        "notifications_announce",
        "notification_preferences_mail_code",
        "interventions_mark_shared",
        "interventions_lapse_assessments",
        "interventions_guard",
        "interventions_check_recorded",
        "identity_lookups_raise_repeated",
        "identity_lookups_compare",
        "feedback_settle",
        "events_notify_of_proposals",
        "events_notify_of_cases",
        "events_notify",
        "dsp_proposals_guard",
        "cases_guard",
        "cases_check",
        "case_signals_copy",
        "case_members_name",
        "case_members_guard",
    ]


async def test_locks_and_queries_in_flight_tell_no_names(world: World) -> None:
    """Open, and accepted: the login sees its other sessions, with the locks they hold and the text of their statement.

    Matching locks 64 bits of a digest of each token, which is keyed: who does not have the key cannot tell whose it is,
    nor try a name. What can be seen is that somebody submits, and by how many things somebody can be recognised.
    Statements carry parameters apart, so that their text has no value of anybody in it.
    """
    body = signal_aimed_at_both()
    body["care"]["persons"] = [{"involvement": "possible_victim", "givenName": "Kanarie", "familyName": "Vogel"}]
    body["care"]["persons"][0]["birthDate"] = "1999-03-04"
    async with world.as_superuser() as superuser, session(world) as connection:
        hold = superuser.transaction()
        await hold.start()
        await superuser.execute("LOCK TABLE matches IN EXCLUSIVE MODE")
        under_way = asyncio.create_task(world.call(SUBMITTER, "POST", "/signals", json=body))
        for _ in range(500):
            locks = await connection.fetch("SELECT objid FROM pg_locks WHERE locktype = 'advisory'")
            if locks:
                break
            await asyncio.sleep(0.02)
        assert locks
        activity = await connection.fetch("SELECT query FROM pg_stat_activity WHERE datname = current_database()")
        await hold.rollback()
        assert (await under_way).status_code == 201
        unkeyed = [
            await superuser.fetchval("SELECT hashtextextended($1, 0)", text)
            for text in ("Kanarie Vogel", "kanarie vogel 1999-03-04", "kanarievogel1999-03-04")
        ]
        assert not {value & 0xFFFFFFFF for value in unkeyed} & {row["objid"] for row in locks}
    statements = " ".join(row["query"] for row in activity)
    assert "INSERT INTO" in statements
    assert not re.search(r"kanarie|vogel|1999", statements, re.IGNORECASE)
