"""Leaves out of a table what is small, and enough beside it that nothing left out can be computed back.

A table has a row for each group (say, each district) and a column for each answer (say, positive and not positive).
Of a row is published: its answers, only its size, or nothing. Whatever is published is a sum over *blocks*: the
answers of a row whose answers are shown, the size of a row of which only that is shown, and the rest of the rows
together. Every block counts nobody or at least `LEAST`, so no calculation with totals and rows ends at fewer. Design,
section 3: "Statistics suppress small cells (under 5, with complementary suppression)".

Which large row is left out beside a small one goes by lot. Were it always the smallest, whoever knows that would
compute with it: of 8, 8 and 4 only an 8 is shown, so what is left out is 12, in which none is more than 8, and the
small one is 4 (Wong and others, "Minimality attack in privacy preserving data publishing", 2007; decision 127). Small
rows are drawn far more often than large ones, so that little is left out.
"""

import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from math import log

LEAST = 5
"""How many a published count counts at least."""

Counts = tuple[int, ...]
"""How often each answer was given."""


Lots = Callable[[str], float]
"""Gives the lot of a row, by its name: a number between 0 and 1 that nobody foresees."""


@dataclass(frozen=True, slots=True)
class KeptLots:
    """The lots of a table: under a key, so that publishing again after a back-up was put back leaves out the same."""

    key: bytes
    table: str

    def __call__(self, name: str) -> float:
        """Return the lot of a row."""
        drawn = hmac.digest(self.key, f"{self.table} {name}".encode(), "sha256")
        return (int.from_bytes(drawn[:8]) + 1) / (2**64 + 1)


@dataclass(frozen=True, slots=True)
class Released:
    """What may be published of a table."""

    total: Counts | None = None
    """The answers of all, or None where those are too few."""
    size: int | None = None
    """How many there are in all, or None where they are too few."""
    answers: Mapping[str, Counts] = field(default_factory=dict)
    """The answers of the rows whose answers are shown."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """The sizes of the rows of which that is shown, with or without their answers."""


def release(rows: Mapping[str, Counts], lots: Lots, among: Collection[str] | None = None) -> Released:
    """Decide what of a table is published: of the rows `among` which it may be, where that is not all of them.

    Rows that count nobody belong in it too. They are left out as those that count few are, but where all rows that are
    left out count nobody: that can be computed, and tells of nobody.
    """
    columns = len(next(iter(rows.values()), ()))
    total = tuple(sum(counts[column] for counts in rows.values()) for column in range(columns))
    if sum(total) < LEAST:
        return Released()
    may_be = rows.keys() if among is None else rows.keys() & among
    split = {name for name in may_be if _is_large(rows[name])} if _is_large(total) else set()
    while split and not _hides_answers(rows, split, total):
        split.remove(_one_of(rows, split, lots))
    sized = _sized(rows, may_be, split, total, lots)
    while not split <= sized:
        split &= sized
        sized = _sized(rows, may_be, split, total, lots)
    return Released(
        total if _is_large(total) else None,
        sum(total),
        {name: rows[name] for name in rows if name in split},
        {name: sum(rows[name]) for name in rows if name in sized},
    )


def is_few(size: int) -> bool:
    """Tell whether a count tells of somebody, and of too few to be told."""
    return 0 < size < LEAST


def _is_large(counts: Counts) -> bool:
    """Tell whether each answer was given by nobody or by enough, and by enough in all."""
    return sum(counts) >= LEAST and all(count == 0 or count >= LEAST for count in counts)


def _one_of(rows: Mapping[str, Counts], among: set[str], lots: Lots) -> str:
    """Draw a row that is left out as well: any of them, and one that is twice as large a quarter as often."""
    return min(sorted(among), key=lambda name: -log(lots(name)) * sum(rows[name]) ** 2)


def _hides_answers(rows: Mapping[str, Counts], split: set[str], total: Counts) -> bool:
    """Tell whether the rows that are not split gave each answer, that was given at all, often enough together."""
    rest = [counts for name, counts in rows.items() if name not in split and any(counts)]
    columns = zip(*rest, strict=True)
    return not rest or all(sum(column) >= LEAST for column, of_all in zip(columns, total, strict=True) if of_all)


def _sized(rows: Mapping[str, Counts], may_be: Collection[str], split: set[str], total: Counts, lots: Lots) -> set[str]:
    """Choose the rows whose size is shown, so that the others together are enough to hide each of them.

    Where the answers of all are shown, those of the rows that are not split are known together; a row that is nearly
    all of them would have its answers shown by its size.
    """
    sizes = {name: sum(counts) for name, counts in rows.items()}
    rest = sum(size for name, size in sizes.items() if name not in split)
    beside = LEAST if _is_large(total) else 0
    sized = split | {name for name in may_be if sizes[name] >= LEAST and rest - sizes[name] >= beside}
    while sized and is_few(sum(size for name, size in sizes.items() if name not in sized)):
        sized.remove(_one_of(rows, sized, lots))
    return sized
