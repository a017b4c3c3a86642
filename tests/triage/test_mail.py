"""Mail without content: that there is work, to whoever wants to know and still has to do with it, once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import NamedTuple

import asyncpg
import pytest

from app.mailer import Mailer
from app.platform.mail import MailAwayError
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.mailbox import SENDER, Mailbox, mailbox
from tests.triage.desk import COLLEAGUE, DESK, SUBMITTER, a_desk, withdraw
from tests.triage.mailing import mailed, mailer_of, prefer
from tests.triage.test_notifications import notified
from tests.working import worker_url
from tests.world import NOW, World

ADDRESS = "zorgcoordinator@gemeente.example"
WORK, ACUTE = "Er is werk in Signaalbrug", "Er is dringend werk in Signaalbrug"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Post(NamedTuple):
    """A desk whose zorgcoördinator is mailed."""

    world: World
    mailer: Mailer
    box: Mailbox

    async def work(self, times: int = 1, *, acute: bool = False) -> None:
        """Let signals come in for the desk."""
        for _ in range(times):
            await self.world.submit(SUBMITTER, victim_signal(acuteDanger=acute))

    async def subjects(self) -> list[str]:
        """Do a round, and list the subjects of all that arrived."""
        await self.mailer.round()
        return self.box.subjects()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


@pytest.fixture
async def post(world: World, box: Mailbox) -> AsyncIterator[Post]:
    async with mailer_of(world, box.server(timeout=5)) as mailer:
        await mailed(world, mailer, box, DESK, ADDRESS)
        yield Post(world, mailer, box)


async def states(world: World) -> list[str]:
    async with world.as_superuser() as connection:
        rows = await connection.fetch("SELECT kind, state FROM mails WHERE kind <> 'code' ORDER BY made_at, kind")
    return [f"{row['kind']} {row['state']}" for row in rows]


async def test_work_is_mailed_without_any_content(post: Post) -> None:
    made = await post.world.submit(SUBMITTER, victim_signal())
    assert await post.subjects() == [WORK]
    ((to, message),) = post.box.taken
    assert (to, message["To"], message["From"]) == (ADDRESS, ADDRESS, f"Signaalbrug <{SENDER}>")
    assert message["Auto-Submitted"] == "auto-generated"
    told = message.as_string().lower()
    for content in (made["id"], made["reference"], "breda", "gm0758", "baronie", "zorg", "slachtoffer", "http", "task"):
        assert content.lower() not in told.replace(ADDRESS, "")
    assert await post.subjects() == [WORK]


async def test_nobody_without_a_confirmed_address_is_mailed(post: Post) -> None:
    await a_desk(post.world)
    await prefer(post.world, COLLEAGUE, "colleague@gemeente.example")
    await post.work()
    await post.mailer.round()
    assert post.box.subjects("colleague@gemeente.example") == ["Bevestig uw e-mailadres voor Signaalbrug"]
    assert post.box.subjects(ADDRESS) == [WORK]
    assert len(post.box.taken) == 2


async def test_more_work_is_mailed_together_after_a_while(post: Post) -> None:
    await post.work(3)
    assert await post.subjects() == [WORK]
    await post.work(2)
    post.world.clock.advance(14 * MINUTE)
    await post.work()
    assert await post.subjects() == [WORK]
    post.world.clock.advance(MINUTE)
    assert await post.subjects() == [WORK, WORK]
    post.world.clock.advance(HOUR)
    assert await post.subjects() == [WORK, WORK]


async def test_acute_danger_waits_for_nothing_and_cannot_be_switched_off(post: Post) -> None:
    await prefer(post.world, DESK, ADDRESS, "new_work", "escalated", "assigned")
    await post.work()
    assert await post.subjects() == []
    for number in (1, 2, 3):
        await post.work(acute=True)
        assert await post.subjects() == [ACUTE] * number
    assert post.box.taken[0][1]["Importance"] == "high"


async def test_danger_on_both_sides_at_once_is_one_mail_to_each(post: Post) -> None:
    await mailed(post.world, post.mailer, post.box, "dsp.de-baronie", "dsp@politie.example")
    await post.world.submit(SUBMITTER, signal_aimed_at_both(acuteDanger=True))
    await post.mailer.round()
    assert sorted(to for to, _ in post.box.taken) == ["dsp@politie.example", ADDRESS]
    first, second = (message.as_string() for _, message in post.box.taken)
    for to, message in post.box.taken:
        del message["To"], message["Message-ID"]
        assert to not in message.as_string()
    assert first != second
    assert post.box.taken[0][1].as_string() == post.box.taken[1][1].as_string()


async def test_what_was_muted_or_read_since_is_not_mailed(post: Post) -> None:
    await post.work()
    await prefer(post.world, DESK, ADDRESS, "new_work")
    assert await post.subjects() == []
    await prefer(post.world, DESK, ADDRESS)
    await post.work(acute=True)
    for item in await notified(post.world, DESK):
        await post.world.call(DESK, "PUT", f"/notifications/{item['id']}/read")
    assert await post.subjects() == []
    assert await states(post.world) == ["acute lapsed", "work lapsed"]


async def test_whose_appointment_ended_before_it_was_sent_is_not_mailed(post: Post) -> None:
    await post.work(acute=True)
    await withdraw(post.world, DESK)
    assert await post.subjects() == []
    assert await states(post.world) == ["acute lapsed"]


async def test_whose_address_was_taken_away_is_not_mailed(post: Post) -> None:
    await post.work(acute=True)
    await prefer(post.world, DESK, None)
    assert await post.subjects() == []


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
    post.box.hangs_up = True
    with pytest.raises(MailAwayError):
        await post.mailer.round()
    post.box.hangs_up = False
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
    post.world.clock.advance(HOUR)
    assert await post.subjects() == [WORK]
    assert await states(post.world) == ["work sent"]


async def test_workers_at_once_send_each_mail_once(post: Post) -> None:
    await post.world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    await mailed(post.world, post.mailer, post.box, COLLEAGUE, "colleague@gemeente.example")
    await post.work(3)
    await post.work(acute=True)
    async with mailer_of(post.world, post.mailer.server) as one, mailer_of(post.world, post.mailer.server) as two:
        one.batch = two.batch = 1
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


async def test_it_is_forgotten_after_a_while_that_a_mail_was_sent(post: Post) -> None:
    await post.work()
    assert await post.subjects() == [WORK]
    assert await post.world.count("mail_items") == 0
    post.world.clock.advance(31 * DAY)
    await post.mailer.round()
    assert await states(post.world) == []


@pytest.mark.parametrize("table", ["notification_preferences", "mails", "mail_items", "notifications"])
async def test_the_login_of_the_worker_reads_and_writes_no_table(shared_world: World, table: str) -> None:
    connection = await asyncpg.connect(worker_url(shared_world))
    for statement in (f"SELECT FROM {table}", f"DELETE FROM {table}"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


@pytest.mark.parametrize(
    "call",
    [
        "access.bundle_mails('2030-01-01', '1 hour', '1 hour', '1 hour')",
        "access.take_mails('2030-01-01', '1 hour', '1 hour', 10)",
        "access.settle_mail(gen_random_uuid(), 'sent', '2030-01-01', NULL)",
        "access.mail_has_reason(gen_random_uuid(), '2030-01-01')",
    ],
)
async def test_the_login_of_the_api_mails_nothing(shared_world: World, call: str) -> None:
    async with shared_world.as_api(DESK) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SELECT {call}")
