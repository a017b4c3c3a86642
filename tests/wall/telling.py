"""What was told of the ways across the wall, in force or not, to who has to do with them and to who has not."""

from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import CARE, DISTRICTS, HOUR, SECURITY, SIDES, Row, World
from tests.wall.notifications import NOBODY, Notifications

OTHER = {CARE: SECURITY, SECURITY: CARE}
SESSIONS = 8
"""Of how many sessions of breaking glass it was told."""
TASKS = 8
"""Of how many tasks it was told that their signal was added to."""


class Tellings(Notifications):
    """Fills notifications of sharing, of broken glass and of additions, some of them alone in a mail."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} tellings")  # noqa: S311 - worlds are no secrets

    def add_tellings(self) -> None:
        """Tell of decisions in every state, of sessions in every district, and of tasks of each state."""
        self._refuse_some()
        for decision in self.world.rows("sharing_decisions")[::2]:
            self._tell_who_decides(decision)
            self._tell_who_receives(decision)
        for session in self.world.rows("break_glass_sessions")[:SESSIONS]:
            self._tell_who_oversees(session)
        for task in self.world.rows("tasks")[:TASKS]:
            self._tell("signal_enriched", "desk", task["signal_id"], self._at(task["desk_id"]), self._of(task))
        self._tell_of_what_is_no_longer_shared()

    def _refuse_some(self) -> None:
        """Let proposals have been refused that nobody ever approved."""
        approval = dict.fromkeys(("approved_by", "approved_by_name", "approved_at"))
        until = self.world.now + 2 * HOUR
        for decision in [row for row in self.world.rows("sharing_decisions") if row["status"] == "revoked"][:2]:
            self.world.add("sharing_decisions", **{**decision, **approval, "id": self.id(), "valid_until": until})

    def _tell_of_what_is_no_longer_shared(self) -> None:
        """Tell everybody at the receiving desks of what would still be shared, had it not been revoked."""
        for decision in self.world.rows("sharing_decisions"):
            if decision["status"] == "revoked" and decision["valid_until"] > self.world.now:
                place = {**NOBODY, "desk_id": decision["receiving_desk_id"], "track": OTHER[decision["compartment"]]}
                for actor in self._at(decision["receiving_desk_id"]):
                    self._tell("sharing_approved", "desk", decision["id"], [actor], place)

    def _at(self, desk: str) -> list[UUID]:
        """List who is or was appointed at a desk."""
        return [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == desk]

    def _of(self, task: Row) -> Row:
        return {**NOBODY, "desk_id": task["desk_id"], "track": task["track"]}

    def _tell_who_decides(self, decision: Row) -> None:
        """Tell somebody at a desk that has a task of the signal, of either side."""
        tasks = [row for row in self.world.rows("tasks") if row["signal_id"] == decision["signal_id"]]
        for task in tasks and (self.some(tasks),):
            self._tell("sharing_proposed", "sharers", decision["id"], self._at(task["desk_id"]), self._of(task))

    def _tell_who_receives(self, decision: Row) -> None:
        """Tell somebody at the receiving desk, mostly of the side that receives, and now and then of no decision."""
        side = OTHER[decision["compartment"]] if self.chance(0.8) else self.some(SIDES)
        place = {**NOBODY, "desk_id": decision["receiving_desk_id"], "track": side}
        subject = decision["id"] if self.chance(0.9) else self.id()
        there = self._at(decision["receiving_desk_id"])
        self._tell("sharing_approved", "desk", subject, there, place)
        if self.chance(0.3):
            self._tell("sharing_revoked", "desk", subject, there, place)

    def _tell_who_oversees(self, session: Row) -> None:
        """Tell whoever oversees some district, this one or another."""
        overseeing = ("districtelijk_coordinator", "auditor", "ketenregisseur")
        for role in overseeing:
            there = [row["actor_id"] for row in self.world.rows("appointments") if row["role"] == role]
            district = session["district_id"] if self.chance(0.7) else self.some(DISTRICTS)
            place = {**NOBODY, "district_id": district}
            self._tell("break_glass_opened", "overseers", session["id"], there, place)

    def _tell(self, kind: str, audience: str, subject: UUID, there: list[UUID], place: Row) -> None:
        """Notify one of some people, and mail it: alone in a mail that is due, or some time."""
        if not there:
            return
        self.add_one(self.some(there), kind, audience, place, subject)
        told = self.world.rows("notifications")[-1]
        of = "acute" if kind == "break_glass_opened" else "work"
        mail = next(
            (
                row
                for row in self.world.rows("mails")
                if (row["actor_id"], row["kind"], row["state"]) == (told["actor_id"], of, "due")
                and not any(item["mail_id"] == row["id"] for item in self.world.rows("mail_items"))
            ),
            None,
        )
        item = {"notification_id": told["id"], "actor_id": told["actor_id"], "kind": of}
        if mail is not None or self.chance(0.3):
            self.world.add("mail_items", **item, mail_id=mail and mail["id"])
