"""The doors of meetings at the API: the lists, each agenda with what came of it, and the minutes of each side."""

from typing import Any
from uuid import UUID

from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.rules import own_tasks
from tests.wall.visit import Visit

READ = "meetings:desk:read"


def _shown(visit: Visit, table: str) -> list[Row]:
    rows = visit.world.rows(table)
    return [row for row in rows if may_read(visit.world, visit.actor, visit.now, table, row)]


async def show_meetings(visit: Visit) -> None:
    """Compare the list of meetings, in all and by status."""
    rows, shown = visit.world.rows("meetings"), _shown(visit, "meetings")
    await visit.all("GET /v1/meetings", READ, "/meetings", rows, shown)
    for status in ("planned", "held", "cancelled"):
        wanted = [row for row in shown if row["status"] == status]
        await visit.all("GET /v1/meetings", READ, f"/meetings?status={status}", rows, wanted)


async def show_meeting(visit: Visit) -> None:
    """Compare each meeting with the items of its agenda."""
    door, items, shown = "GET /v1/meetings/{id}", _shown(visit, "agenda_items"), _shown(visit, "meetings")
    for meeting in visit.world.rows("meetings"):
        view = await visit.one(door, READ, f"/meetings/{meeting['id']}", shown=meeting in shown)
        if view is not None:
            everything = [str(row["id"]) for row in visit.world.rows("agenda_items")]
            expected = {str(item["id"]) for item in items if item["meeting_id"] == meeting["id"]}
            found = {item["id"] for item in view["agenda"]}
            visit.report.compare_sets(visit.actor, door, everything, expected, found)


async def show_item(visit: Visit) -> None:
    """Compare each item with its decisions, each of which tells its id, and its action points."""
    door, shown = "GET /v1/agenda-items/{id}", _shown(visit, "agenda_items")
    for item in visit.world.rows("agenda_items"):
        view = await visit.one(door, READ, f"/agenda-items/{item['id']}", shown=item in shown)
        if view is not None:
            _compare_outcomes(visit, door, item["id"], view)


def _compare_outcomes(visit: Visit, door: str, item_id: UUID, view: dict[str, Any]) -> None:
    decisions = [row for row in visit.world.rows("meeting_decisions") if row["item_id"] == item_id]
    readable = _shown(visit, "meeting_decisions")
    expected = {str(row["id"]) for row in decisions if row in readable}
    found = {one["text"] for one in view["decisions"]}
    visit.report.compare_sets(visit.actor, f"{door} decisions", [str(row["id"]) for row in decisions], expected, found)
    tasks = [row for row in visit.world.rows("tasks") if row["agenda_item_id"] == item_id]
    own = {str(row["id"]) for row in tasks if row in own_tasks(visit.world, visit.actor, visit.now)}
    actions = {one["taskId"] for one in view["actionPoints"]}
    visit.report.compare_sets(visit.actor, f"{door} actions", [str(row["id"]) for row in tasks], own, actions)


async def show_minutes(visit: Visit) -> None:
    """Compare the minutes of each meeting, each of which tells its id."""
    door, shown, readable = "GET /v1/meetings/{id}/minutes", _shown(visit, "meetings"), _shown(visit, "meeting_minutes")
    for meeting in visit.world.rows("meetings"):
        view = await visit.one(door, READ, f"/meetings/{meeting['id']}/minutes", shown=meeting in shown)
        if view is not None:
            rows = [row for row in visit.world.rows("meeting_minutes") if row["meeting_id"] == meeting["id"]]
            expected = {str(row["id"]) for row in rows if row in readable}
            found = {one["text"] for one in view["items"]}
            visit.report.compare_sets(visit.actor, door, [str(row["id"]) for row in rows], expected, found)


SHOWS_OF_MEETINGS = {
    "GET /v1/meetings": show_meetings,
    "GET /v1/meetings/{id}": show_meeting,
    "GET /v1/agenda-items/{id}": show_item,
    "GET /v1/meetings/{id}/minutes": show_minutes,
}
