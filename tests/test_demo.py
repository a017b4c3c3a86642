"""The demo set is completed at each start, whatever was changed in the examples since the last one."""

import pytest

from app import demo
from app.demo import key_of, missing_examples, submit_examples
from tests.bodies import victim_signal
from tests.world import Json, World


def example(**changes: object) -> Json:
    """Return an example as its file holds it."""
    return {"title": "A title", "persona": "aandachtsfunctionaris.breda", "signal": victim_signal(**changes)}


async def start(world: World) -> int:
    """Do what a start does; return how many signals there are."""
    async with world.as_superuser() as superuser:
        keys = {row["key"] for row in await superuser.fetch("SELECT key FROM idempotency_keys")}
    await submit_examples(world.app, world.issuer, world.clock, missing_examples(keys))
    return await world.count("signals")


async def test_an_example_that_is_changed_or_added_later_keeps_nothing_from_starting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = {"01-first": example(), "02-second": example()}
    monkeypatch.setattr(demo, "examples", lambda: listed)
    assert await start(world) == 2
    listed["01-first"] = example(acuteDanger=True)
    assert await start(world) == 2
    listed["03-third"] = example()
    del listed["02-second"]
    assert await start(world) == 3
    assert missing_examples({key_of(name) for name in listed}) == {}
