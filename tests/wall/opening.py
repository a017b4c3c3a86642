"""Loads a world into the application's database so that the API can open all of it: sealed as the service seals."""

from copy import deepcopy
from uuid import UUID

import asyncpg
import orjson

from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.sharing.break_glass import views as glass
from app.sharing.decisions import views as decisions
from app.sharing.decisions.items import place_of
from app.tables import metadata
from tests.wall.load import load
from tests.wall.model import Row, World
from tests.world import World as Service

WORDS = {"necessity": "N", "proportionality": "P", "subsidiarity": "S", "consent": None}


async def load_openable(world: World, service: Service) -> None:
    """Replace everything but reference data by what is in a world, and stand at its moment."""
    service.clock.moment = world.now
    known = deepcopy(world)
    for name, rows in known.tables.items():
        columns = set(metadata.tables[name].columns.keys())
        known.tables[name] = [{key: value for key, value in row.items() if key in columns} for row in rows]
    async with service.as_superuser() as connection:
        await load(known, connection, service.components.ring)
        await connection.execute("SET session_replication_role = replica")
        for row in known.rows("sharing_decisions"):
            items = [item for item in world.rows("shared_items") if item["decision_id"] == row["id"]]
            await _seal_decision(connection, service, row, items)
        for row in known.rows("break_glass_sessions"):
            await _seal_session(connection, service, row)


async def _seal_decision(connection: asyncpg.Connection, service: Service, row: Row, items: list[Row]) -> None:
    ring = service.components.ring[Compartment(row["compartment"])]
    key, wrapped = ring.new_data_key(owner=decisions.owner_of(row["id"]))
    words = key.encrypt(orjson.dumps(WORDS), place=decisions.place_of_words(row["id"]))
    query = "UPDATE sharing_decisions SET words = $2, wrapped_key = $3 WHERE id = $1"
    await connection.execute(query, row["id"], words, wrapped)
    for item in items:
        content = _content_of(item["id"], item.get("told", "Wat is gedeeld."), key)
        await connection.execute("UPDATE shared_items SET content = $2 WHERE id = $1", item["id"], content)


def _content_of(item_id: UUID, narrative: str, key: DataKey) -> bytes:
    return key.encrypt(orjson.dumps({"narrative": narrative}), place=place_of(item_id))


async def _seal_session(connection: asyncpg.Connection, service: Service, row: Row) -> None:
    key, wrapped = service.components.process_keys.new_data_key(owner=glass.owner_of(row["id"]))
    reason = key.encrypt(b"Er is gevaar.", place=glass.place_of_reason(row["id"]))
    query = "UPDATE break_glass_sessions SET reason = $2, wrapped_key = $3 WHERE id = $1"
    await connection.execute(query, row["id"], reason, wrapped)
