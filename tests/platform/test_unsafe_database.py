"""The service refuses to serve from a database, or with a login, with which the wall would not hold."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.installation import refuse_unsafe_database
from app.platform.embedded import API_LOGIN, DATABASE, OWNER_LOGIN
from app.platform.problems import Unavailable
from app.settings import DEMO_ISSUER, SettingsError
from tests.conftest import Cluster
from tests.world import World

LOGIN = "somebody"
BYPASSES = "DATABASE_URL logs in as a role that bypasses row-level security; use signaalbrug_api"
OWNS = "DATABASE_URL logs in as a role that owns tables; use signaalbrug_api"
NO_MEMBER = "DATABASE_URL logs in as a role that is no member of signaalbrug_app"
PERSONAS = "this database has demo personas in it; they are refused outside the embedded default"

WITHOUT_PERSONAS = f"""
    DELETE FROM appointments WHERE actor_id IN (SELECT id FROM actors WHERE issuer = '{DEMO_ISSUER}');
    DELETE FROM actors WHERE issuer = '{DEMO_ISSUER}'
"""


@pytest.fixture(scope="module")
async def bare_database(cluster: Cluster) -> AsyncIterator[str]:
    """A database as it is outside the embedded default, without personas, which the tests of this module share."""
    superuser = await cluster.superuser()
    await superuser.execute(f"CREATE DATABASE bare TEMPLATE {DATABASE} OWNER {OWNER_LOGIN}")
    bare = await cluster.superuser("bare")
    await bare.execute(WITHOUT_PERSONAS)
    await bare.close()
    yield "bare"
    await superuser.execute("DROP DATABASE bare WITH (FORCE)")
    await superuser.close()


async def run(cluster: Cluster, database: str, statement: str) -> None:
    superuser = await cluster.superuser(database)
    await superuser.execute(statement)
    await superuser.close()


@asynccontextmanager
async def somebody(cluster: Cluster, database: str, rights: str, grants: str = "SELECT 1") -> AsyncIterator[str]:
    """Make a login with rights of its own, for as long as the test needs it; gives its URL."""
    superuser = await cluster.superuser(database)
    try:
        await superuser.execute(f"CREATE ROLE {LOGIN} LOGIN {rights}; {grants}")
        yield cluster.url(LOGIN, database)
    finally:
        await superuser.execute(f"REASSIGN OWNED BY {LOGIN} TO {OWNER_LOGIN}; DROP OWNED BY {LOGIN}; DROP ROLE {LOGIN}")
        await superuser.close()


async def refusal(url: str) -> str:
    with pytest.raises(SettingsError) as refused:
        await refuse_unsafe_database(url)
    return str(refused.value)


async def test_the_login_of_the_api_may_serve_from_a_database_without_personas(
    cluster: Cluster, bare_database: str
) -> None:
    await refuse_unsafe_database(cluster.url(API_LOGIN, bare_database))


async def test_the_owner_and_the_superuser_may_not(cluster: Cluster, bare_database: str) -> None:
    assert await refusal(cluster.url(OWNER_LOGIN, bare_database)) == OWNS
    assert await refusal(cluster.server.superuser_url(bare_database)) == BYPASSES


@pytest.mark.parametrize(
    ("rights", "reason"),
    [
        ("BYPASSRLS IN ROLE signaalbrug_app", BYPASSES),
        ("SUPERUSER", BYPASSES),
        ("IN ROLE signaalbrug_app, signaalbrug_owner", OWNS),
        ("NOINHERIT IN ROLE signaalbrug_owner", None),
    ],
    ids=["bypassrls", "superuser", "member-of-owner", "may-become-owner"],
)
async def test_a_login_that_the_policies_do_not_bind_may_not(
    cluster: Cluster, bare_database: str, rights: str, reason: str | None
) -> None:
    async with somebody(cluster, bare_database, rights) as url:
        if reason is not None:
            assert await refusal(url) == reason
        else:
            with pytest.raises((SettingsError, Unavailable)):
                await refuse_unsafe_database(url)


async def test_a_login_that_owns_a_single_table_may_not(cluster: Cluster, bare_database: str) -> None:
    grants = f"GRANT CREATE ON SCHEMA public TO {LOGIN}; ALTER TABLE task_notes OWNER TO {LOGIN}"
    async with somebody(cluster, bare_database, "IN ROLE signaalbrug_app", grants) as url:
        assert await refusal(url) == OWNS


async def test_another_login_with_the_rights_of_the_api_may_serve(cluster: Cluster, bare_database: str) -> None:
    async with somebody(cluster, bare_database, "IN ROLE signaalbrug_app") as url:
        await refuse_unsafe_database(url)


async def test_a_login_without_the_rights_of_the_api_is_told_so(cluster: Cluster, bare_database: str) -> None:
    async with somebody(cluster, bare_database, "") as url:
        assert await refusal(url) == NO_MEMBER


async def test_a_login_that_was_given_some_rights_by_hand_is_told_so(cluster: Cluster, bare_database: str) -> None:
    grants = f"""
        GRANT USAGE ON SCHEMA access TO {LOGIN}; GRANT SELECT ON alembic_version TO {LOGIN};
        GRANT EXECUTE ON FUNCTION access.has_actors_of(text) TO {LOGIN}
    """
    async with somebody(cluster, bare_database, "", grants) as url:
        assert await refusal(url) == NO_MEMBER


async def test_a_database_with_demo_personas_may_not_be_served_from(cluster: Cluster, shared_world: World) -> None:
    assert await refusal(shared_world.api_url) == PERSONAS


async def test_a_single_demo_actor_without_any_appointment_is_one_too_many(
    cluster: Cluster, bare_database: str
) -> None:
    actor = f"INSERT INTO actors SELECT gen_random_uuid(), '{DEMO_ISSUER}', 'x', 'x', now()"
    await run(cluster, bare_database, actor)
    assert await refusal(cluster.url(API_LOGIN, bare_database)) == PERSONAS
    await run(cluster, bare_database, "DELETE FROM actors")
    await refuse_unsafe_database(cluster.url(API_LOGIN, bare_database))


async def test_a_database_on_another_schema_is_told_to_migrate(cluster: Cluster, bare_database: str) -> None:
    await run(cluster, bare_database, "UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(Unavailable, match="run: signaalbrug migrate"):
        await refuse_unsafe_database(cluster.url(API_LOGIN, bare_database))
    await run(cluster, bare_database, "UPDATE alembic_version SET version_num = '0001'")
