"""A loaded world in which mutants are tried, one by one, until something deviates from what the rules say."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from functools import partial
from uuid import UUID

import asyncpg

from scripts.wall.mutants import Mutant
from scripts.wall.showing import has_shown, look_where_shown
from tests.wall.compare import Expectation, Report, compare_reading, compare_writing, glance
from tests.wall.effects import compare_effects
from tests.wall.model import World
from tests.wall.reading import MAY_READ

FEW = 4
"""How many of those are tried first, for all actors, before anybody tries all."""
READERS = (
    "begin",
    "colleagues",
    "counted_for_norms",
    "desk_until",
    "districts_of",
    "is_last_assessment",
    "member_cases",
    "norm_counts",
    "opened_case",
    "proposed_holder",
    "reaches_case",
    "works_at",
)
"""The functions that reading goes by; the others are noticed sooner by what they do."""
LONGEST = "30s"
"""How long one statement takes at most: a loop that lost its end is noticed by that."""

FORCED = """
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)
AND relrowsecurity AND relforcerowsecurity
"""


class BrokenMutantError(Exception):
    """What should have been a mutant is no SQL, and would pass for one that was noticed."""


async def apply(connection: asyncpg.Connection, mutant: Mutant) -> None:
    """Take away what a mutant takes away; what asks without end then is ended. Raises BrokenMutantError."""
    try:
        await connection.execute(f"SET LOCAL statement_timeout = '{LONGEST}'")
        await connection.execute(mutant.sql)
    except asyncpg.PostgresError as error:
        raise BrokenMutantError(mutant.name) from error


class NoticedError(Exception):
    """Something deviated."""


class FirstDeviation(Report):
    """A report that ends what is compared as soon as anything deviates; the rest would say no more."""

    def compare(self, actor: UUID, door: str, key: str, expected: object, found: object) -> None:
        """Compare, and raise NoticedError when it differs."""
        super().compare(actor, door, key, expected, found)
        self._end()

    def compare_sets(
        self, actor: UUID, door: str, everything: Collection[object], expected: set[str], found: set[str]
    ) -> None:
        """Compare, and raise NoticedError when they differ."""
        super().compare_sets(actor, door, everything, expected, found)
        self._end()

    def _end(self) -> None:
        if self.deviations:
            raise NoticedError


class Ground:
    """A loaded world with what the rules say of it, on a connection past every policy."""

    def __init__(
        self, connection: asyncpg.Connection, world: World, expected: list[Expectation], *, quick: bool
    ) -> None:
        self.connection, self.world, self.expected, self.quick = connection, world, expected, quick
        self.noticed_by = expected[0]
        """For whom something deviated last."""

    async def notices(self, mutant: Mutant, among: Sequence[Expectation] = ()) -> bool:
        """Apply a mutant, compare until something deviates for some actors or for all, and undo everything."""
        return await self._deviates(mutant, partial(self._look, mutant, among or self.expected))

    async def shows(self, mutant: Mutant) -> bool:
        """Apply a mutant of a function, look where that shows soonest, and undo everything."""
        return await self._deviates(mutant, partial(look_where_shown, self.connection, mutant.function, self.expected))

    async def glimpses(self, mutant: Mutant, table: str) -> bool:
        """Apply a mutant, look at one table alone for every actor, and undo everything."""

        async def look(report: Report) -> None:
            for one in self.expected:
                await glance(self.connection, one, report, {table})

        return await self._deviates(mutant, look)

    async def _deviates(self, mutant: Mutant, look: Callable[[Report], Awaitable[None]]) -> bool:
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await self.connection.execute("GRANT UPDATE ON tasks TO signaalbrug_app")
            await apply(self.connection, mutant)
            await look(FirstDeviation(self.world))
        except (asyncpg.PostgresError, NoticedError):
            return True
        finally:
            await transaction.rollback()
        return False

    async def accepts(self, mutant: Mutant) -> None:
        """See that a mutant can be applied, and undo it. Raises BrokenMutantError."""
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await apply(self.connection, mutant)
        finally:
            await transaction.rollback()

    async def _look(self, mutant: Mutant, among: Sequence[Expectation], report: Report) -> None:
        if mutant.kind == "tables" and await self.connection.fetchval(FORCED, list(MAY_READ)) < len(MAY_READ):
            raise NoticedError
        for look in self._looks(mutant, among, report):
            await look

    def _looks(self, mutant: Mutant, among: Sequence[Expectation], report: Report) -> Iterator[Awaitable[None]]:
        """List where to look, what is soonest told first."""
        if mutant.tables is not None:
            yield from self._writings(mutant.tables, among, report, FEW)
            yield from self._writings(mutant.tables, among, report, None)
            if mutant.kind != "functions" or len(among) == 1 or self.quick:
                return
        reads_first = mutant.kind != "functions" or mutant.name.startswith(READERS)
        if reads_first:
            yield from self._readings(among, report)
            if mutant.kind.startswith("rights"):
                return  # all that a reach gives is told when an actor enters, which was compared
        if self.quick and (reads_first or has_shown(mutant.function)):
            return
        self.noticed_by = among[0]
        yield compare_effects(self.connection, among[:1], report)
        if len(among) > 1:
            yield compare_effects(self.connection, among, report)
            yield from self._writings(None, among, report, FEW)
        if not reads_first:
            yield from self._readings(among, report)
        if len(among) > 1 and not self.quick:
            yield from self._writings(None, among, report, None)

    def _readings(self, among: Sequence[Expectation], report: Report) -> Iterator[Awaitable[None]]:
        for one in among:
            self.noticed_by = one
            yield compare_reading(self.connection, one, report)

    def _writings(
        self, tables: frozenset[str] | None, among: Sequence[Expectation], report: Report, at_most: int | None
    ) -> Iterator[Awaitable[None]]:
        if at_most is not None and len(among) == 1:
            return
        for one in among:
            self.noticed_by = one
            yield compare_writing(self.connection, one, report, tables, beyond_grants=True, at_most=at_most)
