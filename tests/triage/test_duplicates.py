"""Duplicates are proposed to who works with both signals on that side, with a score and why."""

from datetime import timedelta

import pytest

from app.sharing.evidence import EVIDENCE, MatchStrength, TokenKind
from app.triage.links.rules import LEAST, ONE_OF, REASON_OF_KIND, WEIGHTS
from app.triage.links.scoring import Seen, score
from app.triage.links.states import DuplicateReason
from tests.triage.alike import (
    BREDA,
    DESK,
    HOUSE,
    SOMEBODY,
    TABLE,
    both,
    care,
    link,
    proposals,
    security,
    submitted,
    task_of,
    undo,
)
from tests.world import NOW, World


async def test_the_same_person_is_proposed_with_a_score_and_why(world: World) -> None:
    first, second = await submitted(world, care(SOMEBODY), care(SOMEBODY))
    (found,) = await proposals(world, await task_of(world, second))
    assert found["task"]["signalId"] == first
    assert (found["score"], found["mergeable"]) == (75, True)
    assert found["reasons"] == ["same_person", "same_period", "same_form"]
    (back,) = await proposals(world, await task_of(world, first))
    assert (back["task"]["signalId"], back["score"]) == (second, 75)


async def test_a_name_written_otherwise_an_address_and_a_telephone_count_for_what_they_are(world: World) -> None:
    other = {"givenName": "Đorđe", "familyName": "van der Meyer", "birthDate": "1999-03-07"}
    signals = (care(SOMEBODY, HOUSE), care(other), care(None, HOUSE), care({"phone": "06 41 23 57 90"}))
    whole = await submitted(world, *signals, care({"phone": "+31 6 41235790"}))
    found = {p["task"]["signalId"]: p["reasons"] for p in await proposals(world, await task_of(world, whole[0]))}
    assert found == {
        whole[1]: ["similar_person", "same_period", "same_form"],
        whole[2]: ["same_address", "same_period", "same_form"],
    }
    (phone,) = await proposals(world, await task_of(world, whole[3]))
    assert phone["reasons"][0] == "same_phone"


async def test_a_building_in_common_long_ago_and_strangers_are_not_proposed(world: World) -> None:
    flat, other = {**HOUSE, "houseNumberAddition": "a"}, {**HOUSE, "houseNumberAddition": "b"}
    first, _ = await submitted(world, care(None, flat), care(SOMEBODY), apart=timedelta(days=40))
    (last,) = await submitted(world, care({**SOMEBODY, "birthDate": "1964-11-30"}, other))
    for signal in (first, last):
        assert await proposals(world, await task_of(world, signal)) == []


async def test_the_most_alike_comes_first(world: World) -> None:
    one, house, person = await submitted(world, care(SOMEBODY, HOUSE), care(None, HOUSE), care(SOMEBODY))
    found = await proposals(world, await task_of(world, one))
    assert [proposal["task"]["signalId"] for proposal in found] == [person, house]


async def test_care_is_compared_with_care_alone(world: World) -> None:
    victim, suspect = await submitted(world, care(SOMEBODY), security(SOMEBODY))
    assert await proposals(world, await task_of(world, victim)) == []
    assert await proposals(world, await task_of(world, suspect, "avim"), "avim") == []
    one, other = await submitted(world, both(SOMEBODY), both(SOMEBODY))
    for persona, before in ((DESK, {victim}), ("avim", {suspect})):
        found = await proposals(world, await task_of(world, other, persona), persona)
        assert {proposal["task"]["signalId"] for proposal in found} == {one} | before


async def test_a_signal_that_the_desk_has_no_task_of_is_not_there(world: World) -> None:
    """The same person is known in the other district; neither desk is told, and nothing differs."""
    here, there = await submitted(world, care(SOMEBODY), care(SOMEBODY, municipalityCode="GM0664"))
    alone = await task_of(world, here)
    assert (await world.get(DESK, f"/tasks/{alone['id']}/duplicate-proposals")) == {"items": [], "complete": True}
    zeeland = "zorgcoordinator.zeeland"
    assert await proposals(world, await task_of(world, there, zeeland), zeeland) == []
    for persona in (zeeland, TABLE):
        answer = await world.call(persona, "GET", f"/tasks/{alone['id']}/duplicate-proposals")
        assert answer.status_code == 404
    answer = await world.call(BREDA, "GET", f"/tasks/{alone['id']}/duplicate-proposals")
    assert answer.status_code == 403


async def test_what_somebody_said_of_already_is_not_proposed_again_until_it_is_taken_back(world: World) -> None:
    first, second = await submitted(world, care(SOMEBODY), care(SOMEBODY))
    one, other = await task_of(world, first), await task_of(world, second)
    for kind in ("distinct", "related"):
        _, said = await link(world, other, one, kind=kind)
        assert await proposals(world, one) == await proposals(world, other) == []
        assert (await undo(world, said))[0] == 200
        assert len(await proposals(world, one)) == len(await proposals(world, other)) == 1


async def test_more_than_are_listed_is_told(world: World) -> None:
    signals = await submitted(world, *(care(SOMEBODY) for _ in range(22)))
    task = await task_of(world, signals[0])
    answer = await world.get(DESK, f"/tasks/{task['id']}/duplicate-proposals")
    assert (len(answer["items"]), answer["complete"]) == (20, False)


def test_every_kind_of_evidence_says_something_and_the_stronger_says_more() -> None:
    assert REASON_OF_KIND.keys() == {str(kind) for kind in TokenKind}
    assert WEIGHTS.keys() == set(DuplicateReason)
    weights: dict[MatchStrength, set[int]] = {}
    for kind, evidence in EVIDENCE.items():
        weights.setdefault(evidence.strength, set()).add(WEIGHTS[REASON_OF_KIND[kind]])
    assert min(weights[MatchStrength.PROBABLE]) > max(weights[MatchStrength.POSSIBLE])
    for ranked in ONE_OF:
        assert [WEIGHTS[reason] for reason in ranked] == sorted((WEIGHTS[r] for r in ranked), reverse=True)
    assert WEIGHTS[DuplicateReason.SAME_FORM] + WEIGHTS[DuplicateReason.SAME_PERIOD] < LEAST


@pytest.mark.parametrize(
    ("kinds", "days", "forms", "value"),
    [
        ([], 0, ["labour"], 0),
        ([None], 0, ["labour"], 0),
        (["building"], 31, ["sexual"], 10),
        (["building"], 30, ["labour"], 25),
        (["front_door", "building"], 31, ["sexual"], 25),
        (["name_birth_date", "near_birth_date", "spelling_birthday"], 31, ["unknown"], 60),
        (["name_birth_date", "phone", "front_door"], 0, ["labour"], 100),
    ],
)
def test_a_score_adds_up_what_is_not_the_same_twice(
    kinds: list[str | None], days: int, forms: list[str], value: int
) -> None:
    one, other = Seen(["labour", "unknown"], NOW), Seen(forms, NOW + timedelta(days=days))
    assert score(kinds, one, other).value == score(kinds, other, one).value == value
