"""The lights of actions that are a norm follow what is counted, and a light that was given can be withdrawn."""

from datetime import UTC, datetime

import pytest

from app.monitor.programme.lights import NORM_OF_ACTION, GivenLight, Light, light_of_norm, light_that_stands
from tests.bodies import perpetrator_signal
from tests.cases.casework import done, opened
from tests.cases.proposing import PROPOSED
from tests.interventions.logging import SUBMITTER, logged
from tests.monitor.test_programme import lights, written
from tests.world import Json, World

BARONIE, ZEELAND = "de_baronie", "zeeland"
TALKED_OF: Json = {"district": BARONIE, "words": "Besproken."}
INSPECTED: Json = {"kind": "labour_inspection", "target": "business", "organisations": ["labour_inspectorate"]}
IN_2027 = datetime(2027, 1, 4, 9, tzinfo=UTC)


def shown(areas: dict[str | None, Json]) -> dict[str | None, str]:
    """Return which light each district has."""
    return {district: area["light"] for district, area in areas.items()}


async def inspections(world: World, days: list[str]) -> None:
    """Log labour inspections in De Baronie on a signal, one on each day."""
    signal = await world.submit(SUBMITTER, perpetrator_signal(exploitationForms=["labour"]))
    task = next(one for one in await world.tasks("avim") if one["signalId"] == signal["id"])
    for day in days:
        await logged(world, task, "avim", **INSPECTED, startedOn=day)


@pytest.mark.parametrize(
    ("reached", "is_over", "light"),
    [
        (True, False, Light.GREEN),
        (True, True, Light.GREEN),
        (False, False, Light.AMBER),
        (False, True, Light.RED),
    ],
)
def test_a_norm_is_green_once_reached_and_red_when_its_quarter_ended_without(
    reached: bool, is_over: bool, light: Light
) -> None:
    assert light_of_norm(reached, is_over) is light


def test_the_last_light_that_was_given_stands_until_it_is_withdrawn() -> None:
    given = [GivenLight.RED, GivenLight.BY_RULES, GivenLight.GREEN]
    found = [light_that_stands(Light.AMBER, given[:number]) for number in range(4)]
    assert found == [Light.AMBER, Light.RED, Light.AMBER, Light.GREEN]


async def test_the_actions_tell_which_norm_they_follow(world: World) -> None:
    actions = (await world.get("ketenregisseur", "/monitor/actions"))["items"]
    told = {one["code"]: one["norm"] for one in actions if one["norm"] is not None}
    assert told == NORM_OF_ACTION == {"5.4": "dsp_proposals", "5.5": "labour_inspections"}


@pytest.mark.parametrize("action", NORM_OF_ACTION)
async def test_evidence_turns_no_norm_green_that_is_not_reached(world: World, action: str) -> None:
    assert (await written(world, action=action, **TALKED_OF))[0] == 201
    areas = await lights(world, action)
    assert set(shown(areas).values()) == {"amber"}, "the quarter is not over"
    assert (areas[BARONIE]["evidence"], areas[BARONIE]["lastEvidence"]) == (1, "2026-Q4")
    world.clock.moment = IN_2027
    assert set(shown(await lights(world, action)).values()) == {"red"}
    assert set(shown(await lights(world, action, "2027-Q1")).values()) == {"amber"}


async def test_four_inspections_turn_their_district_and_quarter_green_without_evidence(world: World) -> None:
    days = ["2026-10-01", "2026-10-15", "2026-11-20"]
    await inspections(world, days)
    assert set(shown(await lights(world, "5.5")).values()) == {"amber"}, "three are not four"
    await inspections(world, ["2026-11-21"])
    found = shown(await lights(world, "5.5"))
    assert (found[BARONIE], found[ZEELAND]) == ("green", "amber")
    assert set(shown(await lights(world, "5.5", "2026-Q3")).values()) == {"red"}
    assert set(shown(await lights(world, "5.4")).values()) == {"amber"}, "each follows its own norm"
    world.clock.moment = IN_2027
    found = shown(await lights(world, "5.5"))
    assert (found[BARONIE], found[ZEELAND]) == ("green", "red")


async def test_a_proposal_to_the_dsp_turns_its_district_green_when_it_is_submitted(world: World) -> None:
    case = (await opened(world, "avim", "avim"))["id"]
    proposal = (await done(world, "avim", f"/cases/{case}/dsp-proposals", PROPOSED, 201))["id"]
    assert shown(await lights(world, "5.4"))[BARONIE] == "amber", "a draft counts for nothing"
    await done(world, "avim", f"/dsp-proposals/{proposal}/submission")
    found = shown(await lights(world, "5.4"))
    assert (found[BARONIE], found[ZEELAND]) == ("green", "amber")


async def test_a_light_that_was_given_is_withdrawn_with_a_reason(world: World) -> None:
    given: Json = {"kind": "light", "action": "5.5", "district": BARONIE}
    assert (await written(world, **given, light="red", words="De inspecteur is ziek."))[0] == 201
    assert shown(await lights(world, "5.5"))[BARONIE] == "red"
    status, entry = await written(world, **given, light="by_rules", words="De inspecteur is terug.")
    assert (status, entry["light"]) == (201, "by_rules")
    area = (await lights(world, "5.5"))[BARONIE]
    assert (area["light"], area["byRules"]) == ("amber", "amber")
    kept = (await world.get("bestuurlijk-trekker", "/monitor/entries?kind=light"))["items"]
    assert [one["light"] for one in kept] == ["by_rules", "red"], "both stay, with their reasons"
    status, _ = await written(world, **{**given, "district": ZEELAND}, light="by_rules", words="Niets gegeven.")
    assert status == 201
    assert shown(await lights(world, "5.5"))[ZEELAND] == "amber"


async def test_a_light_is_given_above_a_norm_that_is_reached_too(world: World) -> None:
    await inspections(world, ["2026-10-01", "2026-10-15", "2026-11-20", "2026-11-21"])
    given: Json = {"kind": "light", "action": "5.5", "district": BARONIE, "light": "amber"}
    assert (await written(world, **given, words="Twee controles waren bij hetzelfde bedrijf."))[0] == 201
    area = (await lights(world, "5.5"))[BARONIE]
    assert (area["light"], area["byRules"]) == ("amber", "green")
