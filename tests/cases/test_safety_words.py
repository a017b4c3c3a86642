"""Each word in which the safety of a person is assessed is taken at the door, and read back as it was sent."""

import pytest

from tests.cases.casework import LEAD, TABLE, done, joined, refused
from tests.cases.test_persons import SHELTERED, named, with_person
from tests.world import Json, World

WORDS = {
    "risk": ("risk-level", ("acute", "high", "medium", "low", "unknown")),
    "safePlace": (
        "safe-place",
        ("at_home", "with_others", "in_shelter", "at_work_or_school", "nowhere", "unknown"),
    ),
    "contact": (
        "safe-contact",
        ("any", "phone", "message", "in_person", "through_others", "not_safe", "unknown"),
    ),
    "shelter": ("shelter", ("in_region", "outside_region", "none", "unknown")),
}
"""The fields of an assessment, each with its code list and the words on it."""
EACH = [(field, word) for field, (_, words) in WORDS.items() for word in words]


async def somebody(world: World) -> tuple[Json, str]:
    """Open a case with somebody in it and a second member; return it, and where that person is assessed."""
    case, part = await with_person(world)
    await joined(world, case["id"], TABLE)
    (person,) = (await done(world, LEAD, f"/cases/{case['id']}/persons", named(case, part["persons"][0]), 201))["items"]
    return case, f"/case-persons/{person['id']}/safety-assessments"


async def shown(world: World, case: Json) -> Json:
    """Return how safe the one person of a case is, as another member is shown it."""
    (person,) = (await world.get(TABLE, f"/cases/{case['id']}/persons"))["items"]
    safety: Json = person["safety"]
    return safety


@pytest.mark.parametrize("field", WORDS)
async def test_the_words_of_a_field_are_those_of_its_code_list(shared_world: World, field: str) -> None:
    code_list, words = WORDS[field]
    listed = (await shared_world.get(LEAD, f"/code-lists/{code_list}"))["items"]
    assert {one["code"] for one in listed} == set(words)
    assert all(one["label"]["nl"] and one["label"]["en"] for one in listed)


@pytest.mark.parametrize(("field", "word"), EACH)
async def test_each_word_is_taken_and_read_back_by_another_member(world: World, field: str, word: str) -> None:
    case, place = await somebody(world)
    sent = {**SHELTERED, field: word}
    answer = await done(world, LEAD, place, sent, 201)
    for told in (answer, await shown(world, case), (await world.get(TABLE, place))["items"][0]):
        assert {name: told[name] for name in sent} == sent


@pytest.mark.parametrize("field", WORDS)
async def test_a_word_of_another_list_and_none_at_all_are_refused(world: World, field: str) -> None:
    case, place = await somebody(world)
    for word in (None, "somewhere", "", *(other for name, other in EACH if other not in WORDS[field][1])):
        answer = await world.call(LEAD, "POST", place, json={**SHELTERED, field: word})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{field}"), word
    left_out = {name: value for name, value in SHELTERED.items() if name != field}
    await refused(world, LEAD, place, left_out, 400)
    assert await shown(world, case) is None
