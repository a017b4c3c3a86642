"""What the API shows of referrals, by the rules."""

from tests.wall import holding
from tests.wall.reading import may_read
from tests.wall.rules import own_tasks
from tests.wall.visit import Visit


async def show_proposals(visit: Visit) -> None:
    """Compare for which tasks it is told where they can be referred to."""
    own = own_tasks(visit.world, visit.actor, visit.now)
    for task in visit.world.rows("tasks"):
        path = f"/tasks/{task['id']}/referral-proposals"
        await visit.one("GET /v1/tasks/{id}/referral-proposals", "referrals:desk:offer", path, shown=task in own)


async def show_referrals(visit: Visit) -> None:
    """Compare each referral, with its note, and which task of it is told: that of one's own desk."""
    door = "GET /v1/referrals/{id}"
    for row in visit.world.rows("referrals"):
        there = may_read(visit.world, visit.actor, visit.now, "referrals", row)
        view = await visit.one(door, "referrals:known:read", f"/referrals/{row['id']}", shown=there)
        if view is not None:
            note = str(row["id"]) if row["track"] == row["to_track"] else None
            visit.compare(door, f"{row['id']} note", note, view["note"])
            sent = holding.works_at(visit.world, visit.actor, visit.now, row["from_desk_id"], row["track"])
            task = row["task_id"] if sent else row["opened_task_id"]
            visit.compare(door, f"{row['id']} task", None if task is None else str(task), view["taskId"])
