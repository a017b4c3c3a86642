"""Leaves out of a table what is small, and enough beside it that nothing left out can be computed back.

A table has a row for each group (say, each district) and a column for each answer (say, positive and not positive).
Of a row is published: its answers, only its size, or nothing. Whatever is published is a sum over *blocks*: the
answers of a row whose answers are shown, the size of a row of which only that is shown, and the rest of the rows
together. Every block counts nobody or at least `LEAST`, so no calculation with totals and rows ends at fewer. Design,
section 3: "Statistics suppress small cells (under 5, with complementary suppression)".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LEAST = 5
"""How many a published count counts at least."""

Counts = tuple[int, ...]
"""How often each answer was given."""


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


def release(rows: Mapping[str, Counts]) -> Released:
    """Decide what of a table is published.

    Rows that count nobody belong in it too. They are left out as those that count few are, but where all rows that are
    left out count nobody: that can be computed, and tells of nobody.
    """
    columns = len(next(iter(rows.values()), ()))
    total = tuple(sum(counts[column] for counts in rows.values()) for column in range(columns))
    if sum(total) < LEAST:
        return Released()
    split = {name for name, counts in rows.items() if _is_large(counts)} if _is_large(total) else set()
    while split and not _hides_answers(rows, split, total):
        split.remove(_smallest(rows, split))
    sized = _sized(rows, split, total)
    while not split <= sized:
        split &= sized
        sized = _sized(rows, split, total)
    return Released(
        total if _is_large(total) else None,
        sum(total),
        {name: rows[name] for name in rows if name in split},
        {name: sum(rows[name]) for name in rows if name in sized},
    )


def _is_large(counts: Counts) -> bool:
    """Tell whether each answer was given by nobody or by enough, and by enough in all."""
    return sum(counts) >= LEAST and all(count == 0 or count >= LEAST for count in counts)


def _smallest(rows: Mapping[str, Counts], among: set[str]) -> str:
    return min(among, key=lambda name: (sum(rows[name]), name))


def _hides_answers(rows: Mapping[str, Counts], split: set[str], total: Counts) -> bool:
    """Tell whether the rows that are not split gave each answer, that was given at all, often enough together."""
    rest = [counts for name, counts in rows.items() if name not in split and any(counts)]
    columns = zip(*rest, strict=True)
    return not rest or all(sum(column) >= LEAST for column, of_all in zip(columns, total, strict=True) if of_all)


def _sized(rows: Mapping[str, Counts], split: set[str], total: Counts) -> set[str]:
    """Choose the rows whose size is shown, so that the others together are enough to hide each of them.

    Where the answers of all are shown, those of the rows that are not split are known together; a row that is nearly
    all of them would have its answers shown by its size.
    """
    sizes = {name: sum(counts) for name, counts in rows.items()}
    rest = sum(size for name, size in sizes.items() if name not in split)
    beside = LEAST if _is_large(total) else 0
    sized = split | {name for name, size in sizes.items() if size >= LEAST and rest - size >= beside}
    while sized and 0 < sum(size for name, size in sizes.items() if name not in sized) < LEAST:
        sized.remove(_smallest(rows, sized))
    return sized
