"""At the size of the region it is told of some kinds of intervention what works."""

from random import Random

from app.monitor.figures.definitions import Grouping
from scripts.simulation.half_years import ASSESSED, Habits, draw, kinds_of, measure, publish
from tests.monitor.drawing import KEY

SEED, ROUNDS = 124, 40


def test_a_realistic_half_year_tells_of_some_kinds_what_works() -> None:
    """Of 202 assessments on one side."""
    for side in ("care", "security"):
        kinds = kinds_of(side)
        random = Random(SEED)  # noqa: S311 - what is drawn is no secret
        lines = publish(draw(random, Habits.draw(random, kinds), 202), side, kinds, KEY)
        told = [line for line in lines if line.grouping is Grouping.KIND and line.answers is not None]
        assert len(told) >= 2, side
        assert any(line.median_weeks is not None for line in told)


def test_more_kinds_are_told_of_than_with_all_answers_apart() -> None:
    shares = measure(SEED, ROUNDS)
    for size, more, least in zip(ASSESSED, (0.08, 0.2, 0.3), (0.1, 0.3, 0.6), strict=True):
        assert shares[size]["as published"] > shares[size]["all answers apart"] + more, size
        assert shares[size]["as published"] > least, size
        assert shares[size]["in 2 half-years"] > shares[size]["as published"] + 0.05, size
        assert shares[size]["in 4 half-years"] > shares[size]["in 2 half-years"] + 0.04, size
