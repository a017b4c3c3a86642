"""What the API shows of feedback, by the rules."""

from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.rules import own_tasks
from tests.wall.visit import Visit


async def show_task_feedback(visit: Visit) -> None:
    """Compare the feedback on each task, and what it owes."""
    door, own = "GET /v1/tasks/{id}/feedback", own_tasks(visit.world, visit.actor, visit.now)
    for task in visit.world.rows("tasks"):
        view = await visit.one(door, "tasks:desk:read", f"/tasks/{task['id']}/feedback", shown=task in own)
        if view is not None:
            here = [row for row in visit.world.rows("feedback") if row["task_id"] == task["id"]]
            of_side = [row for row in here if row["compartment"] == task["track"]]
            _compare(visit, door, here, of_side, view["items"])
            visit.compare(door, f"{task['id']} due", task["feedback_due_at"] is not None, view["due"] is not None)


async def show_signal_feedback(visit: Visit) -> None:
    """Compare the feedback on each signal, what is owed, and on which sides there are steps."""
    door = "GET /v1/signals/{id}/feedback"
    for signal in visit.world.rows("signals"):
        path = f"/signals/{signal['id']}/feedback"
        view = await visit.one(door, "signals:known:read", path, shown=visit.knows(signal))
        if view is None:
            continue
        here = [row for row in visit.world.rows("feedback") if row["signal_id"] == signal["id"]]
        shown = visit.shown("feedback", signal)
        _compare(visit, door, here, shown, view["items"])
        visit.compare(door, f"{path} unread", sum(row["read_at"] is None for row in shown), view["unread"])
        owed = sum(
            task["signal_id"] == signal["id"]
            and task["feedback_due_at"] is not None
            and may_read(visit.world, visit.actor, visit.now, "tasks", task)
            for task in visit.world.rows("tasks")
        )
        visit.compare(door, f"{path} due", owed, len(view["due"]))
        events = [row for row in visit.shown("events", signal) if row["type"] == "signal.received"]
        visit.compare(door, f"{path} steps", len({row["subject_id"] for row in events}), len(view["steps"]))


def _compare(visit: Visit, door: str, here: list[Row], shown: list[Row], items: list[Row]) -> None:
    """Compare ids, and the words where there are any, which are the id again."""
    expected = {str(row["id"]) for row in shown}
    visit.report.compare_sets(visit.actor, door, [str(row["id"]) for row in here], expected, {i["id"] for i in items})
    written = {str(row["id"]) for row in shown if row["is_written"] or row["standard_text"] is None}
    found = {item["message"] for item in items} - {None}
    visit.report.compare_sets(visit.actor, f"{door} message", [str(row["id"]) for row in here], written, found)
