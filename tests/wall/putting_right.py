"""What was put right of the interventions of a world, and what was withdrawn of them; drawn apart."""

from random import Random

from tests.wall.draw import Size
from tests.wall.interventions import DAY, OTHER
from tests.wall.model import HOUR, Row, World
from tests.wall.signals import Signals

LAPSES = 3
"""Of so many open tasks that ask to assess something, one asks for a moment that is none of it any more."""


class PuttingRight(Signals):
    """Fills the record of changes, and lets some interventions have been logged in error."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} putting right")  # noqa: S311 - worlds are no secrets

    def add_changes(self) -> None:
        """Let a sixth be logged in error, those with a task too, and half of all be put right.

        But not the first, by whose id others are forged.
        """
        asking = [row for row in self.world.rows("tasks") if row["intervention_id"] is not None]
        asked = {row["intervention_id"] for row in asking}
        for number, row in enumerate(self.world.rows("interventions")):
            if number and (self.chance(0.15) or (row["id"] in asked and number % 3 == 0)):
                row["status"] = "logged_in_error"
                self._add_change(row, "withdraw")
            for _ in range(self.drawn.randrange(2)):
                self._add_change(row, "correct")
        for task in asking[::LAPSES]:
            task["assessed_for"] += DAY

    def _add_change(self, row: Row, step: str) -> None:
        """Record a change, now or before, rarely on the side that its intervention is not on."""
        astray = self.size.impossible and self.chance(0.15)
        side = OTHER[row["compartment"]] if astray else row["compartment"]
        self.world.add(
            "intervention_changes",
            id=self.id(),
            intervention_id=row["id"],
            compartment=side,
            step=step,
            version=1,
            changed_by=row["logged_by"] if self.chance(0.7) else self.actor()["id"],
            changed_by_name="Somebody",
            changed_at=self.world.now if self.chance(0.5) else self.world.now - HOUR,
        )
