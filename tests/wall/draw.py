"""Drawing lots: the only source of chance in a world, so that a seed tells all of it."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from tests.wall.model import HOUR, Row, World


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is in a world."""

    signals: int = 24
    extra_actors: int = 24
    impossible: bool = True
    """Whether there is what the service never makes, though policies must stand it: signals without any task (which a
    trigger refuses, that loading a world passes by), and roles in areas where they do not belong."""
    rare: bool = True
    """Whether there is also what chance seldom draws, so that a rule that lost one of its terms shows."""
    referrers: tuple[str, ...] = ("zorgcoordinator", "zorgtafel", "avim", "dsp", "projectleider_ondermijning")
    """The roles of which somebody has offered work in every way there is, beside what is drawn."""


class Draw:
    """Draws for a world; what fills its tables builds on this."""

    def __init__(self, world: World, size: Size) -> None:
        self.world, self.size = world, size
        self.drawn = Random(world.seed)  # noqa: S311 - worlds are no secrets

    def id(self) -> UUID:
        return UUID(int=self.drawn.getrandbits(128), version=4)

    def some(self, choices: Any) -> Any:
        return self.drawn.choice(list(choices))

    def chance(self, probability: float) -> bool:
        return self.drawn.random() < probability

    def hours(self, first: int, last: int) -> datetime:
        """Return a moment a whole number of hours from now, now itself not unlikely."""
        return self.world.now + HOUR * self.drawn.randint(first, last)

    def actor(self) -> Row:
        row: Row = self.some(self.world.rows("actors"))
        return row

    def other_than(self, *actors: UUID | None) -> UUID:
        chosen: UUID = self.some(row["id"] for row in self.world.rows("actors") if row["id"] not in actors)
        return chosen
