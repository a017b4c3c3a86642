"""The escalations of a world: of tasks on each step, and of desks where nobody is; drawn apart from the rest."""

from random import Random
from uuid import UUID

from tests.wall.crossings import Crossings
from tests.wall.draw import Size
from tests.wall.model import DISTRICTS, HOUR, Row, World

ENVELOPE = ("track", "district_id", "municipality_code", "reference", "urgency", "due_at")


class Escalations(Crossings):
    """Fills deadlines and escalations, for tasks that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} escalations")  # noqa: S311 - worlds are no secrets

    def add_escalations(self) -> None:
        """Let some tasks have come up, to each step, and some desks be empty, now or before."""
        for task in self.world.rows("tasks"):
            if task["status"] != "done":
                at = {
                    "about": "work",
                    "step": self.drawn.randint(1, 3),
                    "at": self.hours(-2, 40),
                    "without_waiting": self.chance(0.2),
                }
                self.world.add("deadlines", task_id=task["id"], **at)
            for step in range(1, self.drawn.randrange(5)):
                if step <= 3:
                    self.add_step(task, step)
        for district in DISTRICTS:
            for number, kind in enumerate(("zorgcoordinator", "zorgtafel", "dsp")):
                self.add_escalation("desk_unstaffed", f"{kind}.{district}", number % 2 == 0, district_id=district)

    def add_step(self, task: Row, step: int) -> None:
        """Add a step that a task took; one in five came about otherwise than its task now stands."""
        kind = self.some(("late", "unstaffed"))
        envelope = {name: task[name] for name in ENVELOPE}
        status = self.some(("open", "claimed", "done")) if self.chance(0.2) else task["status"]
        of_task = {"task_id": task["id"], "about": "work", "step": step, "task_status": status}
        self.add_escalation(kind, task["desk_id"], status != "done", **envelope, **of_task)

    def add_escalation(self, kind: str, desk: str, stands: bool, **task: object) -> None:
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == desk]
        somebody = self.some(there) if there and self.chance(0.6) else self.actor()["id"]
        by: UUID | None = somebody if self.chance(0.5) else None
        nothing = dict.fromkeys((*ENVELOPE, "task_id", "step", "task_status"))
        self.world.add(
            "escalations",
            id=self.id(),
            kind=kind,
            desk_id=desk,
            **{**nothing, "about": "work", **task},
            raised_at=self.world.now - HOUR,
            resolved_at=None if stands else self.world.now,
            acknowledged_by=by,
            acknowledged_by_name=None if by is None else "Somebody",
            acknowledged_at=None if by is None else self.world.now - HOUR / 2,
        )
