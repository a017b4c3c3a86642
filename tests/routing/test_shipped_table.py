"""The table that the service comes with is stored when it may route, and never in place of another."""

import pytest

from app.platform.database import Database, create_engine
from app.platform.embedded import OWNER_LOGIN
from app.routing import service
from app.routing.document import TableDocument, TableError
from app.routing.service import load_shipped_table
from tests.conftest import Cluster
from tests.routing.tables import Document, regional, row_of, without
from tests.world import NOW


@pytest.fixture
def owner(cluster: Cluster, database: str) -> Database:
    return Database(create_engine(cluster.url(OWNER_LOGIN, database), pool_size=1))


async def load(owner: Database, monkeypatch: pytest.MonkeyPatch, document: Document) -> None:
    """Install a version of the service that comes with this table."""
    monkeypatch.setattr(service, "shipped_document", lambda: TableDocument.model_validate(document))
    try:
        await owner.run(lambda connection: load_shipped_table(connection, NOW))
    finally:
        await owner.close()


async def stored(cluster: Cluster, database: str) -> list[tuple[str, str]]:
    """Return the versions that are stored, with their status."""
    superuser = await cluster.superuser(database)
    rows = await superuser.fetch("SELECT version, status FROM routing_tables ORDER BY version")
    await superuser.close()
    return [(row["version"], row["status"]) for row in rows]


async def test_a_table_with_a_gap_is_not_stored(
    cluster: Cluster, database: str, owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TableError) as refused:
        await load(owner, monkeypatch, {**without("care-victim"), "version": "zwb-2027.1"})
    assert str(refused.value) == "the routing table zwb-2027.1 has 1 fault(s); run: signaalbrug routing check"
    assert await stored(cluster, database) == [("zwb-2026.2", "active")]


async def test_a_table_that_was_changed_under_its_version_is_told(
    cluster: Cluster, database: str, owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = regional()
    row_of(document, "care-victim")["deadlines"]["normal"] = "P9D"
    with pytest.raises(TableError, match=r"zwb-2026\.2 was changed; give it a version of its own"):
        await load(owner, monkeypatch, document)


async def test_the_same_table_is_stored_once_and_a_new_version_beside_it_as_a_draft(
    cluster: Cluster, database: str, owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(owner, monkeypatch, regional())
    await load(owner, monkeypatch, {**regional(), "version": "zwb-2027.1"})
    assert await stored(cluster, database) == [("zwb-2026.2", "active"), ("zwb-2027.1", "draft")]
