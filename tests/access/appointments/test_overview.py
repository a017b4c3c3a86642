"""The yearly review: who has what, since when, and when it was last used."""

from datetime import datetime, timedelta

import pytest

from app.access.demo import personas
from app.access.matrix import Role
from tests.access.appointments.steps import ONE, OTHER, appoint, decide, lend, own_appointment, propose
from tests.world import NOW, Json, World


async def overview(world: World, query: str = "") -> list[Json]:
    """Return the whole overview, page by page."""
    found: list[Json] = []
    page = await world.get(ONE, f"/appointments?limit=20{query}")
    while True:
        found += page["items"]
        if page["nextCursor"] is None:
            return found
        page = await world.get(ONE, f"/appointments?limit=20{query}&cursor={page['nextCursor']}")


async def test_everybody_stands_in_it_once_and_the_newest_first(world: World) -> None:
    newest = await propose(world)
    listed = await overview(world)
    people = {name for name, persona in personas().items() if persona.role is not Role.SYSTEM}
    assert listed[0] == newest
    assert sorted(item["subject"] for item in listed) == sorted(people | {"zoe"})
    assert [item["id"] for item in listed] == sorted((item["id"] for item in listed), reverse=True)


async def test_what_was_used_today_says_so_in_the_overview(world: World) -> None:
    view = await appoint(world)
    path = f"/appointments/{view['id']}"
    assert (await world.get(ONE, path))["lastUsedOn"] is None
    await world.get("zoe", "/me")
    assert (await world.get(ONE, path))["lastUsedOn"] == "2026-11-23"
    world.clock.advance(timedelta(days=1))
    assert (await world.get(ONE, path))["lastUsedOn"] == "2026-11-23"
    await world.get("zoe", "/tasks")
    assert (await world.get(ONE, path))["lastUsedOn"] == "2026-11-24"


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("&role=auditor", {"auditor"}),
        ("&role=beheerder", {ONE, OTHER}),
        ("&role=system", set()),
        ("&role=dsp&district=zeeland", {"dsp.zeeland"}),
        ("&municipalityCode=GM0664", {"aandachtsfunctionaris.goes", "projectleider-ondermijning.goes"}),
        ("&district=nowhere", set()),
        ("&status=withdrawn", set()),
    ],
)
async def test_it_is_chosen_by_role_area_and_status(shared_world: World, query: str, subjects: set[str]) -> None:
    assert {item["subject"] for item in await overview(shared_world, query)} == subjects


@pytest.mark.parametrize(
    "query",
    ["status=gone", "role=koning", "limit=0", "limit=101", "cursor=x", "subject=zoe", "municipalityCode=GM07580"],
)
async def test_a_query_that_is_none_is_refused(shared_world: World, query: str) -> None:
    assert (await shared_world.call(ONE, "GET", f"/appointments?{query}")).status_code == 400


async def test_the_cursor_of_another_beheerder_or_another_list_is_worth_nothing(shared_world: World) -> None:
    cursor = (await shared_world.get(ONE, "/appointments?limit=5"))["nextCursor"]
    for persona, path in (
        (OTHER, f"/appointments?limit=5&cursor={cursor}"),
        (ONE, f"/appointments?role=dsp&cursor={cursor}"),
        (ONE, f"/clients?cursor={cursor}"),
    ):
        assert (await shared_world.call(persona, "GET", path)).status_code == 400


async def test_each_appointment_has_the_status_of_its_moment(world: World) -> None:
    await propose(world, "waiting")
    refused = await propose(world, "refused")
    await decide(world, OTHER, f"/appointments/{refused['id']}/withdrawal")
    await appoint(world, "later", validFrom="2026-12-01T00:00:00Z")
    await appoint(world, "now", validUntil="2026-12-01T00:00:00Z")
    by_status = {
        status: {item["subject"] for item in await overview(world, f"&status={status}&district=de_baronie")}
        for status in ("proposed", "future", "current", "ended", "withdrawn")
    }
    current = {name for name, persona in personas().items() if persona.district_id == "de_baronie"}
    assert by_status == {
        "proposed": {"waiting"},
        "future": {"later"},
        "current": current | {"now"},
        "ended": set(),
        "withdrawn": {"refused"},
    }
    world.clock.moment = datetime.fromisoformat("2026-12-01T00:00:00+00:00")
    assert {item["subject"] for item in await overview(world, "&status=ended")} == {"now"}
    assert {item["subject"] for item in await overview(world, "&status=future")} == set()


async def test_what_it_calls_current_is_exactly_what_gives_rights(world: World) -> None:
    """The overview and the entrance (`access.begin`) tell the time of an appointment each in their own SQL."""
    lender = await appoint(world, "lender", validFrom="2026-11-24T00:00:00Z", validUntil="2026-11-27T00:00:00Z")
    for deputy, period in {
        "whole": {"validUntil": "2026-11-27T00:00:00Z"},
        "part": {"validFrom": "2026-11-25T00:00:00Z", "validUntil": "2026-11-26T00:00:00Z"},
        "never": {"validUntil": "2026-11-27T00:00:00Z"},
    }.items():
        made = await lend(world, ONE, lender["id"], deputy, **period)
        if deputy != "never":
            await decide(world, OTHER, f"/appointments/{made['id']}/approval")
    subjects = {"lender", "whole", "part", "never"}
    seen = []
    for hours in range(0, 108, 12):
        world.clock.moment = NOW + timedelta(hours=hours, minutes=-570)
        if hours == 72:
            await decide(world, OTHER, f"/appointments/{lender['id']}/withdrawal")
        listed = {item["subject"] for item in await overview(world, "&status=current")} & subjects
        working = {who for who in subjects if (await world.call(who, "GET", "/me")).status_code == 200}
        assert listed == working, world.clock.moment
        seen.append(len(working))
    assert seen == [0, 0, 2, 2, 3, 3, 0, 0, 0]


async def test_only_a_beheerder_reviews(shared_world: World) -> None:
    own = await own_appointment(shared_world, "ketenregisseur")
    for path in ("/appointments", f"/appointments/{own}", "/clients"):
        assert (await shared_world.call("ketenregisseur", "GET", path)).status_code == 403
