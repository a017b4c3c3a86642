"""The demo set of the embedded default: the personas with their appointments, and lifelike signals in Dutch.

The signals go in through the real API, each under an idempotency key of its own, so that a start that was broken off
halfway is completed by the next one. An example that was changed since stays as it was taken in.
"""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.demo import DemoIssuer, personas
from app.access.matrix import Role
from app.access.models import Actor, Appointment
from app.platform.clock import Clock
from app.platform.ids import new_id
from app.settings import DEMO_ISSUER, PROJECT_ROOT

EXAMPLES = PROJECT_ROOT / "examples" / "signals"
APPOINTED_FROM = datetime(2026, 1, 1, tzinfo=UTC)


class DemoError(Exception):
    """A demo signal was refused; the message says which and why."""


async def appoint_personas(connection: AsyncConnection, now: datetime) -> None:
    """Make the personas actors, each with one appointment, as the owner of the tables."""
    for persona in personas().values():
        actor_id = new_id()
        actor = {"id": actor_id, "issuer": DEMO_ISSUER, "subject": persona.subject, "name": persona.subject}
        kind = "client" if persona.role is Role.SYSTEM else "person"
        made = await connection.execute(
            insert(Actor).values(**actor, kind=kind, created_at=now).on_conflict_do_nothing().returning(Actor.id)
        )
        if made.one_or_none() is None:
            continue
        await connection.execute(
            insert(Appointment).values(
                id=new_id(),
                actor_id=actor_id,
                role=persona.role,
                municipality_code=persona.municipality_code,
                district_id=persona.district_id,
                valid_from=min(APPOINTED_FROM, now),
                valid_until=None,
                proposed_at=now,
                approved_at=min(APPOINTED_FROM, now),
            )
        )


def examples() -> Mapping[str, Mapping[str, object]]:
    """Read the example signals by file name: each with a title, the persona that submits it, and its desks."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(EXAMPLES).glob("*.json"))}


def key_of(name: str) -> str:
    """Return the idempotency key under which an example is submitted."""
    return f"demo-{name}"


def missing_examples(keys: Collection[str]) -> Mapping[str, Mapping[str, object]]:
    """Return the examples that were not submitted yet under any of the keys."""
    return {name: example for name, example in examples().items() if key_of(name) not in keys}


async def submit_examples(
    app: FastAPI, issuer: DemoIssuer, clock: Clock, listed: Mapping[str, Mapping[str, object]]
) -> None:
    """Submit examples through the API; raises DemoError for one that is refused."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
        for name, example in listed.items():
            token = issuer.token(str(example["persona"]), clock.now())
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key_of(name)}
            answer = await client.post("/v1/signals", json=example["signal"], headers=headers)
            if answer.status_code != httpx.codes.CREATED:
                raise DemoError(f"{name}: {answer.text}")
