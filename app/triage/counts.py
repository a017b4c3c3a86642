"""Counting open work: how many tasks of the caller's desks there are by each value of each filter."""

from app.access.gate import Work
from app.platform.database import fetch
from app.platform.problems import FieldError, InvalidInput
from app.triage.filters import NOT_DONE, Parameters, conditions_of, named
from app.triage.queries import own_queues
from app.triage.queues import MINE, OVERDUE, STATUS, UNCLAIMED
from app.triage.schemas import TaskCounts, TaskFilters
from app.triage.states import TaskStatus, urgency_of

COUNTS = """
WITH work AS MATERIALIZED (
  SELECT t.* FROM unnest($1::text[], $2::text[]) AS own (desk, track)
  CROSS JOIN LATERAL (
    SELECT desk_id, track, urgency, municipality_code, exploitation_forms, minor_involved, ({status}) AS stands,
      ({overdue}) IS TRUE AS overdue, ({mine}) IS TRUE AS mine, ({unclaimed}) IS TRUE AS unclaimed
    FROM tasks WHERE desk_id = own.desk AND track = own.track AND {conditions}
  ) AS t
)
SELECT f.filter, f.value, count(*) FROM work w CROSS JOIN LATERAL (VALUES
  ('total', ''), ('desk', w.desk_id), ('track', w.track), ('status', w.stands), ('urgency', w.urgency::text),
  ('municipality_code', w.municipality_code), ('minor_involved', w.minor_involved::text),
  ('overdue', w.overdue::text), ('mine', w.mine::text), ('unclaimed', w.unclaimed::text)
) AS f (filter, value) GROUP BY f.filter, f.value
UNION ALL
SELECT 'exploitation_form', form, count(*) FROM work w CROSS JOIN LATERAL unnest(w.exploitation_forms) AS form
GROUP BY form
"""
"""Reads the open work of the caller's queues once, from the index that holds nothing else, however much is done."""

SWITCHES = ("minor_involved", "overdue", "mine", "unclaimed")
"""Filters that are on or off; of these the number of tasks for which they are on is told."""


async def count_tasks(work: Work, filters: TaskFilters) -> TaskCounts:
    """Count the open work that the filters leave; raises InvalidInput for work that is done."""
    if filters.status is TaskStatus.DONE:
        raise InvalidInput(
            "Only open work is counted.",
            errors=[FieldError("status", "Work that is done is not counted.", parameter="status")],
        )
    parameters = Parameters([*own_queues(work, filters)])
    told = {
        name: named(condition, work, parameters)
        for name, condition in (("status", STATUS), ("overdue", OVERDUE), ("mine", MINE), ("unclaimed", UNCLAIMED))
    }
    conditions = " AND ".join([NOT_DONE, *conditions_of(work, filters, parameters)])
    rows = await fetch(work.connection, COUNTS.format(conditions=conditions, **told), *parameters.values)
    by_filter: dict[str, dict[str, int]] = {}
    for name, value, count in rows:
        by_filter.setdefault(name, {})[value] = count
    urgencies = by_filter.get("urgency", {})
    return TaskCounts(
        total=by_filter.get("total", {}).get("", 0),
        urgency={str(urgency_of(int(order))): urgencies[order] for order in sorted(urgencies)},
        **{name: by_filter.get(name, {}).get("true", 0) for name in SWITCHES},
        **{
            name: dict(sorted(by_filter.get(name, {}).items()))
            for name in ("desk", "track", "status", "municipality_code", "exploitation_form")
        },
    )
