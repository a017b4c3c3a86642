"""What is on the other side of the wall makes no difference: the same questions get the same answers, byte for byte.

Two worlds differ on one side only. Whoever works on the other side alone asks everything there is to ask, in both.
"""

import pytest

from app.main import create_app
from tests.access.test_matrix import routes_of
from tests.wall.changes import KEPT, SIDED, UNSEEN, is_only_of, with_other, without_open_glass
from tests.wall.draw import Size
from tests.wall.model import CARE, ISSUER, SECURITY, SIDES, World
from tests.wall.opening import load_openable
from tests.wall.questions import COMING, QUESTIONS, Known, questions
from tests.wall.replay import differences, replay
from tests.wall.rules import MAY_READ
from tests.wall.worlds import generate
from tests.world import World as Service

OTHER = {CARE: SECURITY, SECURITY: CARE}
SEEDS = (5, 8)
SMALL = Size(signals=6, extra_actors=6)


def subjects_of(world: World, side: str) -> list[str]:
    """List who works on one side alone, or on none."""
    return [a["subject"] for a in world.rows("actors") if a["issuer"] == ISSUER and is_only_of(world, a, side)]


def test_every_route_is_asked() -> None:
    routes = set(routes_of(create_app()))
    assert routes <= QUESTIONS.keys(), "add the new route to QUESTIONS in tests/wall/questions.py"
    assert QUESTIONS.keys() - COMING <= routes
    assert not COMING & routes, "take the routes that have arrived out of COMING in tests/wall/questions.py"


def test_every_table_is_changed_or_kept_for_a_reason() -> None:
    assert SIDED.keys() | set(UNSEEN) | KEPT.keys() == MAY_READ.keys()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("side", SIDES)
async def test_the_other_side_makes_no_difference(world: Service, side: str, seed: int) -> None:
    one = without_open_glass(generate(seed, SMALL))
    other = with_other(OTHER[side], one, seed)
    asked = questions(Known.of(one, other), routes_of(world.app))
    subjects = subjects_of(one, side)
    assert len(subjects) >= 8
    await load_openable(one, world)
    told = await replay(world, subjects, asked)
    await load_openable(other, world)
    told_otherwise = await replay(world, subjects, asked)
    assert differences(told, told_otherwise, asked) == []
    succeeded = {asked[number].route for (_, number), answers in told.items() if answers[0].status < 300}
    print(len(subjects), len(asked), sum(map(len, told.values())), sorted(QUESTIONS.keys() - succeeded), [a.body for an in told.values() for a in an if a.status>=500][:2])
