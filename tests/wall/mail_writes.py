"""What each actor of a world tries with mail: its own preferences, those of others, and making mails."""

from collections.abc import Iterator
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.model import World

TABLE = "notification_preferences"


def on_mail(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """List all attempts, honest and forged."""
    for kind, who in (("keep", actor), ("keep_for_another", someone)):
        made = {"id": new("preferences", who, actor), "actor_id": who, "muted": ["new_work"], "wrapped_key": b"x"}
        yield Attempt(f"{TABLE}.{kind}", TABLE, {**made, "changed_at": world.now})
    for row in world.rows(TABLE):
        yield changed(f"{TABLE}.change", TABLE, row, muted=["assigned"], code_tries=1)
        yield changed(f"{TABLE}.mute_danger", TABLE, row, muted=["acute_danger"])
        yield changed(f"{TABLE}.mute_danger", TABLE, row, muted=["assigned", "break_glass_opened"])
        for login in ("owner", "worker"):
            yield changed(f"{TABLE}.as_{login}_refuse", TABLE, row, refused_at=world.now)
    for mail in world.rows("mails")[::5]:
        yield Attempt("mails.plant", "mails", {**mail, "id": new(mail["id"]), "actor_id": actor})
    for item in world.rows("mail_items")[::5]:
        yield Attempt("mail_items.plant", "mail_items", {**item, "mail_id": None})
