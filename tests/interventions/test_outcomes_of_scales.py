"""Effects are told on three scales, each with outcomes of its own; what is aimed at decides which scales there are."""

import pytest

from tests.interventions.logging import DESK, a_task, assessed, logged
from tests.world import World

SCALES = {
    "exploitation": ("stopped", "disturbed", "reduced", "none", "moved_elsewhere", "worse", "unknown"),
    "victim": ("safe", "in_care", "filed_report", "revictimised", "unknown"),
    "perpetrator": ("desisted", "in_view", "reoffended", "unknown"),
}
"""The outcomes of each scale."""
AIMED_AT = {"exploitation": "location", "victim": "victim", "perpetrator": "network"}
"""For each scale something that is assessed on it."""
OF_TARGET = {
    "victim": {"exploitation", "victim"},
    "perpetrator": {"exploitation", "perpetrator"},
    "location": {"exploitation"},
    "business": {"exploitation"},
    "network": {"exploitation", "perpetrator"},
    "group_at_risk": {"exploitation", "victim"},
}
EVERY = sorted({outcome for outcomes in SCALES.values() for outcome in outcomes})
OWN = [(scale, outcome) for scale, outcomes in SCALES.items() for outcome in outcomes]
OTHERS = [(scale, outcome) for scale in SCALES for outcome in EVERY if outcome not in SCALES[scale]]


async def begun(world: World, target: str) -> str:
    """Log an intervention that began; return its id."""
    made = await logged(world, await a_task(world), target=target, startedOn="2026-10-01")
    return str(made["id"])


async def told(world: World, intervention: str) -> list[tuple[str, str]]:
    """List what was assessed, as it is read back, the first first."""
    effects = (await world.get(DESK, f"/interventions/{intervention}"))["effects"]
    return [(one["scale"], one["outcome"]) for one in reversed(effects)]


@pytest.mark.parametrize(("scale", "outcome"), OWN)
async def test_each_outcome_of_a_scale_is_taken_and_read_back(world: World, scale: str, outcome: str) -> None:
    intervention = await begun(world, AIMED_AT[scale])
    status, answer = await assessed(world, intervention, scale=scale, outcome=outcome)
    assert (status, answer["assessed"]) == (201, True)
    assert await told(world, intervention) == [(scale, outcome)]


@pytest.mark.parametrize("scale", SCALES)
async def test_every_outcome_of_another_scale_is_refused_with_those_there_are(world: World, scale: str) -> None:
    intervention = await begun(world, AIMED_AT[scale])
    for outcome in (other for of, other in OTHERS if of == scale):
        status, answer = await assessed(world, intervention, scale=scale, outcome=outcome)
        (error,) = answer["errors"]
        assert (status, error["pointer"]) == (400, "/outcome"), outcome
        assert error["message"].endswith(", ".join(SCALES[scale]))
    assert await told(world, intervention) == []


@pytest.mark.parametrize("target", OF_TARGET)
async def test_what_is_aimed_at_is_assessed_on_its_scales_and_on_no_other(world: World, target: str) -> None:
    intervention = await begun(world, target)
    assert set((await world.get(DESK, f"/interventions/{intervention}"))["possibleScales"]) == OF_TARGET[target]
    for scale, outcomes in SCALES.items():
        status, answer = await assessed(world, intervention, scale=scale, outcome=outcomes[0])
        assert status == (201 if scale in OF_TARGET[target] else 400), scale
        if status == 400:
            assert [error["pointer"] for error in answer["errors"]] == ["/scale"]
    assert {scale for scale, _ in await told(world, intervention)} == OF_TARGET[target]


async def test_the_scales_and_their_outcomes_are_those_of_the_code_lists(shared_world: World) -> None:
    for code_list, codes in (("effect-scale", set(SCALES)), ("effect-outcome", set(EVERY))):
        listed = (await shared_world.get(DESK, f"/code-lists/{code_list}"))["items"]
        assert {one["code"] for one in listed} == codes
