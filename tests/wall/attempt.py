"""One write that an actor of a world tries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from tests.wall.model import Row, World


@dataclass(frozen=True, slots=True)
class Attempt:
    """One write: a row to insert, a row to change (`before` as it is), or a signal to break glass for."""

    kind: str
    table: str
    row: Row
    before: Row | None = None
    changes: tuple[str, ...] = ()
    near: str = ""
    """How close it comes to what is allowed, when that is seldom; of each nearness some are tried."""

    @property
    def key(self) -> str:
        """Name what is written."""
        return f"{self.kind}:{self.row.get('id', self.row.get('signal_id', self.row.get('subject_id')))}"


def new(*parts: object) -> UUID:
    """Make an id that follows from what it is of."""
    return uuid5(UUID(int=0), " ".join(map(str, parts)))


def changed(kind: str, table: str, before: Row, **changes: Any) -> Attempt:
    """Try to change a row."""
    return Attempt(kind, table, {**before, **changes}, before, tuple(changes))


def by_loan(world: World, attempt: Attempt, actor: UUID, others: Iterable[UUID | None]) -> Attempt:
    """Say of an attempt that it comes near when the actor lent something to one of these, or was lent by them."""
    return replace(attempt, near="by a loan") if any((actor, other) in _loans(world) for other in others) else attempt


@lru_cache(maxsize=8)
def _loans(world: World) -> frozenset[tuple[UUID, UUID]]:
    """Pair lenders with deputies, either way around."""
    holder_of = {row["id"]: row["actor_id"] for row in world.rows("appointments")}
    lent = [row for row in world.rows("appointments") if row["lent_from"] in holder_of]
    pairs = {(holder_of[row["lent_from"]], row["actor_id"]) for row in lent}
    return frozenset(pairs | {(deputy, lender) for lender, deputy in pairs})
