"""Pairs of records that share a value, found by a join on equality, as the database does it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

Pair = tuple[int, int]


@dataclass(slots=True)
class Side:
    """The values of one side: for each kind, hashes of values beside the numbers of the records they are of."""

    values: dict[str, "array[int]"] = field(default_factory=lambda: defaultdict(lambda: array("q")))
    records: dict[str, "array[int]"] = field(default_factory=lambda: defaultdict(lambda: array("l")))

    def add(self, kind: str, record: int, value: Hashable) -> None:
        """Add a value of a record."""
        self.values[kind].append(hash(value))
        self.records[kind].append(record)


def join(kind: str, left: Side, right: Side) -> set[Pair]:
    """Return the pairs of records that share a value of a kind."""
    by_value: defaultdict[int, list[int]] = defaultdict(list)
    for value, record in zip(left.values[kind], left.records[kind], strict=True):
        by_value[value].append(record)
    return {
        (mine, theirs)
        for value, theirs in zip(right.values[kind], right.records[kind], strict=True)
        for mine in by_value.get(value, ())
    }


@dataclass(frozen=True, slots=True)
class Found:
    """What one way of comparing found."""

    right: int
    wrong: int

    @property
    def precision(self) -> float:
        """The share of the pairs found that are of one person."""
        return self.right / (self.right + self.wrong) if self.right else 0.0


def judge(pairs: Iterable[Pair]) -> Found:
    """Count the pairs that are of one person, whose records have the same number on both sides, and the others."""
    counts = Counter(mine == theirs for mine, theirs in pairs)
    return Found(counts[True], counts[False])
