"""The feedback of a world, what is owed of it, and reminders of that; drawn apart from the rest."""

from random import Random

from tests.wall.draw import Size
from tests.wall.escalations import Escalations
from tests.wall.model import HOUR, SIDES, Row, World


class FeedbackGiven(Escalations):
    """Fills feedback, and lets some tasks owe it, for tasks that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} feedback")  # noqa: S311 - worlds are no secrets

    def add_feedback(self) -> None:
        """Give feedback on some tasks, by anybody and mostly from the side of the task, and be reminded of others."""
        for task in self.world.rows("tasks"):
            task["feedback_due_at"] = self.hours(-40, 40) if self.chance(0.5) else None
            if task["feedback_due_at"] is not None and self.chance(0.5):
                self.add_reminder(task)
            for _ in range(self.drawn.randrange(3)):
                self.add_one(task, task["track"] if self.chance(0.85) else self.some(SIDES))

    def add_reminder(self, task: Row) -> None:
        """Let feedback on a task have come up, at the desk and perhaps at the district."""
        about = "closing_feedback" if task["status"] == "done" else "first_feedback"
        at = {"step": 2, "at": self.hours(-2, 40), "without_waiting": False}
        self.world.add("deadlines", task_id=task["id"], about=about, **at)
        envelope = {name: task[name] for name in ("track", "district_id", "municipality_code", "reference", "urgency")}
        for step in range(1, self.drawn.randint(1, 2) + 1):
            of_task = {"task_id": task["id"], "about": about, "step": step, "task_status": task["status"]}
            due = {"due_at": task["feedback_due_at"]}
            self.add_escalation("feedback_overdue", task["desk_id"], self.chance(0.8), **envelope, **of_task, **due)

    def add_one(self, task: Row, side: str) -> None:
        """Give feedback once, in words of one's own where the side has a key; half of it was read."""
        place = {"signal_id": task["signal_id"], "municipality_code": task["municipality_code"], "compartment": side}
        keyed = any(
            key["signal_id"] == task["signal_id"] and key["compartment"] == side for key in self.world.rows("data_keys")
        )
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == task["desk_id"]]
        readers = [
            row["actor_id"]
            for row in self.world.rows("appointments")
            if row["municipality_code"] == task["municipality_code"]
        ]
        read_by = (self.some(readers) if readers else self.actor()["id"]) if self.chance(0.5) else None
        self.world.add(
            "feedback",
            id=self.id(),
            task_id=task["id"],
            **place,
            desk_id=task["desk_id"],
            standard_text=None if keyed and self.chance(0.5) else "taken_up",
            is_written=keyed and self.chance(0.9),
            given_by=self.some(there) if there and self.chance(0.7) else self.actor()["id"],
            given_by_name="Somebody",
            given_at=self.world.now - HOUR * self.drawn.randint(1, 4),
            read_by=read_by,
            read_at=None if read_by is None else self.world.now - HOUR / 2,
        )
