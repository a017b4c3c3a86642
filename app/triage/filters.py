"""What the filters of a queue are in SQL: one condition for each, over the columns of a task."""

from collections.abc import Iterator
from datetime import timedelta

from app.access.gate import Work
from app.triage.queues import MINE, OVERDUE, STATUS, UNCLAIMED
from app.triage.schemas import TaskFilters
from app.triage.states import URGENCY_ORDER, TaskStatus

NOT_DONE = "status <> 'done'"


class Parameters:
    """The values of a statement, each of which is named by its place."""

    def __init__(self, values: list[object]) -> None:
        self.values = values
        self._names: dict[str, str] = {}

    def add(self, value: object) -> str:
        """Add a value; return how the statement names it."""
        self.values.append(value)
        return f"${len(self.values)}"

    def once(self, name: str, value: object) -> str:
        """Add a value under a name of its own, the first time only."""
        if name not in self._names:
            self._names[name] = self.add(value)
        return self._names[name]


def conditions_of(work: Work, filters: TaskFilters, parameters: Parameters) -> list[str]:
    """Return the conditions of the filters; the desk and the track choose the queues and are not among them."""
    return [*_on_columns(work, filters, parameters), *_on_the_moment(work, filters, parameters)]


def _on_columns(work: Work, filters: TaskFilters, parameters: Parameters) -> Iterator[str]:
    """Yield the conditions that compare a column with a value."""
    days, urgency = filters.older_than_days, filters.urgency
    compared: tuple[tuple[str, object], ...] = (
        ("urgency = {}", URGENCY_ORDER[urgency] if urgency is not None else None),
        ("{} = ANY (exploitation_forms)", filters.exploitation_form),
        ("municipality_code = {}", filters.municipality_code),
        ("minor_involved = {}", filters.minor_involved),
        ("opened_at < {}", work.now - timedelta(days=days) if days is not None else None),
        ("opened_at < {}", filters.received_before),
    )
    for condition, value in compared:
        if value is not None:
            yield condition.format(parameters.add(value))


def _on_the_moment(work: Work, filters: TaskFilters, parameters: Parameters) -> Iterator[str]:
    """Yield the conditions on where a task stands at this moment, for this caller."""
    if filters.status not in {None, TaskStatus.DONE}:
        yield f"({named(STATUS, work, parameters)}) = {parameters.add(filters.status)}"
    for wanted, condition in ((filters.overdue, OVERDUE), (filters.mine, MINE), (filters.unclaimed, UNCLAIMED)):
        if wanted is not None:
            yield f"({named(condition, work, parameters)}) IS {'TRUE' if wanted else 'NOT TRUE'}"


def named(condition: str, work: Work, parameters: Parameters) -> str:
    """Write the moment and the caller into a condition that asks for them."""
    now = f"{parameters.once('now', work.now)}::timestamptz" if "{now}" in condition else ""
    me = f"{parameters.once('me', work.actor.actor_id)}::uuid" if "{me}" in condition else ""
    return condition.format(now=now, me=me)
