"""What a test acts through: the application over HTTP as a persona, and the database as the API's own login."""

import os
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
from fastapi import FastAPI

from app.access.demo import DemoIssuer
from app.access.matrix import Compartment
from app.access.tokens import TokenVerifier
from app.main import Components, create_app
from app.platform.crypto import WrappingKeys
from app.platform.database import Database, create_engine
from app.settings import DEMO_ISSUER
from tests.forgery import good_claims, signed

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

IDENTITY_KEY = bytes(range(32))
"""Always the same, so that worlds can hold tokens of names and addresses that are found."""

Json = dict[str, Any]

CASE_TABLES = (
    "signals",
    "submissions",
    "data_keys",
    "signal_parts",
    "persons",
    "locations",
    "enrichments",
    "routing_decisions",
    "tasks",
    "task_notes",
    "events",
    "idempotency_keys",
    "published_figures",
    "monitor_entries",
    "sharing_decisions",
    "shared_items",
    "identity_tokens",
    "identity_lookups",
    "matches",
    "break_glass_sessions",
    "saved_views",
    "search_tokens",
    "task_searches",
    "deadlines",
    "escalations",
    "feedback",
    "referrals",
    "meetings",
    "agenda_items",
    "meeting_decisions",
    "meeting_minutes",
    "notifications",
    "signal_links",
    "notification_preferences",
    "mails",
    "mail_items",
    "interventions",
    "intervention_changes",
    "effects",
    "cases",
    "case_members",
    "case_signals",
    "case_notes",
    "case_status_changes",
    "case_persons",
    "case_locations",
    "safety_assessments",
    "dsp_proposals",
    "dsp_proposal_versions",
    "dsp_proposal_steps",
    "case_goals",
    "case_goal_changes",
)
"""Every table with something of a case in it."""


class StandingClock:
    """A clock that moves only when a test says so."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment the test has set."""
        return self.moment

    def advance(self, by: timedelta) -> None:
        """Move on."""
        self.moment += by


@dataclass(frozen=True, slots=True)
class World:
    """The application with its database, its clock and its issuer."""

    app: FastAPI
    components: Components
    clock: StandingClock
    issuer: DemoIssuer
    api_url: str
    superuser_url: str
    http: httpx.AsyncClient

    @property
    def database(self) -> str:
        """Return the name of the database."""
        return urlsplit(self.api_url).path.removeprefix("/")

    def token(self, subject: str) -> str:
        """Return a token of a persona, or of anybody else."""
        return signed(self.issuer, good_claims(self.clock.now(), sub=subject))

    async def appoint(
        self,
        subject: str,
        role: str,
        *,
        municipality: str | None = None,
        district: str | None = None,
        valid_from: datetime = NOW - timedelta(hours=1),
        valid_until: datetime | None = None,
    ) -> UUID:
        """Give somebody an appointment, as an administrator would; return its id."""
        async with self.as_superuser() as connection:
            actor = await connection.fetchval(
                "INSERT INTO actors (id, issuer, subject, name, created_at) VALUES ($1, $2, $3, $3, $4) "
                "ON CONFLICT (issuer, subject) "
                "DO UPDATE SET name = excluded.name RETURNING id",
                uuid4(),
                DEMO_ISSUER,
                subject,
                NOW,
            )
            return cast(
                "UUID",
                await connection.fetchval(
                    "INSERT INTO appointments (id, actor_id, role, municipality_code, district_id, valid_from, "
                    "valid_until, proposed_at, approved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $6) RETURNING id",
                    uuid4(),
                    actor,
                    role,
                    municipality,
                    district,
                    valid_from,
                    valid_until,
                ),
            )

    async def call(
        self,
        persona: str,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        """Call the API as a persona; `path` is below /v1."""
        sent = {"Authorization": f"Bearer {self.token(persona)}", **(headers or {})}
        if json is not None:
            options["json"] = json
        return await self.http.request(method, f"/v1{path}", headers=sent, **options)

    async def get(self, persona: str, path: str) -> Json:
        """Read as a persona and expect that it is there."""
        answer = await self.call(persona, "GET", path)
        assert answer.status_code == 200, answer.text
        return cast("Json", answer.json())

    async def submit(self, persona: str, signal: Json) -> Json:
        """Submit a signal as a persona and expect that it is taken in."""
        answer = await self.call(persona, "POST", "/signals", json=signal)
        assert answer.status_code == 201, answer.text
        return cast("Json", answer.json())

    async def tasks(self, persona: str, query: str = "") -> list[Json]:
        """Return the first hundred tasks on a persona's queues."""
        return cast("list[Json]", (await self.get(persona, f"/tasks?limit=100{query}"))["items"])

    @asynccontextmanager
    async def as_api(self, persona: str | None = None) -> AsyncIterator[asyncpg.Connection]:
        """Open a transaction as the API's login, entered as a persona, or without any actor."""
        connection = await asyncpg.connect(self.api_url)
        try:
            async with connection.transaction():
                if persona is not None:
                    await connection.fetchval("SELECT access.begin($1, $2, $3)", DEMO_ISSUER, persona, self.clock.now())
                yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def as_superuser(self) -> AsyncIterator[asyncpg.Connection]:
        """Look at everything, past every policy, as only a test may."""
        connection = await asyncpg.connect(self.superuser_url)
        try:
            yield connection
        finally:
            await connection.close()

    async def stored(self) -> int:
        """Count every row of any case, past every policy."""
        counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in CASE_TABLES)
        async with self.as_superuser() as connection:
            return cast("int", await connection.fetchval(f"SELECT {counts}"))

    async def count(self, table: str) -> int:
        """Count the rows of a table, past every policy."""
        async with self.as_superuser() as connection:
            return cast("int", await connection.fetchval(f"SELECT count(*) FROM {table}"))


TRUSTED = ssl.create_default_context()
"""Read once: there are many worlds."""


@asynccontextmanager
async def open_world(
    *, api_url: str, superuser_url: str, issuer: DemoIssuer, replica_url: str | None = None
) -> AsyncIterator[World]:
    """Put an application together as `app.main` does for the service, with a standing clock."""
    clock = StandingClock()
    async with httpx.AsyncClient(verify=TRUSTED) as client:
        components = Components(
            database=Database(create_engine(api_url, pool_size=5)),
            clock=clock,
            verifier=TokenVerifier([issuer.trusted()], clock),
            ring={side: WrappingKeys([os.urandom(32)]) for side in Compartment},
            process_keys=WrappingKeys([os.urandom(32)]),
            identity_key=IDENTITY_KEY,
            signing_key=os.urandom(32),
            client=client,
            sends_mail=True,
            replica=Database(create_engine(replica_url, pool_size=2)) if replica_url is not None else None,
        )
        app = create_app(components)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://signaalbrug.test") as http:
            yield World(app, components, clock, issuer, api_url, superuser_url, http)
        await components.database.close()
        if components.replica is not None:
            await components.replica.close()
