"""The door of goals of cases at the API, each with how it went."""

from tests.wall.reading import may_read
from tests.wall.visit import Visit


async def show_goals(visit: Visit) -> None:
    """Compare the goals of each case, each of which tells its id, and the steps of each."""
    door = "GET /v1/cases/{id}/goals"
    for case in visit.world.rows("cases"):
        shown = may_read(visit.world, visit.actor, visit.now, "cases", case)
        view = await visit.one(door, "cases:member:read", f"/cases/{case['id']}/goals", shown=shown)
        if view is None:
            continue
        for table, found in (
            ("case_goals", {one["text"] for one in view["items"]}),
            ("case_goal_changes", {step["text"] for one in view["items"] for step in one["history"]}),
        ):
            rows = visit.world.rows(table)
            expected = {
                str(row["id"])
                for row in rows
                if row["case_id"] == case["id"] and may_read(visit.world, visit.actor, visit.now, table, row)
            }
            visit.report.compare_sets(visit.actor, f"{door} {table}", [str(row["id"]) for row in rows], expected, found)


SHOWS_OF_PLANS = {"GET /v1/cases/{id}/goals": show_goals}
