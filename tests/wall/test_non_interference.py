"""What is on the other side of the wall makes no difference: the same questions get the same answers, byte for byte.

Two worlds differ on one side only. Whoever works on the other side alone asks everything there is to ask, in both.
"""

import pytest

from app.access.matrix import Role
from app.main import create_app
from tests.access.permitted import routes_of
from tests.wall.changes import is_only_of, quiet, with_other
from tests.wall.draw import Size
from tests.wall.holding import actions, held
from tests.wall.known import Known
from tests.wall.load import load
from tests.wall.model import CARE, ISSUER, SECURITY, World
from tests.wall.questions import QUESTIONS, questions
from tests.wall.reading import MAY_READ
from tests.wall.replay import differences, replay
from tests.wall.sides import BOTH_SIDES, CARE_ROLES, KEPT, NO_SIDE, ON_ONE_SIDE, SECURITY_ROLES, SIDED, UNSEEN
from tests.wall.worlds import generate
from tests.world import World as Service

pytestmark = pytest.mark.long

OTHER = {CARE: SECURITY, SECURITY: CARE}
ON_ONES_OWN_SIDE = (
    ("GET", "signals"),
    ("GET", "signals/{id}"),
    ("GET", "tasks/{id}"),
    ("GET", "sharing-decisions/{id}"),
    ("GET", "break-glass-sessions/{id}"),
    ("GET", "task-counts"),
    ("GET", "notifications"),
    ("GET", "notifications/stream"),
    ("GET", "notification-preferences"),
    ("PUT", "notification-preferences"),
    ("PUT", "notifications/{id}/read"),
    ("DELETE", "notifications/{id}/read"),
    ("GET", "tasks/{id}/notes"),
    ("GET", "colleagues"),
    ("GET", "saved-views/{id}"),
    ("POST", "task-searches"),
    ("PUT", "tasks/{id}/claim"),
    ("PUT", "tasks/{id}/wait"),
    ("DELETE", "tasks/{id}/wait"),
    ("POST", "tasks/{id}/notes"),
    ("GET", "tasks/{id}/feedback"),
    ("GET", "signals/{id}/feedback"),
    ("POST", "tasks/{id}/feedback"),
    ("POST", "task-assignments"),
    ("PUT", "saved-views/{id}"),
    ("DELETE", "saved-views/{id}"),
    ("DELETE", "tasks/{id}/claim"),
    ("POST", "tasks/{id}/outcome"),
    ("GET", "tasks/{id}/referral-proposals"),
    ("GET", "referrals/{id}"),
    ("POST", "tasks/{id}/referrals"),
    ("POST", "referrals/{id}/response"),
    ("POST", "referrals/{id}/withdrawal"),
    ("POST", "sharing-decisions"),
    ("POST", "sharing-decisions/{id}/approval"),
    ("POST", "sharing-decisions/{id}/revocation"),
    ("POST", "appointments"),
    ("GET", "interventions/{id}"),
    ("POST", "signals/{id}/interventions"),
    ("POST", "interventions/{id}/steps"),
    ("POST", "interventions/{id}/corrections"),
    ("POST", "interventions/{id}/withdrawal"),
    ("POST", "interventions/{id}/effects"),
    ("GET", "cases/{id}"),
    ("GET", "cases/{id}/notes"),
    ("GET", "cases/{id}/candidates"),
    ("GET", "cases/{id}/persons"),
    ("GET", "cases/{id}/goals"),
    ("POST", "cases/{id}/goals"),
    ("POST", "case-goals/{id}/status"),
    ("POST", "cases/{id}/interventions"),
    ("GET", "cases/{id}/locations"),
    ("GET", "cases/{id}/related-cases"),
    ("GET", "cases/{id}/twin-cases"),
    ("GET", "case-persons/{id}/safety-assessments"),
    ("POST", "case-persons/{id}/safety-assessments"),
    ("POST", "cases/{id}/persons"),
    ("POST", "cases"),
    ("POST", "cases/{id}/signals"),
    ("POST", "cases/{id}/members"),
    ("POST", "cases/{id}/notes"),
    ("POST", "case-members/{id}/extension"),
    ("POST", "case-members/{id}/removal"),
    ("POST", "cases/{id}/lead"),
    ("POST", "cases/{id}/status"),
)
"""Among what is asked there is work that is done, so that its answers are compared too."""
ON_SECURITY = (
    ("GET", "dsp-proposals/{id}"),
    ("GET", "dsp-proposals/{id}/expectations"),
    ("GET", "cases/{id}/dsp-proposals"),
    ("POST", "cases/{id}/dsp-proposals"),
    ("POST", "dsp-proposals/{id}/versions"),
    ("POST", "dsp-proposals/{id}/submission"),
    ("POST", "dsp-proposals/{id}/decision"),
    ("POST", "dsp-proposals/{id}/withdrawal"),
)
"""What succeeds on the side of security only: care cases have no DSP proposals."""
SMALL = Size(signals=5, extra_actors=6, referrers=("zorgcoordinator", "avim"), rare=False)


def subjects_of(world: World, side: str) -> list[str]:
    """List who works on one side alone, or on none: of each combination of roles and districts, one who may do most."""
    actors = sorted(world.rows("actors"), key=lambda actor: len(actions(world, actor["id"], world.now)))
    holding = {
        frozenset((row["role"], row["district_id"]) for row in held(world, actor["id"], world.now)): actor["subject"]
        for actor in actors
        if actor["issuer"] == ISSUER and is_only_of(world, actor, side)
    }
    return sorted(holding.values())


def test_every_route_is_asked() -> None:
    routes = routes_of(create_app()).keys()
    assert routes == QUESTIONS.keys(), "let the new route take part: QUESTIONS in tests/wall/questions.py"


def test_every_role_is_of_one_side_of_none_or_of_both() -> None:
    assert sorted([*CARE_ROLES, *SECURITY_ROLES, *NO_SIDE, *BOTH_SIDES]) == sorted(Role)


def test_every_table_is_changed_or_kept_for_a_reason() -> None:
    assert SIDED.keys() | set(UNSEEN) | KEPT.keys() == MAY_READ.keys()


@pytest.mark.parametrize(("side", "seed"), [(CARE, 92), (SECURITY, 74)])
async def test_the_other_side_makes_no_difference(world: Service, side: str, seed: int) -> None:
    one = quiet(generate(seed, SMALL))
    other = with_other(OTHER[side], one, seed)
    subjects = subjects_of(one, side)
    actors = {row["id"] for row in one.rows("actors") if row["subject"] in subjects and row["issuer"] == ISSUER}
    asked = questions(Known.of(one, other, asked=actors))
    assert len(subjects) >= 4, "one who coordinates care in each district"
    changed = {table for table in SIDED if one.rows(table) != other.rows(table)}
    assert len(changed) >= len(SIDED) - len(ON_ONE_SIDE[side]) - 2
    assert changed >= ON_ONE_SIDE[OTHER[side]]
    await load(one, world)
    told = await replay(world, subjects, asked)
    await load(other, world)
    told_otherwise = await replay(world, subjects, asked)
    compared = sum(len(answers) for answers in told.values())
    print(f"{side}: {len(subjects)} actors, {len(asked)} requests, {compared:,} answers compared")
    assert differences(told, told_otherwise, asked) == []
    done = {asked[number].route for (_, number), answers in told.items() if answers[0].status < 300}
    expected = {
        f"{method} /v1/{path}" for method, path in (*ON_ONES_OWN_SIDE, *(ON_SECURITY if side == SECURITY else ()))
    }
    assert done >= expected, "something succeeds, as it should"
    assert [asked[number] for (_, number), answers in told.items() if answers[0].status >= 500] == []
