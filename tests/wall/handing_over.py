"""What the end of a referral does with work: who has accepted it has a task, and the sender none any more.

The task of the sender lapses on agendas, and no other does.
"""

import asyncpg

from tests.wall.compare import Expectation, Report
from tests.wall.model import Row, World
from tests.wall.postgres import CALLS, entered
from tests.wall.write_rules import WRITTEN

ENDED = 8
"""How many referrals each actor ends."""
END = CALLS["referrals.end"].replace("v_row", "r")
CALL = f"SELECT {END} FROM (SELECT jsonb_build_object('id', $1::uuid, 'status', $2::text, 'return_reason', $3::text, 'opened_task_id', $4::uuid)) ended (r)"  # noqa: E501 - one statement of our own
LISTED = "SELECT id FROM agenda_items WHERE status = 'listed'"
TASKS = """
SELECT id, concat_ws(' ', desk_id, track, status, outcome, involvement, minor_involved::text) AS work
FROM tasks WHERE id = ANY ($1)
"""


async def compare_handing_over(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """End some referrals, and look at the task of the sender and that of the receiver."""
    ended = [attempt.row for attempt, outcome in one.tried if attempt.kind == "referrals.end" and outcome == WRITTEN]
    ended.sort(key=lambda end: end["status"])
    for end in ended[:: 1 + len(ended) // ENDED]:
        (referral,) = (row for row in report.world.rows("referrals") if row["id"] == end["id"])
        tasks = {"sender": referral["task_id"], "receiver": end["opened_task_id"]}
        async with entered(connection, one.issuer, one.subject, report.world.now):
            await connection.execute(CALL, end["id"], end["status"], end["return_reason"], end["opened_task_id"])
            await connection.execute("SET LOCAL ROLE NONE")
            found = {row["id"]: row["work"] for row in await connection.fetch(TASKS, list(tasks.values()))}
            listed = {str(row["id"]) for row in await connection.fetch(LISTED)}
        for who, work in _expected(report.world, referral, end["status"]).items():
            key = f"{referral['id']} {end['status']} {who}"
            report.compare(one.actor, "handing over", key, work, found.get(tasks[who]))
        over = {referral["task_id"]} if end["status"] == "accepted" else set[object]()
        items = [row for row in report.world.rows("agenda_items") if row["status"] == "listed"]
        still = {str(row["id"]) for row in items if row["task_id"] not in over}
        report.compare_sets(one.actor, "handing over", [str(row["id"]) for row in items], still, listed)


def _expected(world: World, referral: Row, status: str) -> dict[str, str | None]:
    """Tell what becomes of the task of the sender, and what task the receiver has, if any."""
    (task,) = (row for row in world.rows("tasks") if row["id"] == referral["task_id"])
    if status != "accepted":
        return {"sender": _work(task), "receiver": None}
    done = _work({**task, "status": "done", "outcome": "handed_over"})
    if referral["to_desk_id"] is None:
        return {"sender": done, "receiver": None}
    same = referral["to_track"] == task["track"]
    received = {
        "desk_id": referral["to_desk_id"],
        "track": referral["to_track"],
        "status": "open",
        "outcome": None,
        "involvement": task["involvement"] if same else "responsible",
        "minor_involved": same and task["minor_involved"],
    }
    return {"sender": done, "receiver": _work(received)}


def _work(task: Row) -> str:
    told = (task[name] for name in ("desk_id", "track", "status", "outcome", "involvement"))
    return " ".join([*(word for word in told if word is not None), "true" if task["minor_involved"] else "false"])
