"""The service tells whoever runs it whether it lives, and whether it can do its work."""

from dataclasses import replace

import httpx
import pytest
from alembic.script import ScriptDirectory

from app.main import create_app
from app.platform.database import Database, create_engine
from app.platform.migrations import alembic_config
from tests.conftest import Cluster
from tests.platform.outages import WAYS, check_away, database_away
from tests.platform.problem import refusal
from tests.world import World

MIGRATE = "The migrations of this version have not been run; run: signaalbrug migrate"


async def test_a_service_with_its_database_is_live_and_ready_for_anybody(shared_world: World) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = await shared_world.http.get(path)
        head = await shared_world.http.head(path)
        for given in (answer, head):
            assert given.status_code == 204
            assert given.content == b""
        assert head.headers.keys() == answer.headers.keys()
        refused = await shared_world.http.post(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


NEWEST = ScriptDirectory.from_config(alembic_config()).get_current_head()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "UPDATE alembic_version SET version_num = '0000'",
            f"UPDATE alembic_version SET version_num = '{NEWEST}'",
            id="another-version",
        ),
        pytest.param(
            "DELETE FROM alembic_version", f"INSERT INTO alembic_version VALUES ('{NEWEST}')", id="no-version"
        ),
        pytest.param(
            "ALTER TABLE alembic_version RENAME TO x", "ALTER TABLE x RENAME TO alembic_version", id="no-table"
        ),
    ],
)
async def test_a_service_on_another_schema_is_live_but_not_ready(shared_world: World, before: str, after: str) -> None:
    async with shared_world.as_superuser() as superuser:
        await superuser.execute(before)
        try:
            answer = await shared_world.http.get("/health/ready")
            live = await shared_world.http.get("/health/live")
        finally:
            await superuser.execute(after)
    document = refusal(answer, 503, "unavailable")
    assert document["detail"] == MIGRATE
    assert int(answer.headers["retry-after"]) > 0
    assert live.status_code == 204
    assert (await shared_world.http.get("/health/ready")).status_code == 204


@pytest.mark.parametrize("way", WAYS)
async def test_a_service_whose_database_lets_nobody_in_is_live_but_not_ready(
    cluster: Cluster, shared_world: World, way: str
) -> None:
    async with database_away(cluster, shared_world.database, way):
        check_away(await shared_world.http.get("/health/ready"))
        assert (await shared_world.http.get("/health/live")).status_code == 204
    assert (await shared_world.http.get("/health/ready")).status_code == 204


@pytest.mark.parametrize("address", ["/nowhere", "127.0.0.1:1"])
async def test_a_service_whose_database_is_not_running_is_live_but_not_ready(shared_world: World, address: str) -> None:
    host, _, port = address.partition(":")
    url = f"postgresql://signaalbrug_api@/signaalbrug?host={host}&port={port or 5432}"
    nowhere = Database(create_engine(url, pool_size=1))
    app = create_app(replace(shared_world.components, database=nowhere))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://signaalbrug.test") as client:
        check_away(await client.get("/health/ready"))
        assert (await client.get("/health/live")).status_code == 204
    await nowhere.close()
