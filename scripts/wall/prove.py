"""Compares PostgreSQL and the API with the second implementation of the access rules, world after world."""

import argparse
import asyncio
import secrets
import sys
from collections import Counter
from collections.abc import Callable

from scripts.wall.progress import Progress
from scripts.wall.server import Prover, prover
from tests.access.permitted import routes_of
from tests.wall import api, postgres
from tests.wall.compare import Deviation, Report, compare_reading, compare_writing, expectations
from tests.wall.draw import Size
from tests.wall.effects import compare_effects
from tests.wall.load import load
from tests.wall.worlds import generate

SMALL = Size(signals=8, extra_actors=4, impossible=False, rare=False)
DOORS = ("postgresql", "api")
"""The doors of which as many decisions are compared as were asked for; what is compared at others comes on top."""
EVERY = 4
"""Each so many worlds, a small one is also written to and asked through the API, which take longer."""
SHOWN = 20


class Tally:
    """All that was compared."""

    def __init__(self) -> None:
        self.decisions: Counter[str] = Counter()
        self.deviations: list[Deviation] = []
        self.worlds = 0

    def add(self, report: Report) -> None:
        """Take a report in."""
        self.worlds += 1
        self.deviations += report.deviations
        self.decisions += by_door(report)

    def at_the_doors(self, report: Report | None = None) -> int:
        """Count the decisions at the doors that are asked for, with those of a report that is not finished."""
        so_far = self.decisions + (by_door(report) if report is not None else Counter())
        return sum(so_far[door] for door in DOORS)


def by_door(report: Report) -> Counter[str]:
    """Count what a report compared by door."""
    counted: Counter[str] = Counter()
    for door, count in report.decisions.items():
        counted[door.split(" ")[0].replace("GET", "api")] += count
    return counted


async def read_world(proof: Prover, seed: int, show: Callable[[Report], None]) -> Report:
    """Compare what every actor reads in PostgreSQL; show how far it is after each of them."""
    report = Report(generate(seed))
    async with proof.copy() as service, service.as_superuser() as connection:
        await load(report.world, service)
        for expected in expectations(report.world, tried=0):
            await compare_reading(connection, expected, report)
            show(report)
    return report


async def try_world(proof: Prover, seed: int) -> Report:
    """Compare what every actor may write in PostgreSQL, and reads through the API."""
    report = Report(generate(seed, SMALL))
    async with proof.copy() as service, service.as_superuser() as connection:
        await load(report.world, service)
        listed = list(expectations(report.world))
        await postgres.prepare(connection, [attempt for expected in listed for attempt, _ in expected.tried])
        for expected in listed:
            await compare_writing(connection, expected, report)
        await compare_effects(connection, listed, report)
        await api.compare_api(service, report.world, report, routes_of(service.app))
    return report


async def prove(proof: Prover, seed: int, wanted: int) -> Tally:
    """Compare world after world until there were as many decisions as wanted."""
    tally, progress, number = Tally(), Progress(wanted, "decisions"), 0

    def show(report: Report | None = None) -> None:
        progress.show(tally.at_the_doors(report), f"{len(tally.deviations)} deviations")

    while tally.at_the_doors() < wanted:
        if number % EVERY == 0:
            tally.add(await try_world(proof, seed + number))
            show()
        tally.add(await read_world(proof, seed + number, show))
        number += 1
    progress.end()
    there = " and ".join(DOORS)
    print(f"{tally.at_the_doors():,} decisions at {there} in {tally.worlds} worlds, {progress.seconds:.0f} s; of all:")
    for door, count in tally.decisions.most_common():
        print(f"  {door:<14} {count:>12,}")
    return tally


def main() -> None:
    """Prove, and end with 1 when anything deviates."""
    parser = argparse.ArgumentParser(prog="scripts/prove-wall", description=__doc__)
    parser.add_argument("--seed", type=int, help="begin with this world instead of a random one")
    parser.add_argument(
        "--decisions", type=int, default=1_000_000, help="how many to compare at least, in PostgreSQL and API"
    )
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else secrets.randbelow(10**9)
    print(f"seed {seed} (again with: scripts/prove-wall --seed {seed} --decisions {arguments.decisions})", flush=True)
    with prover() as proof:
        tally = asyncio.run(prove(proof, seed, arguments.decisions))
    for deviation in tally.deviations[:SHOWN]:
        print(f"  {deviation}")
    if len(tally.deviations) > SHOWN:
        print(f"  and {len(tally.deviations) - SHOWN:,} more")
    print(f"{len(tally.deviations)} deviations")
    sys.exit(bool(tally.deviations))


if __name__ == "__main__":
    main()
