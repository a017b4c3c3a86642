"""What the API shows an actor of its notifications: the list, the stream, and what it is mailed of."""

import orjson

from tests.wall.reading import may_read
from tests.wall.visit import Visit


async def show_notifications(visit: Visit) -> None:
    """Compare the notifications of an actor, read and unread, and how many are unread."""
    door, rows, action = "GET /v1/notifications", visit.world.rows("notifications"), "notifications:own:read"
    shown = [row for row in rows if may_read(visit.world, visit.actor, visit.now, "notifications", row)]
    unread = [row for row in shown if row["read_at"] is None]
    await visit.all(door, action, "/notifications", rows, shown)
    await visit.all(door, action, "/notifications?read=false", rows, unread)
    answer = await visit.get("/notifications?limit=1")
    if answer.status_code == 200:
        visit.compare(door, "unread", len(unread), answer.json()["unread"])


async def show_stream(visit: Visit) -> None:
    """Compare what a stream tells an actor of all notifications there are."""
    door, rows = "GET /v1/notifications/stream", visit.world.rows("notifications")
    answer = await visit.get("/notifications/stream?seconds=0&since=2020-01-01T00:00:00Z")
    visit.compare(door, "status", 200 if visit.may("notifications:own:read") else 403, answer.status_code)
    if answer.status_code == 200:
        told = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith("data: ")]
        found = [str(orjson.loads(data)["id"]) for data in told]
        shown = [row for row in rows if may_read(visit.world, visit.actor, visit.now, "notifications", row)]
        visit.compare(door, "everything once", len(set(found)), len(found))
        expected = {str(row["id"]) for row in shown}
        visit.report.compare_sets(visit.actor, door, [str(row["id"]) for row in rows], expected, set(found))


async def show_preferences(visit: Visit) -> None:
    """Compare the preferences of an actor: its own, or none."""
    door = "GET /v1/notification-preferences"
    answer = await visit.get("/notification-preferences")
    visit.compare(door, "status", 200 if visit.may("notifications:own:read") else 403, answer.status_code)
    if answer.status_code == 200:
        own = [row for row in visit.world.rows("notification_preferences") if row["actor_id"] == visit.actor]
        address = f"{own[0]['id']}@mail.example" if own and own[0]["has_address"] else None
        visit.compare(door, "address", address, answer.json()["address"])
        visit.compare(door, "muted", own[0]["muted"] if own else [], answer.json()["muted"])
