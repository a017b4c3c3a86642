"""What the API shows of links and of duplicates, by the rules."""

from tests.wall.link_rules import found_alike
from tests.wall.reading import may_read
from tests.wall.rules import own_tasks
from tests.wall.visit import Visit


async def show_links(visit: Visit) -> None:
    """Compare the links of the signal of each task, on its side, with their reason, which is the id again."""
    door, own = "GET /v1/tasks/{id}/links", own_tasks(visit.world, visit.actor, visit.now)
    for task in visit.world.rows("tasks"):
        view = await visit.one(door, "tasks:desk:read", f"/tasks/{task['id']}/links", shown=task in own)
        if view is not None:
            rows = [
                row
                for row in visit.world.rows("signal_links")
                if task["signal_id"] in {row["signal_id"], row["other_signal_id"]}
                and row["compartment"] == task["track"]
            ]
            shown = {
                str(row["id"]) for row in rows if may_read(visit.world, visit.actor, visit.now, "signal_links", row)
            }
            found = {item["reason"] for item in view["items"] if item["reason"] == item["id"]}
            visit.report.compare_sets(visit.actor, door, [str(row["id"]) for row in rows], shown, found)


async def show_duplicates(visit: Visit) -> None:
    """Compare which signals are proposed: none but those that are alike, and all that are by name and date of birth."""
    door, own = "GET /v1/tasks/{id}/duplicate-proposals", own_tasks(visit.world, visit.actor, visit.now)
    signals = {str(task["id"]): task["signal_id"] for task in visit.world.rows("tasks")}
    for task in visit.world.rows("tasks"):
        path = f"/tasks/{task['id']}/duplicate-proposals"
        view = await visit.one(door, "tasks:desk:read", path, shown=task in own)
        if view is None:
            continue
        said = {
            other
            for row in visit.world.rows("signal_links")
            if row["ended_at"] is None
            and row["compartment"] == task["track"]
            and task["signal_id"] in {row["signal_id"], row["other_signal_id"]}
            and may_read(visit.world, visit.actor, visit.now, "signal_links", row)
            for other in (row["signal_id"], row["other_signal_id"])
        }
        alike = [found.split(" ", 1) for found in found_alike(visit.world, visit.actor, visit.now, task)]
        may = {signals[found] for found, _ in alike} - said
        must = {signals[found] for found, kinds in alike if "'name_birth_date'" in kinds} - said
        found = {signals[item["task"]["id"]] for item in view["items"]}
        visit.compare(door, f"{path}: nothing else", set(), found - may)
        visit.compare(door, f"{path}: who is the same", set(), must - found if view["complete"] else set())
