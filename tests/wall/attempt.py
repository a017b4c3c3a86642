"""One write that an actor of a world tries."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from tests.wall.model import Row


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
