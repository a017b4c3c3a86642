"""The stream of notifications: what is new as it comes, for as long as it may be seen, and nothing lost in between."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import uuid4

import pytest

from app.platform.streams import MOST_OF_ONE
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.streaming import Listener, listening
from tests.triage.desk import COLLEAGUE, DESK, OUTSIDER, SUBMITTER, a_desk, actor_id, withdraw
from tests.triage.test_notifications import notified
from tests.world import NOW, World

ALL = "seconds=0&since=2020-01-01T00:00:00Z"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a stream look often."""
    monkeypatch.setattr("app.triage.notifications.following.POLL", 0.05)


async def heard(world: World, persona: str, query: str = ALL, **headers: str) -> Listener:
    """Listen to a stream that tells what there is, and ends."""
    async with listening(world, persona, query, headers) as listener:
        await listener.ends()
    return listener


async def test_a_notification_is_told_as_it_comes_in_the_shape_of_the_list(world: World) -> None:
    async with listening(world, DESK) as listener, listening(world, OUTSIDER) as other:
        assert (listener.status, listener.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert listener.headers["cache-control"] == "no-store"
        assert await listener.hears(0) == []
        await world.submit(SUBMITTER, victim_signal())
        assert await listener.hears(1) == await notified(world, DESK)
        await world.submit(SUBMITTER, victim_signal())
        await listener.hears(2)
        assert await other.hears(0) == []
    assert world.app.state.streams.count == 0


async def test_each_side_is_told_of_its_own_work(world: World) -> None:
    async with listening(world, DESK) as care, listening(world, "dsp.de-baronie") as security:
        await world.submit(SUBMITTER, signal_aimed_at_both(acuteDanger=True))
        (one,), (other,) = await care.hears(1), await security.hears(1)
    assert one["subject"] != other["subject"]
    assert (one["desk"], other["desk"]) == ("zorgcoordinator.de_baronie", "dsp.de_baronie")


async def test_what_there_is_since_a_moment_is_told_in_order_and_whole(world: World) -> None:
    await a_desk(world, 3)
    reader = await actor_id(world, DESK)
    async with world.as_superuser() as connection:
        row = await connection.fetchrow("SELECT * FROM notifications LIMIT 1")
        assert row is not None
        await connection.execute("DELETE FROM notifications")
        for number in range(230):
            made = {**row, "id": uuid4(), "event_id": uuid4(), "actor_id": reader, "read_at": None}
            made["created_at"] = NOW - timedelta(days=2) + timedelta(seconds=number // 50)
            names = ", ".join(made)
            places = ", ".join(f"${place}" for place in range(1, len(made) + 1))
            await connection.execute(f"INSERT INTO notifications ({names}) VALUES ({places})", *made.values())
    data = [item for _, item in (await heard(world, DESK)).events()]
    assert len({item["id"] for item in data}) == len(data) == 230
    assert [item["createdAt"] for item in data] == sorted(item["createdAt"] for item in data)
    assert (await heard(world, DESK, "seconds=0")).events() == []


async def test_a_stream_goes_on_where_it_was_left(world: World) -> None:
    await a_desk(world)
    (place, _) = (await heard(world, DESK)).events()[-1]
    world.clock.advance(timedelta(hours=3))
    await world.submit(SUBMITTER, victim_signal())
    world.clock.advance(timedelta(hours=3))
    found = (await heard(world, DESK, "seconds=0", **{"Last-Event-ID": place})).events()
    assert {item["id"] for _, item in found} == {item["id"] for item in await notified(world, DESK)}
    (later, _) = found[-1]
    world.clock.advance(timedelta(hours=3))
    again = (await heard(world, DESK, "seconds=0", **{"Last-Event-ID": later})).events()
    assert [item["id"] for _, item in again] == [found[-1][1]["id"]]  # a minute is told again


@pytest.mark.parametrize("place", ["x", "AAAA", "", "2026-11-23T09:30:00Z"])
async def test_a_place_that_is_none_or_anothers_is_refused(world: World, place: str) -> None:
    await a_desk(world)
    (theirs, _) = (await heard(world, COLLEAGUE)).events()[-1]
    for wrong in (place, theirs):
        answer = await world.call(DESK, "GET", "/notifications/stream?seconds=0", headers={"Last-Event-ID": wrong})
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
    assert world.app.state.streams.count == 0


async def test_what_was_made_earlier_and_committed_later_is_told_all_the_same(world: World) -> None:
    async with listening(world, DESK) as listener:
        await world.submit(SUBMITTER, victim_signal())
        await listener.hears(1)
        async with world.as_superuser() as connection:
            await connection.execute(
                "INSERT INTO notifications SELECT gen_random_uuid(), gen_random_uuid(), actor_id, kind, subject_id, "
                "audience, desk_id, track, municipality_code, district_id, created_at - interval '40 seconds' "
                "FROM notifications"
            )
        await listener.hears(2)


async def test_a_clock_that_is_set_back_keeps_nothing_from_the_stream(world: World) -> None:
    async with listening(world, DESK) as listener:
        await world.submit(SUBMITTER, victim_signal())
        await listener.hears(1)
        world.clock.advance(-timedelta(minutes=20))
        await world.submit(SUBMITTER, victim_signal())
        await listener.hears(2)


async def test_a_stream_ends_with_the_last_appointment(world: World) -> None:
    async with listening(world, DESK) as listener:
        await withdraw(world, DESK)
        await listener.ends()
    assert (await world.call(DESK, "GET", "/notifications/stream?seconds=0")).status_code == 403


async def test_who_leaves_the_desk_is_told_nothing_more_of_it(world: World) -> None:
    minute = timedelta(minutes=1)
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie", valid_until=NOW + minute)
    await world.appoint(COLLEAGUE, "auditor")
    async with listening(world, COLLEAGUE) as listener:
        await world.submit(SUBMITTER, victim_signal())
        await listener.hears(1)
        world.clock.advance(minute)
        async with world.as_superuser() as connection:  # as if it was made just before
            await connection.execute(
                "INSERT INTO notifications SELECT gen_random_uuid(), gen_random_uuid(), actor_id, kind, subject_id, "
                "audience, desk_id, track, municipality_code, district_id, created_at FROM notifications"
            )
        await asyncio.sleep(0.3)
        assert not listener.ended.is_set()
        await listener.hears(1)
    assert (await heard(world, COLLEAGUE)).events() == []


async def test_a_stream_ends_with_its_token(world: World) -> None:
    async with listening(world, DESK) as listener:
        world.clock.advance(timedelta(hours=6))
        await listener.ends()


async def test_a_stream_gives_a_sign_of_life_and_ends_in_time(world: World) -> None:
    async with listening(world, DESK, "seconds=30") as listener:
        await listener.ends()
    assert listener.heard.startswith(b"retry: 5000\n\n")
    assert b": still here\n\n" in listener.heard


async def test_one_has_a_few_streams_and_nobody_waits_for_a_connection(world: World) -> None:
    async with AsyncExitStack() as stack:
        for persona in (DESK, OUTSIDER, "avim"):
            for _ in range(MOST_OF_ONE):
                await stack.enter_async_context(listening(world, persona))
        refused = await world.call(DESK, "GET", "/notifications/stream?seconds=0")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "10")
        await asyncio.gather(*(world.get(DESK, "/notifications") for _ in range(20)))
        assert world.app.state.streams.count == 3 * MOST_OF_ONE
    assert world.app.state.streams.count == 0
    assert (await heard(world, DESK)).status == 200


async def test_who_hangs_up_in_the_middle_of_a_look_spoils_no_connection(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.triage.notifications.following.POLL", 0.0)

    async def hang_up(milliseconds: int) -> None:
        async with listening(world, (DESK, OUTSIDER, "avim")[milliseconds % 3]):
            await asyncio.sleep(milliseconds / 1000)

    for round_ in range(6):
        await asyncio.gather(*(hang_up(3 * one + round_) for one in range(9)))
    answers = await asyncio.gather(*(world.call(DESK, "GET", "/notifications") for _ in range(30)))
    assert {answer.status_code for answer in answers} == {200}


async def test_every_stream_ends_when_the_service_stops(world: World) -> None:
    async with listening(world, DESK) as one, listening(world, OUTSIDER) as other:
        world.app.state.streams.stop()
        await asyncio.gather(one.ends(), other.ends())
    assert (await world.call(DESK, "GET", "/notifications/stream?seconds=0")).status_code == 503


async def test_what_a_client_takes_is_told_apart(world: World) -> None:
    for accept, status in (
        ("text/event-stream", 200),
        ("text/*", 200),
        ("*/*", 200),
        ("application/json, text/event-stream", 200),
        ("application/json", 406),
        ("text/event-stream;q=0", 406),
    ):
        answer = await world.call(DESK, "GET", "/notifications/stream?seconds=0", headers={"Accept": accept})
        assert answer.status_code == status, accept
    for query in (
        "seconds=-1",
        "seconds=3601",
        "since=gisteren",
        "since=2026-11-23T09:30:00",
        "since=0001-01-01T00:00:00Z",
        "limit=1",
    ):
        assert (await world.call(DESK, "GET", f"/notifications/stream?{query}")).status_code == 400
    assert (await world.call("system.breda", "GET", "/notifications/stream?seconds=0")).status_code == 403
