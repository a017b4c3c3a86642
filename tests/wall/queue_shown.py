"""What each actor is shown of queues through the API: tasks, their counts, notes and colleagues."""

from collections import Counter

from tests.wall import holding
from tests.wall.model import SIDES
from tests.wall.reading import may_read
from tests.wall.rules import own_tasks, stands
from tests.wall.visit import Visit

STATUSES = ("open", "claimed", "waiting", "done")


async def show_tasks(visit: Visit) -> None:
    """Compare the queues, and the tasks that are done."""
    tasks, own = visit.world.rows("tasks"), own_tasks(visit.world, visit.actor, visit.now)
    orders = ("sort=dueAt", "sort=-dueAt", "sort=openedAt", "sort=-openedAt")
    queries = (("/tasks", {"open", "claimed", "waiting"}), *((f"/tasks?status={name}", {name}) for name in STATUSES))
    for path, wanted in (*queries, *((f"/tasks?{order}", queries[0][1]) for order in orders)):
        shown = [task for task in own if stands(task, visit.now) in wanted]
        await visit.all("GET /v1/tasks", "tasks:desk:read", path, tasks, shown)


async def show_task(visit: Visit) -> None:
    """Compare each task, and whether its note is shown once it is done."""
    door, own = "GET /v1/tasks/{id}", own_tasks(visit.world, visit.actor, visit.now)
    for task in visit.world.rows("tasks"):
        view = await visit.one(door, "tasks:desk:read", f"/tasks/{task['id']}", shown=task in own)
        if view is not None:
            notes = [
                str(note["id"])
                for note in visit.world.rows("task_notes")
                if note["task_id"] == task["id"]
                and task["status"] == "done"
                and may_read(visit.world, visit.actor, visit.now, "task_notes", note)
            ]
            visit.compare(door, f"{task['id']} note", notes[0] if notes else None, view["note"])


async def show_task_counts(visit: Visit) -> None:
    """Compare how much open work there is, in all and by some filters."""
    door = "GET /v1/task-counts"
    own = [task for task in own_tasks(visit.world, visit.actor, visit.now) if task["status"] != "done"]
    answer = await visit.get("/task-counts")
    visit.compare(door, "status", 200 if visit.may("tasks:desk:read") else 403, answer.status_code)
    if answer.status_code != 200:
        return
    told = answer.json()
    visit.compare(door, "total", len(own), told["total"])
    visit.compare(door, "desk", Counter(task["desk_id"] for task in own), told["desk"])
    visit.compare(door, "track", Counter(task["track"] for task in own), told["track"])
    visit.compare(door, "status", Counter(stands(task, visit.now) for task in own), told["status"])
    visit.compare(door, "minorInvolved", sum(task["minor_involved"] for task in own), told["minorInvolved"])
    visit.compare(door, "overdue", sum(task["due_at"] < visit.now for task in own), told["overdue"])
    free = sum(stands(task, visit.now) == "open" for task in own)
    visit.compare(door, "unclaimed", free, told["unclaimed"])
    mine = [task for task in own if task["claimed_by"] == visit.actor and stands(task, visit.now) != "open"]
    visit.compare(door, "mine", len(mine), told["mine"])


async def show_notes(visit: Visit) -> None:
    """Compare the notes on each task."""
    door, own = "GET /v1/tasks/{id}/notes", own_tasks(visit.world, visit.actor, visit.now)
    for task in visit.world.rows("tasks"):
        view = await visit.one(door, "tasks:desk:read", f"/tasks/{task['id']}/notes", shown=task in own)
        if view is not None:
            notes = [note for note in visit.world.rows("task_notes") if note["task_id"] == task["id"]]
            shown = {
                str(note["id"]) for note in notes if may_read(visit.world, visit.actor, visit.now, "task_notes", note)
            }
            found = {item["text"] for item in view["items"]}
            visit.report.compare_sets(visit.actor, door, [str(note["id"]) for note in notes], shown, found)


async def show_colleagues(visit: Visit) -> None:
    """Compare who works at the actor's desks on the same side; clients are no colleagues."""
    door = "GET /v1/colleagues"
    answer = await visit.get("/colleagues")
    visit.compare(door, "status", 200 if visit.may("tasks:desk:triage") else 403, answer.status_code)
    if answer.status_code != 200:
        return
    at = {
        (desk, side)
        for desk in holding.DESKS
        for side in SIDES
        if holding.works_at(visit.world, visit.actor, visit.now, desk, side)
    }
    people = [actor for actor in visit.world.rows("actors") if actor["kind"] == "person"]
    expected = {
        f"{actor['id']} {desk}"
        for actor in people
        for desk, side in at
        if holding.works_at(visit.world, actor["id"], visit.now, desk, side)
    }
    found = {f"{item['id']} {desk}" for item in answer.json()["items"] for desk in item["desks"]}
    visit.report.compare_sets(visit.actor, door, [str(actor["id"]) for actor in people], expected, found)
