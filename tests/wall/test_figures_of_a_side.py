"""Who reads figures of one side alone: nothing that they are told moves with the other, but for what both sides count.

No role sees the figures of one side only, so one is made that does. Who sees both sides is told otherwise, by which it
is seen that the comparison is not blind.
"""

from copy import deepcopy

import pytest

from app.monitor.figures.definitions import DEFINITIONS, FIGURE_OF_SCALE, TIMELY_FIGURE_OF, Figure, Grouping
from app.monitor.figures.periods import Period
from tests.wall import figures_shown
from tests.wall.changes import quiet, with_other
from tests.wall.figure_questions import QUESTIONS_OF_FIGURES
from tests.wall.holding import held
from tests.wall.known import Known
from tests.wall.load import load
from tests.wall.model import CARE, ISSUER, SECURITY, SIDES, World
from tests.wall.questions import questions
from tests.wall.replay import Request, Told, differences, differing_routes, replay
from tests.wall.sides import OTHER
from tests.wall.test_non_interference import SMALL
from tests.wall.worlds import generate
from tests.world import World as Service

READS_ONE, READS_BOTH = "bestuurlijk_trekker", "ketenregisseur"
ONE_SIDE_ONLY = "DELETE FROM role_rights WHERE role = $1 AND compartment = $2 AND reach = 'statistics'"
NORMS = {f"GET /v1/monitor/{path}" for path in ("norms", "norms/counted", "actions", "actions/history", "report")}
"""What tells how many proposals and inspections count, of both sides together: a flow of the matrix, `norms`."""
MOVE = {f"GET /v1/statistics/{name}" for name in ("intervention-effects", "signals", "timeliness")}
MOVE |= {"GET /v1/monitor/report", "GET /v1/monitor/picture"}
"""What moves for who sees both sides."""


def test_worlds_publish_every_figure_by_every_grouping_on_both_sides() -> None:
    world = generate(92, SMALL)
    there = {(figure, grouping) for figure, one in DEFINITIONS.items() for grouping in (Grouping.ALL, *one.groupings)}
    assert DEFINITIONS.keys() == set(Figure)
    assert {grouping for _, grouping in there} == set(Grouping)
    for side in SIDES:
        rows = [row for row in world.rows("published_figures") if row["compartment"] == side]
        published = {(row["figure"], row["grouping"]) for row in rows}
        assert published == there, "let what is new take part: PUBLISHED in tests/wall/figures.py"


def test_what_worlds_publish_is_what_could_be_published() -> None:
    rows = generate(92, SMALL).rows("published_figures")
    for row in rows:
        definition = DEFINITIONS[Figure(row["figure"])]
        assert Period.parse(row["period"]).span is definition.span
        assert definition.columns(len(row["answers"] or ())) is not None
        assert row["answers"] is None or sum(row["answers"]) == row["size"]
    sizes = [row["size"] for row in rows if row["size"] is not None]
    assert len(set(sizes)) == len(sizes), "what is told of one line could be taken for another"


def test_statistics_are_compared_by_every_grouping_that_their_figures_have() -> None:
    assert set(figures_shown.SCALES.values()) == set(FIGURE_OF_SCALE.values())
    assert set(figures_shown.WORK.values()) == set(TIMELY_FIGURE_OF.values())
    for figure in FIGURE_OF_SCALE.values():
        assert set(figures_shown.BY_INTERVENTION) == {Grouping.ALL, *DEFINITIONS[figure].groupings}
    assert set(figures_shown.BY_SIGNAL) == {Grouping.ALL, *DEFINITIONS[Figure.SIGNALS].groupings}


def _readers(world: World) -> dict[str, str]:
    """Return somebody who holds the role of one side alone, and somebody who holds that of both."""
    readers: dict[str, str] = {}
    for actor in world.rows("actors"):
        roles = {row["role"] for row in held(world, actor["id"], world.now)}
        for role in (READS_ONE, READS_BOTH):
            if actor["issuer"] == ISSUER and roles == {role}:
                readers.setdefault(role, actor["subject"])
    return readers


def _of(subject: str, told: Told) -> Told:
    return {place: answers for place, answers in told.items() if place[0] == subject}


@pytest.mark.long
@pytest.mark.parametrize(("side", "seed"), [(CARE, 92), (SECURITY, 74)])
async def test_figures_of_a_side_do_not_move_with_the_other(world: Service, side: str, seed: int) -> None:
    one = quiet(generate(seed, SMALL))
    other = with_other(OTHER[side], one, seed)
    other_figures = deepcopy(one)
    other_figures.tables["published_figures"] = other.rows("published_figures")
    asked = [
        request
        for request in questions(Known.of(one, other))
        if request.route in QUESTIONS_OF_FIGURES and request.method == "GET"
    ]
    async with world.as_superuser() as connection:
        assert await connection.execute(ONE_SIDE_ONLY, READS_ONE, OTHER[side]) == "DELETE 1"
    readers = _readers(one)
    of_one, of_both = readers[READS_ONE], readers[READS_BOTH]
    told, moved, figures_moved = [
        await _told(world, drawn, [of_one, of_both], asked) for drawn in (one, other, other_figures)
    ]
    compared = sum(len(answers) for answers in _of(of_one, told).values())
    print(f"{side}: {len(asked)} requests, {compared:,} answers compared, twice")
    assert differences(_of(of_one, told), _of(of_one, figures_moved), asked) == []
    found = differing_routes(told, moved, asked)
    assert found.get(of_one, set()) <= NORMS
    assert found[of_both] >= MOVE
    answered = {asked[number].route for (_, number), answers in _of(of_one, told).items() if answers[0].status == 200}
    assert answered == {request.route for request in asked}, "each tells something"
    assert [asked[number] for (_, number), answers in moved.items() if answers[0].status >= 500] == []


async def _told(service: Service, world: World, subjects: list[str], asked: list[Request]) -> Told:
    await load(world, service)
    return await replay(service, subjects, asked)
