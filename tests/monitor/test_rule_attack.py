"""Whoever knows the rule by which figures are left out computes no more with it: every table that could be is tried."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from math import exp

import pytest

from app.monitor.figures.suppression import LEAST, Counts, KeptLots, Lots, Released, release
from tests.monitor.drawing import KEY, alike

Table = dict[str, Counts]
FEW_VALUES = 3
"""How many values at least a count that was left out can have, as far as anybody can tell."""


def all_releases(rows: Table) -> Iterator[Released]:
    """List every release of a table that can be drawn: with each order in which rows are left out beside the few."""
    for order in permutations(rows):
        yield release(rows, in_order(rows, order))


def in_order(rows: Table, order: Sequence[str]) -> Lots:
    """Give lots by which rows are left out in an order, as they are weighed with the square of what a row counts."""
    return lambda name: exp(-(order.index(name) + 1) / max(1, sum(rows[name])) ** 2)


def the_smallest_left_out(rows: Table) -> Iterator[Released]:
    """Give the release that leaves out the smallest row each time."""
    yield release(rows, alike)


def sums(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """List the ways to divide a total."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in sums(total - first, parts - 1):
            yield first, *others


def tables(rows: int, columns: int, total: int) -> Iterator[Table]:
    """List the tables of some rows and columns that count so many."""
    for counts in sums(total, rows * columns):
        yield {"abcd"[row]: counts[row * columns : (row + 1) * columns] for row in range(rows)}


def narrow(rows: int, columns: int, total: int, rule: Callable[[Table], Iterator[Released]]) -> Iterator[set[int]]:
    """List the few values that counts which were left out can only have, by whatever is released of all such tables."""
    behind: dict[str, list[Table]] = defaultdict(list)
    releases: dict[str, Released] = {}
    for table in tables(rows, columns, total):
        for released in rule(table):
            releases[repr(released)] = released
            behind[repr(released)].append(table)
    for written, could_be in behind.items():
        released = releases[written]
        for name in could_be[0]:
            left_out = [{sum(table[name]) for table in could_be}] if name not in released.sizes else []
            if name not in released.answers and columns > 1:
                left_out += [{table[name][column] for table in could_be} for column in range(columns)]
            for values in left_out:
                if len(values) < FEW_VALUES and any(0 < value < LEAST for value in values):
                    yield values


@pytest.mark.parametrize(
    ("rows", "columns", "totals"),
    [(2, 1, range(5, 40)), (3, 1, range(5, 26)), (4, 1, range(5, 18)), (2, 2, range(5, 22)), (3, 2, range(5, 14))],
)
def test_a_count_that_was_left_out_can_be_many_for_whoever_knows_the_rule(
    rows: int, columns: int, totals: range
) -> None:
    for total in totals:
        assert list(narrow(rows, columns, total, all_releases)) == []


def test_the_attack_finds_what_always_leaving_out_the_smallest_gives_away() -> None:
    """Of 8, 8 and 4 one 8 is shown; of what is left out, 12, none was more than 8."""
    (released,) = the_smallest_left_out({"a": (8,), "b": (8,), "c": (4,)})
    assert (released.size, released.sizes) == (20, {"b": 8})
    assert {4} in list(narrow(3, 1, 20, the_smallest_left_out))


def test_large_rows_are_seldom_left_out_beside_a_small_one() -> None:
    sizes = {"large": (80,), "middle": (20,), "less": (10,), "small": (2,)}
    left_out = [sizes.keys() - release(sizes, KeptLots(KEY, f"{year}-H1")).sizes.keys() for year in range(400)]
    assert all("small" in names and len(names) == 2 for names in left_out)
    counted = {name: sum(name in names for names in left_out) for name in sizes}
    assert counted["less"] > 2 * counted["middle"] > 4 * counted["large"]


def test_publishing_again_leaves_out_the_same_and_on_the_other_side_too() -> None:
    """Else the one publication would show what the other leaves out, as after a back-up was put back."""
    rows = {"a": (8,), "b": (8,), "c": (4,)}
    drawn = {year: release(rows, KeptLots(KEY, year)) for year in map(str, range(50))}
    assert {year: release(rows, KeptLots(KEY, year)) for year in drawn} == drawn
    assert len({repr(released) for released in drawn.values()}) == 2, "and another in another period"
    assert any(release(rows, KeptLots(KEY[::-1], year)) != released for year, released in drawn.items())
