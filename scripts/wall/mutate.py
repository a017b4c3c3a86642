"""Removes or weakens each access rule in turn, and looks whether the proofs notice: they must notice every one."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack

from scripts.wall.by_hand import hand_written_matrix_notices, scopes_noticed, table_of_routes_notices
from scripts.wall.equivalent import EQUIVALENT
from scripts.wall.ground import Ground
from scripts.wall.matching import matching, tests_of_matching_notice
from scripts.wall.mutants import Mutant, actions, functions, policies, rights, tables
from scripts.wall.progress import Progress
from scripts.wall.server import Prover, prover
from scripts.wall.showing import has_shown
from tests.wall import postgres
from tests.wall.compare import Expectation, expectations
from tests.wall.draw import Size
from tests.wall.load import load
from tests.wall.worlds import generate

SEEDS = (9, 4, 2026, 28)
SIZES = (Size(signals=8, extra_actors=4), Size(signals=10, extra_actors=10), Size(), Size())
"""Small worlds first, in which most is noticed soon; what survives them meets larger ones."""
TRIED = 60
"""How many writes of one kind with one outcome an actor tries: nearly all there are."""
WORLDS_FOR_RIGHTS = 2
"""A change of the matrix shows in the first world or in none."""

RECENT = 4
"""How many of those who noticed a mutant of late are asked first."""


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
        ground = Ground(connection, world, expected, quick=quick)
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
        for ground in grounds if has_shown(mutant.function) else ():
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
