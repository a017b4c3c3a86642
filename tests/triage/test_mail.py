"""Mail without content: that there is work, to whoever wants to know and still has to do with it, once."""

import asyncpg
import pytest

from tests.bodies import signal_aimed_at_both, victim_signal
from tests.mailbox import SENDER
from tests.triage.desk import COLLEAGUE, DESK, SUBMITTER, a_desk, withdraw
from tests.triage.mailing import mailed, prefer
from tests.triage.posting import ACUTE, ADDRESS, DAY, HOUR, MINUTE, WORK, Post, states
from tests.triage.test_notifications import notified
from tests.working import worker_url
from tests.world import World


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
