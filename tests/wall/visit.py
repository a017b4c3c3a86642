"""One actor at the API of a loaded world, and what the API makes of the rules for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from tests.wall import holding, rules
from tests.wall.compare import Report
from tests.wall.holding import opened, submits_for
from tests.wall.model import Row, World
from tests.wall.reading import may_read
from tests.wall.rules import own_tasks
from tests.world import World as Service

PAGE = 7
"""A page so small that every list has several."""


@dataclass(slots=True)
class Visit:
    """One actor at the API."""

    service: Service
    world: World
    actor: UUID
    headers: dict[str, str]
    report: Report

    @property
    def now(self) -> datetime:
        """Return the moment of the world."""
        return self.world.now

    def may(self, action: str) -> bool:
        """Tell whether the actor may do an action at all."""
        return action in holding.actions(self.world, self.actor, self.now)

    def compare(self, door: str, key: object, expected: object, found: object) -> None:
        """Count one decision."""
        self.report.compare(self.actor, door, str(key), expected, found)

    async def get(self, path: str) -> httpx.Response:
        """Ask for something below /v1."""
        return await self.service.http.get(f"/v1{path}", headers=self.headers)

    async def pages(self, path: str) -> list[dict[str, Any]] | int:
        """Turn all pages of a list; return its items, or the status of a refusal."""
        items: list[dict[str, Any]] = []
        cursor = ""
        while True:
            answer = await self.get(f"{path}{'&' if '?' in path else '?'}limit={PAGE}{cursor}")
            if answer.status_code != 200:
                return answer.status_code
            page = answer.json()
            items += page["items"]
            if page.get("nextCursor") is None:
                return items
            cursor = f"&cursor={page['nextCursor']}"

    async def all(self, door: str, action: str, path: str, rows: Iterable[Row], shown: Iterable[Row]) -> None:
        """Compare all pages of a list with the rows that it must show."""
        items = await self.pages(path)
        if isinstance(items, int) or not self.may(action):
            self.compare(door, path, 200 if self.may(action) else 403, items if isinstance(items, int) else 200)
            return
        expected, found = [str(row["id"]) for row in shown], [item["id"] for item in items]
        self.compare(door, f"{path}: everything once", len(set(found)), len(found))
        self.report.compare_sets(self.actor, door, [str(row["id"]) for row in rows], set(expected), set(found))

    async def one(self, door: str, action: str, path: str, *, shown: bool) -> dict[str, Any] | None:
        """Compare the status of one thing: there, not there, or never for this actor."""
        answer = await self.get(path)
        expected = (200 if shown else 404) if self.may(action) else 403
        self.compare(door, path, expected, answer.status_code)
        return answer.json() if answer.status_code == expected == 200 else None

    # What the API makes of the rules

    def knows(self, signal: Row) -> bool:
        """Tell whether a signal is shown."""
        if signal["id"] in opened(self.world, self.actor, self.now):
            return True
        own = submits_for(self.world, self.actor, self.now, signal["municipality_code"])
        return own or any(task["signal_id"] == signal["id"] for task in own_tasks(self.world, self.actor, self.now))

    def knows_side(self, signal: Row, side: str) -> bool:
        """Tell whether a side of a signal is shown, when there is anything on it."""
        if signal["id"] in opened(self.world, self.actor, self.now):
            return rules.may_read_side(self.world, self.actor, self.now, {**_of(signal), "compartment": side})
        own = submits_for(self.world, self.actor, self.now, signal["municipality_code"])
        tasks = own_tasks(self.world, self.actor, self.now)
        return own or any(task["signal_id"] == signal["id"] and task["track"] == side for task in tasks)

    def shown(self, table: str, signal: Row) -> list[Row]:
        """List the rows of a table that belong to a signal and are shown with it."""
        rows = [row for row in self.world.rows(table) if row["signal_id"] == signal["id"]]
        return [
            row
            for row in rows
            if may_read(self.world, self.actor, self.now, table, row)
            and (row["compartment"] is None or self.knows_side(signal, row["compartment"]))
        ]


def _of(signal: Row) -> Row:
    return {"signal_id": signal["id"], "municipality_code": signal["municipality_code"]}
