"""The mail of a world: preferences of every kind, and mails in every state with what is in them, or loose."""

from datetime import timedelta
from random import Random

from tests.wall.draw import Draw, Size
from tests.wall.model import HOUR, Row, World

GAP, LONGEST, KEPT = timedelta(minutes=15), 2 * HOUR, timedelta(days=30)
STATES = ("due", "due", "due", "sent", "refused", "lapsed")


class Mails(Draw):
    """Fills preferences, mails and what is in them, for actors and notifications that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} mails")  # noqa: S311 - worlds are no secrets

    def add_mails(self) -> None:
        """Let most actors have preferences, and every other notification be mailed, also to who wants none."""
        for actor in self.world.rows("actors"):
            if self.chance(0.85):
                self.add_preferences(actor)
            own = [row for row in self.world.rows("notifications") if row["actor_id"] == actor["id"]]
            for kind in ("work", "acute"):
                self.add_of_kind(
                    actor, kind, [row for row in own if (row["kind"] == "acute_danger") == (kind == "acute")]
                )
            for _ in range(self.drawn.randrange(2)):
                self.add_mail(actor, "code", self.some(STATES))

    def add_preferences(self, actor: Row) -> None:
        """Add what an actor wants, with an address or without, and with a code that counts, or no more, or none."""
        now = self.world.now
        proposed = self.chance(0.5)
        kinds = ("new_work", "assigned", "referral_offered", "referral_returned", "feedback_given", "escalated")
        self.world.add(
            "notification_preferences",
            id=self.id(),
            actor_id=actor["id"],
            muted=sorted(self.drawn.sample(kinds, self.some((0, 0, 0, 2)))),
            has_address=self.chance(0.8),
            has_code=proposed and self.chance(0.8),
            code_made_at=now - 24 * HOUR if proposed else None,
            code_expires_at=self.hours(-1, 2) if proposed else None,
            code_tries=0,
            codes_made=self.drawn.randrange(3),
            codes_since=now - HOUR,
            refused_at=self.some((None, now - HOUR)),
            changed_at=now - HOUR,
            version=self.drawn.randrange(3),
        )

    def add_of_kind(self, actor: Row, kind: str, notifications: list[Row]) -> None:
        """Put notifications of an actor in mails of a kind one by one, or leave them loose. Some mails are empty."""
        states = (self.some(STATES), *(self.some(STATES[3:]) for _ in range(self.drawn.randrange(3))))
        before = [self.add_mail(actor, kind, state) for state in states]
        for row in notifications:
            if self.chance(0.2):
                continue
            mail = self.some((None, *before))
            self.world.add(
                "mail_items",
                notification_id=row["id"],
                actor_id=actor["id"],
                kind=kind,
                mail_id=mail["id"] if mail is not None else None,
            )

    def add_mail(self, actor: Row, kind: str, state: str) -> Row:
        """Add a mail. Of one kind to one actor one is due at most."""
        now = self.world.now
        attempts = self.some((0, 0, 2))
        sent = self.some((now - GAP, now - GAP / 2, now, now + HOUR, now - HOUR))
        return self.world.add(
            "mails",
            id=self.id(),
            actor_id=actor["id"],
            kind=kind,
            state=state,
            made_at=self.some((now - HOUR, now - KEPT, now - KEPT - HOUR)),
            at=self.some((now, now - HOUR, now + HOUR, now + LONGEST, now + LONGEST + HOUR)),
            attempts=attempts,
            tried_since=now - HOUR if attempts else None,
            sent_at=sent if state == "sent" else None,
        )
