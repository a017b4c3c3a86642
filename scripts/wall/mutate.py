"""Removes or weakens each access rule in turn, and looks whether the proofs notice: they must notice every one."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack

import asyncpg

from scripts.wall.by_hand import hand_written_matrix_notices, scopes_noticed, table_of_routes_notices
from scripts.wall.matching import matching, tests_of_matching_notice
from scripts.wall.mutants import EQUIVALENT, Mutant, actions, functions, policies, rights, tables
from scripts.wall.progress import Progress
from scripts.wall.server import Prover, prover
from scripts.wall.showing import has_shown, shows
from tests.wall import postgres
from tests.wall.compare import Expectation, Report, compare_reading, compare_writing, expectations, glance
from tests.wall.draw import Size
from tests.wall.effects import compare_effects
from tests.wall.load import load
from tests.wall.reading import MAY_READ
from tests.wall.worlds import generate

SEEDS = (9, 4, 2026, 28)
SIZES = (Size(signals=8, extra_actors=4), Size(signals=10, extra_actors=10), Size(), Size())
"""Small worlds first, in which most is noticed soon; what survives them meets larger ones."""
TRIED = 60
"""How many writes of one kind with one outcome an actor tries: nearly all there are."""
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
    "reaches_case",
    "works_at",
)
"""The functions that reading goes by; the others are noticed sooner by what they do."""
LONGEST = "30s"
"""How long one statement takes at most: a loop that lost its end is noticed by that."""
WORLDS_FOR_RIGHTS = 2
"""A change of the matrix shows in the first world or in none."""

RECENT = 4
"""How many of those who noticed a mutant of late are asked first."""

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


class Ground:
    """A loaded world with what the rules say of it, on a connection past every policy."""

    def __init__(
        self, connection: asyncpg.Connection, report: Report, expected: list[Expectation], *, quick: bool
    ) -> None:
        self.connection, self.report, self.expected, self.quick = connection, report, expected, quick
        self.noticed_by = expected[0]
        """For whom something deviated last."""

    async def notices(self, mutant: Mutant, among: Sequence[Expectation] = ()) -> bool:
        """Apply a mutant, compare until something deviates for some actors or for all, and undo everything."""
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await self.connection.execute("GRANT UPDATE ON tasks TO signaalbrug_app")
            await apply(self.connection, mutant)
            return await self._deviates(mutant, among or self.expected)
        except asyncpg.PostgresError:
            return True
        finally:
            await transaction.rollback()

    async def shows(self, mutant: Mutant) -> bool:
        """Apply a mutant of a function, look where that shows soonest, and undo everything."""
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await apply(self.connection, mutant)
            return await shows(self.connection, mutant.function, self.expected, Report(self.report.world))
        except asyncpg.PostgresError:
            return True
        finally:
            await transaction.rollback()

    async def glimpses(self, mutant: Mutant, table: str) -> bool:
        """Apply a mutant, look at one table alone for every actor, and undo everything."""
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await apply(self.connection, mutant)
            return await self._shows_otherwise(table)
        except asyncpg.PostgresError:
            return True
        finally:
            await transaction.rollback()

    async def _shows_otherwise(self, table: str) -> bool:
        report = Report(self.report.world)
        for one in self.expected:
            await glance(self.connection, one, report, {table})
            if report.deviations:
                return True
        return False

    async def accepts(self, mutant: Mutant) -> None:
        """See that a mutant can be applied, and undo it. Raises BrokenMutantError."""
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await apply(self.connection, mutant)
        finally:
            await transaction.rollback()

    async def _deviates(self, mutant: Mutant, among: Sequence[Expectation]) -> bool:
        if mutant.kind == "tables" and await self.connection.fetchval(FORCED, list(MAY_READ)) < len(MAY_READ):
            return True
        report = Report(self.report.world)
        for look in self._looks(mutant, among, report):
            await look
            if report.deviations:
                return True
        return False

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


async def prepare(stack: AsyncExitStack, proof: Prover, worlds: int, *, quick: bool) -> list[Ground]:
    """Load the first worlds, each in a database of its own, and see that none deviates before anything is mutated."""
    grounds = []
    for seed, size in list(zip(SEEDS, SIZES, strict=True))[:worlds]:
        service = await stack.enter_async_context(proof.copy())
        connection = await stack.enter_async_context(service.as_superuser())
        world = generate(seed, size)
        await load(world, service)
        expected = list(expectations(world, tried=TRIED))
        await postgres.prepare(connection, [attempt for one in expected for attempt, _ in one.tried])
        ground = Ground(connection, Report(world), expected, quick=quick)
        if await ground.notices(Mutant("none", "nothing mutated", "SELECT")):
            raise SystemExit(f"seed {seed} deviates before anything was mutated; run scripts/prove-wall --seed {seed}")
        grounds.append(ground)
    return grounds


class Hunters:
    """Who noticed the mutants of late: whoever noticed one notices the next, mostly, so that they are asked first."""

    def __init__(self) -> None:
        self._recent: list[tuple[Ground, Expectation]] = []

    async def notice(self, grounds: Sequence[Ground], mutant: Mutant) -> bool:
        """Tell whether any world notices a mutant."""
        for ground in grounds:
            if mutant.shows is not None and await ground.glimpses(mutant, mutant.shows):
                return True
        for ground in grounds if mutant.kind == "functions" else ():
            if await ground.shows(mutant):
                return True
        for place in list(self._recent):
            if await place[0].notices(mutant, [place[1]]):
                self._remember(place)
                return True
        for ground in grounds:
            if await ground.notices(mutant):
                self._remember((ground, ground.noticed_by))
                return True
        return False

    def _remember(self, place: tuple[Ground, Expectation]) -> None:
        self._recent = [place, *(other for other in self._recent if other is not place)][:RECENT]


async def mutate(proof: Prover, only: Sequence[str], worlds: int, *, quick: bool) -> list[str]:
    """Try every mutant; print what was noticed and return the names of the survivors."""
    async with AsyncExitStack() as stack:
        grounds = await prepare(stack, proof, worlds, quick=quick)
        personas = await stack.enter_async_context(proof.copy())
        connection = grounds[0].connection
        listed = [*await policies(connection), *tables(), *await functions(connection), *await matching(connection)]
        listed += [*rights(), *actions()]
        listed = [mutant for mutant in listed if any(name in f"{mutant.kind} {mutant.name}" for name in only)]
        killed: dict[str, int] = {}
        totals: dict[str, int] = {}
        survivors: list[str] = []
        by_table: list[str] = []
        hunters = Hunters()
        by_routes, progress = 0, Progress(len(listed), "mutants")
        for number, mutant in enumerate(listed):
            progress.show(number, f"{len(survivors)} survived")
            if any(mutant.name.startswith(name) for name in EQUIVALENT):
                continue
            few = WORLDS_FOR_RIGHTS if mutant.kind.startswith("rights") else len(grounds)
            if mutant.kind == "matching":
                await grounds[0].accepts(mutant)
                found = await asyncio.to_thread(tests_of_matching_notice, mutant)
            else:
                found = await hunters.notice(grounds[:few], mutant)
            if not found and mutant.kind.startswith("rights") and hand_written_matrix_notices(mutant):
                by_table.append(mutant.name)
                found = True
            if mutant.role is not None:
                by_routes += await table_of_routes_notices(personas, mutant)
            totals[mutant.kind] = totals.get(mutant.kind, 0) + 1
            killed[mutant.kind] = killed.get(mutant.kind, 0) + found
            if not found:
                survivors.append(f"{mutant.kind}: {mutant.name}")
                print(f"  survived: {survivors[-1]}", flush=True)
        progress.end()
    for kind, total in totals.items():
        print(f"  {kind:<16} {killed[kind]:>4} of {total:>4} noticed")
    count, total = scopes_noticed()
    print(f"  {'scopes':<16} {count:>4} of {total:>4} noticed")
    print(f"{sum(killed.values()) + count} of {sum(totals.values()) + total} mutants noticed, {progress.seconds:.0f} s")
    print(f"  of the actions, {by_routes} by the table of roles and routes as well")
    print(f"  of the rights, {len(by_table)} only by the matrix that the tests have from the design:")
    for name in by_table:
        print(f"    {name}")
    return survivors


def main() -> None:
    """Mutate, and end with 1 when anything survives."""
    parser = argparse.ArgumentParser(prog="scripts/mutate-wall", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""], help="only the mutants with one of these in their name")
    parser.add_argument(
        "--worlds", type=int, default=len(SEEDS), help="only the first of the worlds, to be sooner ready"
    )
    parser.add_argument(
        "--quick", action="store_true", help="look only where it is soonest told; try survivors again without this"
    )
    arguments = parser.parse_args()
    with prover() as proof:
        survivors = asyncio.run(mutate(proof, arguments.only, arguments.worlds, quick=arguments.quick))
    print(f"{len(survivors)} survivors")
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
