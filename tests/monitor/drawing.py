"""What is drawn of who is left out beside the few, for tests that need the same twice."""

from random import Random
from typing import Any


class Smallest(Random):
    """Draws what is most likely: the smallest row."""

    def choices(self, population: Any, weights: Any = None, **_: Any) -> list[Any]:
        """Draw the first of those with the largest weight."""
        return [population[max(range(len(population)), key=lambda place: (weights[place], -place))]]
