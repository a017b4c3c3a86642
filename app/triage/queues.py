"""The rules of reading a queue: its orders, and what each filter asks of a task. Pure data for the SQL of `queries`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class TaskSort(StrEnum):
    """The orders in which a queue is listed; a minus turns one round."""

    URGENCY = "urgency"
    DUE_AT = "dueAt"
    DUE_AT_DESCENDING = "-dueAt"
    OPENED_AT = "openedAt"
    OPENED_AT_DESCENDING = "-openedAt"


@dataclass(frozen=True, slots=True)
class Order:
    """The columns that tell the place of a task in an order; the last is its id, so that no two share a place."""

    columns: tuple[str, ...]
    descending: bool = False

    @property
    def direction(self) -> str:
        """Return the direction as SQL writes it."""
        return "DESC" if self.descending else "ASC"

    @property
    def clause(self) -> str:
        """Return what follows ORDER BY."""
        return ", ".join(f"{column} {self.direction}" for column in self.columns)

    @property
    def after(self) -> str:
        """Return the comparison of a row that comes later."""
        return "<" if self.descending else ">"


ORDERS: Mapping[TaskSort, Order] = MappingProxyType(
    {
        TaskSort.URGENCY: Order(("urgency", "due_at", "id")),
        TaskSort.DUE_AT: Order(("due_at", "id")),
        TaskSort.DUE_AT_DESCENDING: Order(("due_at", "id"), descending=True),
        TaskSort.OPENED_AT: Order(("opened_at", "id")),
        TaskSort.OPENED_AT_DESCENDING: Order(("opened_at", "id"), descending=True),
    }
)
"""Each has an index of its own, of what is open and of what is done."""

STATUS = (
    "CASE WHEN status = 'done' THEN 'done' WHEN claimed_by IS NULL OR claimed_until <= {now} THEN 'open' "
    "WHEN waiting_until > {now} THEN 'waiting' ELSE 'claimed' END"
)
"""The status at a moment, as `status_at` of the states tells it; a test holds them together."""

OVERDUE = "status <> 'done' AND due_at < {now}"
UNCLAIMED = "claimed_by IS NULL OR claimed_until <= {now}"
MINE = "claimed_by = {me} AND (claimed_until IS NULL OR claimed_until > {now})"
