"""The active table, the decisions that were made, and simulations."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.ids import SignalId, new_id
from app.platform.problems import NotFound
from app.routing.check import check
from app.routing.document import TableDocument, TableError, compose, shipped_document
from app.routing.models import RoutingDecision, RoutingTable
from app.routing.schemas import (
    RoutedOutcome,
    RoutingTableList,
    RoutingTableView,
    SignalRouting,
    TrackDecisionView,
)
from app.routing.table import DecisionTable

FRESH_FOR = timedelta(seconds=10)
"""How long a table may still be gone by after another was activated; each decision names the one it went by."""


class RoutingTables:
    """Knows the active table; compiles each version once."""

    def __init__(self) -> None:
        self._compiled: dict[UUID, DecisionTable] = {}
        self._active: UUID | None = None
        self._read_at: datetime | None = None
        self.simulating = asyncio.Semaphore(1)
        """Simulations compute one at a time: however many are asked, signals go on being taken in."""

    async def active(self, work: Work) -> tuple[UUID, DecisionTable]:
        """Return the table that is active, or was a few seconds ago."""
        if self._active is None or self._read_at is None or abs(work.now - self._read_at) > FRESH_FOR:
            self._active, self._read_at = await self._read(work.connection), work.now
        return self._active, self._compiled[self._active]

    async def _read(self, connection: AsyncConnection) -> UUID:
        is_active = RoutingTable.status == "active"
        table_id: UUID = (await connection.execute(select(RoutingTable.id).where(is_active))).scalar_one()
        if table_id not in self._compiled:
            document = select(RoutingTable.document).where(RoutingTable.id == table_id)
            content = (await connection.execute(document)).scalar_one()
            self._compiled[table_id] = compose(TableDocument.model_validate(content))
        return table_id


async def load_shipped_table(connection: AsyncConnection, now: datetime) -> None:
    """Store the table that the service comes with: active when there is none yet, else a draft for two people.

    Raises TableError for a table that has a fault, or that differs from the one kept under its version: decisions name
    the version, and must go on meaning the same.
    """
    document = shipped_document()
    if findings := check(compose(document)):
        raise TableError(
            f"the routing table {document.version} has {len(findings)} fault(s); run: signaalbrug routing check"
        )
    columns = RoutingTable.version, RoutingTable.status, RoutingTable.document
    known = (await connection.execute(select(*columns))).all()
    for row in known:
        if row.version == document.version:
            if TableDocument.model_validate(row.document) != document:
                raise TableError(f"the routing table {document.version} was changed; give it a version of its own")
            return
    await connection.execute(
        RoutingTable.__table__.insert(),  # type: ignore[attr-defined]  # declared as FromClause by its stub
        {
            "id": new_id(),
            "version": document.version,
            "status": "draft" if any(row.status == "active" for row in known) else "active",
            "document": document.model_dump(mode="json", by_alias=True),
            "created_at": now,
        },
    )


async def list_tables(work: Work) -> RoutingTableList:
    """List every version, newest first."""
    rows = await work.connection.execute(select(*RoutingTable.__table__.columns).order_by(RoutingTable.id.desc()))
    return RoutingTableList(
        items=[
            RoutingTableView(
                id=row.id,
                version=row.version,
                status=row.status,
                created_at=row.created_at,
                document=TableDocument.model_validate(row.document),
            )
            for row in rows
        ]
    )


async def read_routing(work: Work, signal_id: SignalId, sides: Collection[Compartment]) -> SignalRouting:
    """Return the decisions on a signal on the sides that the caller may read, oldest first; raises NotFound."""
    if items := await read_decisions(work, signal_id, sides):
        return SignalRouting(items=items)
    raise NotFound


async def read_decisions(work: Work, signal_id: SignalId, sides: Collection[Compartment]) -> list[TrackDecisionView]:
    """Return the decisions on a signal on some sides, oldest first; none on a side that a referral alone came to."""
    decision = RoutingDecision
    rows = await work.connection.execute(
        select(decision.track, decision.facts, decision.outcomes, decision.decided_at, RoutingTable.version)
        .join(RoutingTable, RoutingTable.id == decision.table_id)
        .where(decision.signal_id == signal_id, decision.track.in_(sides))
        .order_by(decision.decided_at, decision.track)
    )
    return [
        TrackDecisionView.model_validate(
            {
                "track": row.track,
                "table_version": row.version,
                "decided_at": row.decided_at.astimezone(UTC),
                "facts": row.facts,
                "outcomes": [RoutedOutcome.model_validate(outcome) for outcome in row.outcomes],
            }
        )
        for row in rows
    ]
