"""The yardstick: FastAPI and asyncpg that insert the same rows and read the same queue, and do nothing else.

No validation, routing, access control or encryption. Its tables are copies of the service's, in a schema of their own,
without policies and foreign keys.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from fastapi import Body, FastAPI, Request

TABLES = {
    "signals": "id = $1",
    "submissions": "signal_id = $1",
    "data_keys": "signal_id = $1",
    "signal_parts": "signal_id = $1",
    "persons": "signal_id = $1",
    "locations": "signal_id = $1",
    "enrichments": "signal_id = $1",
    "routing_decisions": "signal_id = $1",
    "tasks": "signal_id = $1",
    "deadlines": "task_id IN (SELECT id FROM public.tasks WHERE signal_id = $1)",
    "events": "signal_id = $1",
    "notifications": "event_id IN (SELECT id FROM public.events WHERE signal_id = $1)",
    "identity_tokens": "signal_id = $1",
    "identity_lookups": "signal_id = $1",
}
"""What one submission writes, and which rows of each table are of the signal $1."""

QUEUE = """
SELECT * FROM bare.tasks WHERE desk_id = $1 AND track = 'care' AND status <> 'done'
ORDER BY urgency, due_at, id LIMIT 26
"""

Rows = list[tuple[str, list[str], list[dict[str, Any]]]]


async def read_template(pool: "asyncpg.Pool[Any]") -> Rows:
    """Read the rows that the service stored for one signal."""
    signal_id = await pool.fetchval("SELECT id FROM public.signals ORDER BY id DESC LIMIT 1")
    listed: Rows = []
    for table, condition in TABLES.items():
        rows = await pool.fetch(f"SELECT * FROM public.{table} WHERE {condition}", signal_id)
        if rows:
            listed.append((table, list(rows[0].keys()), [dict(row) for row in rows]))
    return listed


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool, with as many connections as the service has."""
    async with asyncpg.create_pool(os.environ["BARE_DATABASE_URL"], min_size=10, max_size=10) as pool:
        app.state.pool = pool
        app.state.template = await read_template(pool)
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/signals", status_code=201)
async def submit(request: Request, body: dict[str, Any] = Body()) -> dict[str, Any]:  # noqa: B008 - FastAPI's way
    """Insert the same number of rows as the service does, in one transaction."""
    signal_id = uuid4()
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        for table, columns, rows in request.app.state.template:
            marks = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
            values = [tuple(_fresh(column, row[column], signal_id) for column in columns) for row in rows]
            await connection.executemany(f"INSERT INTO bare.{table} ({', '.join(columns)}) VALUES ({marks})", values)
    return {"id": str(signal_id), **body}


def _fresh(column: str, value: object, signal_id: UUID) -> object:
    match column:
        case "signal_id" | "subject_id":
            return signal_id
        case "id" | "task_id" | "event_id":
            return uuid4()
        case "reference":
            return str(signal_id)
        case _:
            return value


@app.get("/tasks")
async def queue(request: Request, desk: str) -> list[dict[str, Any]]:
    """Read the head of a queue by its index."""
    async with request.app.state.pool.acquire() as connection:
        return [dict(row) for row in await connection.fetch(QUEUE, desk)]


@app.get("/plain-tasks", response_model=None)
async def plain_queue(request: Request, desk: str) -> Any:  # noqa: ANN401 - told to FastAPI to be anything
    """Read the same without telling FastAPI the type, so that it inspects each value before it writes it."""
    return await queue(request, desk)
