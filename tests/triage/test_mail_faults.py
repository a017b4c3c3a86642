"""What goes wrong with mail: a server that is away, a worker that is killed, a clock that jumps."""

import asyncio

import asyncpg
import pytest

from app.platform.mail import MailAwayError
from tests.triage.desk import COLLEAGUE, DESK
from tests.triage.mailing import mailed, mailer_of
from tests.triage.posting import ACUTE, ADDRESS, DAY, HOUR, MINUTE, WORK, Post, states
from tests.triage.test_notifications import notified
from tests.working import worker_url
from tests.world import NOW


async def test_a_server_that_is_away_for_a_day_loses_nothing_and_says_it_once(post: Post) -> None:
    away = post.box.server(port=1, timeout=1)
    working, post.mailer.server = post.mailer.server, away
    for hour in range(24):
        await post.work(acute=hour == 7)
        for _ in range(2):
            with pytest.raises(MailAwayError):
                await post.mailer.round()
        post.world.clock.advance(HOUR)
    post.mailer.server = working
    assert sorted(await post.subjects()) == sorted([ACUTE, WORK])
    assert sorted(await post.subjects()) == sorted([ACUTE, WORK])
    await post.work()
    assert await post.subjects() == [ACUTE, WORK]
    post.world.clock.advance(15 * MINUTE)
    assert await post.subjects() == [ACUTE, WORK, WORK]


async def test_a_mailer_goes_on_by_itself_when_the_server_is_back(post: Post) -> None:
    await post.work()
    post.mailer.pause = post.mailer.away_pause = 0.02
    working, post.mailer.server = post.mailer.server, post.box.server(port=1, timeout=1)
    running = asyncio.create_task(post.mailer.run())
    await asyncio.sleep(0.2)
    assert not running.done()
    post.mailer.server = working
    for _ in range(200):
        if post.box.taken:
            break
        await asyncio.sleep(0.05)
    running.cancel()
    assert post.box.subjects() == [WORK]


async def test_a_worker_killed_after_sending_sends_once_more_and_the_mailbox_can_tell(post: Post) -> None:
    await post.work()
    post.box.hangs_up_on.add(ADDRESS)
    assert await post.subjects() == [WORK]
    post.box.hangs_up_on.clear()
    assert await post.subjects() == [WORK]
    post.world.clock.advance(MINUTE)
    assert await post.subjects() == [WORK, WORK]
    first, second = (message for _, message in post.box.taken)
    assert first["Message-ID"] == second["Message-ID"]
    post.world.clock.advance(DAY)
    assert await post.subjects() == [WORK, WORK]


async def test_a_worker_killed_before_sending_loses_nothing(post: Post) -> None:
    await post.work()
    dying = await asyncpg.connect(worker_url(post.world))
    now = post.world.clock.now()
    terms = (now, 10 * MINUTE, 2 * HOUR)
    assert await dying.fetchval("SELECT access.bundle_mails($1, $2, $3, $3)", *terms)
    assert len(await dying.fetch("SELECT * FROM access.take_mails($1, $2, $3, 9)", *terms)) == 1
    dying.terminate()
    assert await post.subjects() == []
    post.world.clock.advance(10 * MINUTE)
    assert await post.subjects() == [WORK]
    assert await post.subjects() == [WORK]


async def test_a_mail_that_could_not_be_settled_is_not_sent_again_when_the_database_is_back(post: Post) -> None:
    await post.world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    await mailed(post.world, post.mailer, post.box, COLLEAGUE, "colleague@gemeente.example")
    await post.work()
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'signaalbrug_worker'"
    handed_in = post.box.handle_DATA

    async with post.world.as_superuser() as connection:

        async def refuse_database(*arguments: object) -> str:
            async with post.world.as_superuser() as other:
                await other.execute("ALTER ROLE signaalbrug_worker CONNECTION LIMIT 0")
                await other.execute(end)
            return await handed_in(*arguments)  # type: ignore[arg-type]  # whatever the server hands over

        setattr(post.box, "handle_DATA", refuse_database)  # noqa: B010 - for this once
        try:
            with pytest.raises(Exception, match="cannot"):  # it depends on the moment which error it is
                await post.mailer.round()
        finally:
            setattr(post.box, "handle_DATA", handed_in)  # noqa: B010 - as it was
            await connection.execute("ALTER ROLE signaalbrug_worker CONNECTION LIMIT -1")
    assert len(post.box.taken) == 1
    for _ in range(2):
        await post.mailer.round()
        assert sorted(to for to, _ in post.box.taken) == ["colleague@gemeente.example", ADDRESS]
        post.world.clock.advance(HOUR)
    assert await states(post.world) == ["work sent", "work sent"]


async def test_workers_at_once_send_each_mail_once(post: Post) -> None:
    await post.world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    await mailed(post.world, post.mailer, post.box, COLLEAGUE, "colleague@gemeente.example")
    await post.work(3)
    await post.work(acute=True)
    async with mailer_of(post.world, post.mailer.server) as one, mailer_of(post.world, post.mailer.server) as two:
        await asyncio.gather(one.round(), two.round(), post.mailer.round())
    assert sorted(post.box.subjects(ADDRESS)) == sorted(post.box.subjects("colleague@gemeente.example"))
    assert sorted(post.box.subjects(ADDRESS)) == sorted([ACUTE, WORK])


async def test_a_clock_that_jumps_loses_nothing_and_sends_nothing_twice(post: Post) -> None:
    await post.work(acute=True)
    await post.work()
    post.world.clock.moment = NOW - 30 * DAY
    assert sorted(await post.subjects()) == sorted([ACUTE, WORK])
    for moment in (NOW + DAY, NOW - 900 * DAY, NOW + DAY, NOW):
        post.world.clock.moment = moment
        await post.mailer.round()
    assert len(post.box.taken) == 2


async def test_what_waited_to_be_tried_again_is_due_when_the_clock_is_set_back(post: Post) -> None:
    await post.work()
    post.box.refuses[ADDRESS] = "451 later"
    assert await post.subjects() == []
    del post.box.refuses[ADDRESS]
    post.world.clock.moment = NOW - DAY
    assert await post.subjects() == [WORK]


async def test_a_mailbox_that_is_full_is_tried_until_it_takes_the_mail(post: Post) -> None:
    await post.work()
    post.box.refuses[ADDRESS] = "452 mailbox full"
    for _ in range(72):
        assert await post.subjects() == []
        post.world.clock.advance(HOUR)
    del post.box.refuses[ADDRESS]
    assert await post.subjects() == [WORK]


async def test_an_address_that_is_no_more_is_given_up_after_a_day_and_its_owner_is_told(post: Post) -> None:
    await post.work(acute=True)
    post.box.refuses[ADDRESS] = "550 no such user"
    for _ in range(24):
        assert await post.subjects() == []
        assert (await post.world.get(DESK, "/notification-preferences"))["refusedAt"] is None
        post.world.clock.advance(HOUR)
    await post.mailer.round()
    assert await states(post.world) == ["acute refused"]
    assert (await post.world.get(DESK, "/notification-preferences"))["refusedAt"] == "2026-11-24T09:30:00Z"
    assert len(await notified(post.world, DESK)) > 0
    del post.box.refuses[ADDRESS]
    await post.work(acute=True)
    assert await post.subjects() == [ACUTE]
    assert (await post.world.get(DESK, "/notification-preferences"))["refusedAt"] is None
