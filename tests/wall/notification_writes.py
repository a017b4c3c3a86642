"""What each actor of a world tries to do with notifications: mark them, make them, and change whose they are."""

from collections.abc import Iterator
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.model import HOUR, World


def on_notifications(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """List all attempts, honest, forged and misplaced."""
    for row in world.rows("notifications"):
        yield changed("notifications.mark", "notifications", row, read_at=world.now)
        yield changed("notifications.mark", "notifications", row, read_at=None)
        yield changed("notifications.mark_forged", "notifications", row, read_at=world.now - HOUR)
    for row in world.rows("notifications")[::7]:
        for who in (actor, someone):
            made = {**row, "id": new(row["id"], who), "event_id": new(row["event_id"], who), "actor_id": who}
            yield Attempt("notifications.plant", "notifications", {**made, "read_at": None})
            for read_at in (None, world.now):
                yield Attempt("notifications.as_owner", "notifications", {**made, "read_at": read_at})
