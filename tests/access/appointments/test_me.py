"""`GET /v1/me` tells what the matrix gives, per appointment and together."""

import pytest

from app.access.demo import DEMO_DISTRICTS, personas
from app.access.matrix import MATRIX
from tests.access.appointments.steps import own_appointment
from tests.world import World

DISTRICTS = sorted(DEMO_DISTRICTS.values())


async def test_an_appointment_tells_how_far_it_reaches_on_each_side(shared_world: World) -> None:
    for name, persona in personas().items():
        (held,) = (await shared_world.get(name, "/me"))["appointments"]
        rights = MATRIX[persona.role]
        assert (held["care"], held["security"]) == (sorted(rights.care), sorted(rights.security)), name
        assert held["lentUntil"] is None


@pytest.mark.parametrize(
    ("persona", "breaks_glass_in", "oversees"),
    [
        ("zorgcoordinator.de-baronie", ["de_baronie"], []),
        ("avim", DISTRICTS, []),
        ("districtelijk-coordinator.zeeland", [], ["zeeland"]),
        ("auditor", [], DISTRICTS),
        ("aandachtsfunctionaris.breda", [], []),
        ("beheerder", [], []),
    ],
)
async def test_me_tells_where_somebody_breaks_glass_and_oversees_that(
    shared_world: World, persona: str, breaks_glass_in: list[str], oversees: list[str]
) -> None:
    me = await shared_world.get(persona, "/me")
    assert (me["breaksGlassIn"], me["oversees"]) == (breaks_glass_in, oversees)


async def test_the_id_of_an_appointment_is_the_one_that_the_beheerder_sees(shared_world: World) -> None:
    own = await own_appointment(shared_world, "avim")
    assert (await shared_world.get("beheerder", f"/appointments/{own}"))["subject"] == "avim"
