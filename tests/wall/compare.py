"""Compares what a door shows each actor with what the rules say, decision by decision."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from tests.wall import desk_people, glass_told, holding, monitoring, postgres, routing_facts
from tests.wall.attempt import Attempt
from tests.wall.holding import held
from tests.wall.model import World
from tests.wall.postgres import UNREADABLE, entered, key_of
from tests.wall.reading import MAY_READ, may_read, owner_may_read
from tests.wall.write_rules import BEYOND_GRANTS, outcome
from tests.wall.writes import attempts

TRIED = 3
"""How many writes of one kind and nearness an actor tries with each outcome."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One decision on which a door and the rules differ."""

    seed: int
    now: datetime
    actor: str
    door: str
    key: str
    expected: object
    found: object

    def __str__(self) -> str:
        return (
            f"seed {self.seed} at {self.now:%Y-%m-%dT%H:%M}Z: {self.actor}, door {self.door}, {self.key}: "
            f"the rules say {self.expected}, found {self.found}"
        )


@dataclass(slots=True)
class Report:
    """What was compared, and where it differed."""

    world: World
    decisions: Counter[str] = field(default_factory=Counter)
    deviations: list[Deviation] = field(default_factory=list)

    def compare(self, actor: UUID, door: str, key: str, expected: object, found: object) -> None:
        """Count one decision, and keep it if it differs."""
        self.decisions[door] += 1
        if expected != found:
            who = describe(self.world, actor)
            self.deviations.append(Deviation(self.world.seed, self.world.now, who, door, key, expected, found))

    def compare_sets(
        self, actor: UUID, door: str, everything: Collection[object], expected: set[str], found: set[str]
    ) -> None:
        """Count a decision for each thing there is, and for each that was shown and is not there."""
        self.decisions[door] += len(everything)
        for key in sorted(expected ^ found, key=str):
            who = describe(self.world, actor)
            deviation = Deviation(self.world.seed, self.world.now, who, door, str(key), key in expected, key in found)
            self.deviations.append(deviation)


def describe(world: World, actor: UUID) -> str:
    """Name an actor by its subject and what counts of its appointments."""
    subject = next(row["subject"] for row in world.rows("actors") if row["id"] == actor)
    roles = [holding.desk_of(appointment) for appointment in holding.held(world, actor, world.now)]
    return f"{subject} ({', '.join(roles) or 'nothing that counts'})"


def expected_rows(world: World, actor: UUID, table: str) -> set[str]:
    """List the keys of the rows of a table that an actor may read."""
    return {key_of(table, row) for row in world.rows(table) if may_read(world, actor, world.now, table, row)}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the rules say of one actor: worked out once, compared as often as needed."""

    actor: UUID
    issuer: str
    subject: str
    rows: dict[str, set[str]]
    owned: dict[str, set[str]]
    tried: list[tuple[Attempt, str]]


def expectations(world: World, *, tried: int = TRIED) -> Iterator[Expectation]:
    """Work out what the rules say of each actor of a world."""
    for row in world.rows("actors"):
        actor = row["id"]
        rows = {table: expected_rows(world, actor, table) for table in MAY_READ}
        owned = {
            table: {key_of(table, one) for one in listed if owner_may_read(world, actor, world.now, table, one)}
            for table, listed in world.tables.items()
        }
        chosen = _chosen(world, actor, tried) if tried else []
        yield Expectation(actor, row["issuer"], row["subject"], rows, owned, chosen)


def _chosen(world: World, actor: UUID, tried: int) -> list[tuple[Attempt, str]]:
    """Choose of each kind of write some with each of its outcomes, from near and from far."""
    drawn = Random(f"{world.seed} {actor}")  # noqa: S311 - a choice of tests is no secret
    sorted_out: dict[tuple[str, str, str], list[Attempt]] = {}
    for attempt in attempts(world, actor):
        result = outcome(world, actor, world.now, attempt)
        sorted_out.setdefault((attempt.kind, result, attempt.near), []).append(attempt)
    return [
        (attempt, result)
        for (_, result, _), listed in sorted_out.items()
        for attempt in drawn.sample(listed, min(len(listed), tried))
    ]


async def compare_reading(connection: asyncpg.Connection, expected: Expectation, report: Report) -> None:
    """Read every row of every table as an actor."""
    world = report.world
    async with entered(connection, expected.issuer, expected.subject, world.now) as context:
        seen = await postgres.read(connection, set(MAY_READ) - set(UNREADABLE))
        for table, found in seen.items():
            everything = [key_of(table, row) for row in world.rows(table)]
            report.compare_sets(expected.actor, f"postgresql {table}", everything, expected.rows[table], found)
        for table in UNREADABLE:
            refused = await postgres.is_refused(connection, table)
            report.compare(expected.actor, f"postgresql {table}", "every row", True, refused)
        _compare_context(context, expected, report)
        await compare_statistics(connection, expected, report)
        there, found = desk_people.colleagues(world, expected.actor), await desk_people.read_colleagues(connection)
        report.compare_sets(expected.actor, "colleagues", there | found, there, found)
        areas, found = desk_people.districts(world, expected.actor), await desk_people.read_districts(connection)
        report.compare_sets(expected.actor, "districts_of", areas | found, areas, found)
        told, found = (
            desk_people.proposed_holders(world, expected.actor),
            await desk_people.read_proposed_holders(connection, world),
        )
        report.compare_sets(expected.actor, "proposed_holder", told | found, told, found)
        told, found = glass_told.cases_told(world, expected.actor), await glass_told.read_cases_told(connection, world)
        report.compare_sets(expected.actor, "opened_case", told | found, told, found)
        await postgres.as_owner(connection)
        for place, until, kept in await desk_people.compare_ends(connection, world, expected.actor):
            report.compare(expected.actor, "desk_until", place, until, kept)
        for table, found in (await postgres.read(connection, MAY_READ)).items():
            report.compare_sets(expected.actor, f"owner {table}", world.rows(table), expected.owned[table], found)


async def glance(connection: asyncpg.Connection, expected: Expectation, report: Report, tables: set[str]) -> None:
    """Read every row of some tables as an actor, and as the owner of the tables that it called a function of."""
    async with entered(connection, expected.issuer, expected.subject, report.world.now):
        for table, found in (await postgres.read(connection, tables - set(UNREADABLE))).items():
            everything = [key_of(table, row) for row in report.world.rows(table)]
            report.compare_sets(expected.actor, f"postgresql {table}", everything, expected.rows[table], found)
        await postgres.as_owner(connection)
        for table, found in (await postgres.read(connection, tables)).items():
            rows = report.world.rows(table)
            report.compare_sets(expected.actor, f"owner {table}", rows, expected.owned[table], found)


def _compare_context(context: dict[str, Any] | None, expected: Expectation, report: Report) -> None:
    """Compare what access.begin tells of an actor."""
    world, actor, now = report.world, expected.actor, report.world.now
    report.compare(
        actor, "access.begin", "actor", str(actor) if held(world, actor, now) else None, (context or {}).get("actor")
    )
    report.compare(actor, "access.begin", "entered", bool(held(world, actor, now)), context is not None)
    told = context or {}
    for name, everything, may in holding.context(world, actor, now):
        found: Any = told
        for step in name.split("."):
            found = found.get(step, {}) if isinstance(found, dict) else found
        shown = {str(item) for item in found or []}
        report.compare_sets(actor, f"access.begin {name}", everything, may, shown)


async def compare_statistics(connection: asyncpg.Connection, expected: Expectation, report: Report) -> None:
    """Count the facts of routing, as only who compares drafts can, and what the norms ask for."""
    world = report.world
    for between, decided, counted in await routing_facts.counts(connection, world, expected.actor):
        report.compare(expected.actor, "statistics", f"count {between}", decided, counted)
    today = world.now.date()
    for first, after in ((-60, 1), (-40, 1), (-60, 0), (-60, -50), (1, 2)):
        window = (today + timedelta(days=first), today + timedelta(days=after))
        rows = await connection.fetch("SELECT norm, district_id, size FROM access.norm_counts($1, $2)", *window)
        found = {" ".join(map(str, row)) for row in rows}
        there = {f"{norm} {district} {size}" for (norm, district), size in monitoring.norms(world, *window).items()}
        told = there if monitoring.READ in holding.actions(world, expected.actor, world.now) else set[str]()
        report.compare_sets(expected.actor, "norms", there | found, told, found)
        rows = await connection.fetch("SELECT norm, id, counted_on FROM access.counted_for_norms($1, $2)", *window)
        found = {" ".join(map(str, row)) for row in rows}
        things = [one for one in monitoring.counted(world) if window[0] <= one[3] < window[1]]
        there = {f"{norm} {row['id']} {day}" for norm, _, row, day, _ in things}
        told = {
            f"{norm} {row['id']} {day}"
            for norm, table, row, day, _ in things
            if may_read(world, expected.actor, world.now, table, row)
        }
        report.compare_sets(expected.actor, "counted", there | found, told, found)


async def compare_writing(
    connection: asyncpg.Connection,
    expected: Expectation,
    report: Report,
    tables: Collection[str] | None = None,
    *,
    beyond_grants: bool = False,
    at_most: int | None = None,
) -> None:
    """Try every write as an actor, or those on some tables, and of each kind with each outcome all or the first few."""
    chosen = []
    of_kind: Counter[tuple[str, str, str]] = Counter()
    for attempt, result in expected.tried:
        if (tables is not None and attempt.table not in tables) or (
            not beyond_grants and attempt.kind in BEYOND_GRANTS
        ):
            continue
        of_kind[attempt.kind, result, attempt.near] += 1
        if at_most is None or of_kind[attempt.kind, result, attempt.near] <= at_most:
            chosen.append((attempt, result))
    if not chosen:
        return
    results = {id(attempt): result for attempt, result in chosen}
    async with entered(connection, expected.issuer, expected.subject, report.world.now):
        codes = await postgres.write(connection, [attempt for attempt, _ in chosen])
    for attempt, code in codes:
        found = postgres.OUTCOMES.get(code, code)
        report.compare(expected.actor, f"write {attempt.kind}", attempt.key, results[id(attempt)], found)
