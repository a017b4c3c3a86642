"""Every example signal reaches exactly the desks that are written beside it, through the real API."""

import pytest

from app.demo import examples
from tests.world import World


@pytest.mark.parametrize("name", examples())
async def test_an_example_reaches_exactly_its_desks(world: World, name: str) -> None:
    example = examples()[name]
    answer = await world.submit(str(example["persona"]), dict(example["signal"]))  # type: ignore[call-overload]  # JSON
    assert sorted(outcome["desk"] for outcome in answer["routing"]["outcomes"]) == example["desks"]
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT desk_id FROM tasks")
    assert sorted(row["desk_id"] for row in rows) == example["desks"]
