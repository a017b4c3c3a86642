"""One mail that goes wrong holds up no other: each is opened, written, handed in and tried again by itself."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import CapturingLogger

from app.platform.crypto import CryptoError
from app.platform.mail import PATIENCE, TIMEOUT, MailAwayError
from app.triage.mail.rules import LEASE
from app.triage.mail.sealing import Sealed
from tests.mailbox import SENDER
from tests.triage.desk import COLLEAGUE, actor_id
from tests.triage.mailing import mailed
from tests.triage.posting import ACUTE, ADDRESS, HOUR, MINUTE, Post

HALF = timedelta(seconds=30)


async def other(post: Post, persona: str = COLLEAGUE) -> str:
    """Have somebody else of the desk mailed, and return the address."""
    address = f"{persona.replace('.', '-')}@gemeente.example"
    await post.world.appoint(persona, "zorgcoordinator", district="de_baronie")
    await mailed(post.world, post.mailer, post.box, persona, address)
    return address


async def change_address(post: Post, persona: str, address: bytes | str) -> bytes:
    """Put an address in the preferences of somebody, past every check; return what stood there."""
    actor = await actor_id(post.world, persona)
    async with post.world.as_superuser() as connection:
        row = await connection.fetchrow(
            "SELECT id, wrapped_key, address FROM notification_preferences WHERE actor_id = $1", actor
        )
        assert row is not None
        if isinstance(address, str):
            address = Sealed.opened(post.mailer.keys, row["wrapped_key"], row["id"]).seal("address", address)
        await connection.execute("UPDATE notification_preferences SET address = $2 WHERE id = $1", row["id"], address)
    before: bytes = row["address"]
    return before


async def attempts(post: Post) -> list[int]:
    """List how often each mail was tried that is still to be sent."""
    async with post.world.as_superuser() as connection:
        rows = await connection.fetch("SELECT attempts FROM mails WHERE state = 'due' ORDER BY attempts DESC")
    return [row["attempts"] for row in rows]


async def rounds_of_an_hour(post: Post) -> None:
    for _ in range(HOUR // HALF):
        await post.mailer.round()
        post.world.clock.advance(HALF)


async def test_preferences_that_cannot_be_opened_stop_nobody_elses_mail(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr("app.mailer.get_logger", lambda: log)
    unreadable = await other(post)
    sealed = await change_address(post, COLLEAGUE, b"of another key")
    await post.work(acute=True)
    await post.mailer.round()
    assert [to for to, _ in post.box.taken] == [ADDRESS]
    (told,) = log.calls
    assert (told.method_name, set(told.kwargs), type(told.kwargs["error"])) == ("error", {"mail", "error"}, CryptoError)
    await change_address(post, COLLEAGUE, sealed)
    await post.mailer.round()
    assert post.box.subjects(unreadable) == []
    post.world.clock.advance(MINUTE)
    await post.mailer.round()
    assert post.box.subjects(unreadable) == [ACUTE]


@pytest.mark.parametrize(
    "address", ["=?utf-8?q??=@x.example", "=?us-ascii?q?=0a?=@x.example", "=?utf-7?q?+2AA-?=@x.example"]
)
async def test_an_address_that_no_header_can_hold_stops_nobody_elses_mail(post: Post, address: str) -> None:
    await other(post)
    await change_address(post, COLLEAGUE, address)
    await post.work(acute=True)
    await rounds_of_an_hour(post)
    assert [to for to, _ in post.box.taken] == [ADDRESS]
    assert 10 <= (await attempts(post))[0] <= 13


async def test_a_server_that_hangs_up_on_one_takes_the_others_in_the_same_round(post: Post) -> None:
    others = [await other(post, f"colleague.{number}") for number in range(3)]
    post.box.hangs_up_on.add(ADDRESS)
    await post.work(acute=True)
    await post.mailer.round()
    assert [post.box.subjects(to) for to in (ADDRESS, *others)] == [[ACUTE]] * 4
    await rounds_of_an_hour(post)
    assert [post.box.subjects(to) for to in others] == [[ACUTE]] * 3
    again = [message["Message-ID"] for to, message in post.box.taken if to == ADDRESS]
    assert len(set(again)) == 1
    assert 10 <= len(again) <= 13


async def test_a_server_that_hangs_up_again_and_again_is_away_and_what_it_never_saw_waits_for_nothing(
    post: Post,
) -> None:
    others = [await other(post, f"colleague.{number}") for number in range(3)]
    post.box.hangs_up_on.update((ADDRESS, *others))
    post.mailer.connections = 2
    await post.work(acute=True)
    with pytest.raises(MailAwayError):
        await post.mailer.round()
    assert len(post.box.taken) == 2
    assert await attempts(post) == [1, 1, 0, 0]
    post.box.hangs_up_on.clear()
    await post.mailer.round()
    assert sorted(to for to, _ in post.box.taken) == sorted((ADDRESS, *others))


async def test_a_server_that_hangs_up_between_two_mails_takes_the_next_one_in_the_same_round(post: Post) -> None:
    others = [await other(post, f"colleague.{number}") for number in range(2)]
    post.box.takes_one = True
    await post.work(acute=True)
    await post.mailer.round()
    assert sorted(to for to, _ in post.box.taken) == sorted((ADDRESS, *others))


async def test_a_server_that_refuses_the_sender_is_away_and_takes_the_mail_at_once_when_it_does_not(post: Post) -> None:
    post.box.refuses[SENDER] = "550 not you"
    await post.work(acute=True)
    for _ in range(3):
        with pytest.raises(MailAwayError):
            await post.mailer.round()
    post.box.refuses.clear()
    assert await post.subjects() == [ACUTE]


async def test_a_server_that_is_slow_to_confirm_takes_each_mail_once(post: Post) -> None:
    post.mailer.server = post.box.server(timeout=0.3)
    post.box.confirms_after[ADDRESS] = 0.6
    await post.work(acute=True)
    await rounds_of_an_hour(post)
    assert post.box.subjects() == [ACUTE]


async def test_while_the_server_is_slow_to_confirm_one_mail_the_others_go(post: Post) -> None:
    others = [await other(post, f"colleague.{number}") for number in range(2)]
    post.box.confirms_after[ADDRESS] = 60
    post.mailer.pause = 0.02
    running = asyncio.create_task(post.mailer.run())
    for number in (1, 2):
        await post.work(acute=True)
        for _ in range(200):
            if [post.box.subjects(to) for to in others] == [[ACUTE] * number] * 2:
                break
            await asyncio.sleep(0.05)
    running.cancel()
    assert [post.box.subjects(to) for to in (ADDRESS, *others)] == [[ACUTE], [ACUTE] * 2, [ACUTE] * 2]


async def test_that_the_server_is_away_is_told_once_and_that_it_is_back_when_it_took_something(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr("app.mailer.get_logger", lambda: log)
    post.mailer.connections, post.mailer.pause, post.mailer.away_pause = 1, 0.02, 0.02
    post.box.hangs_up_on.add(ADDRESS)
    await post.work(acute=True)
    running = asyncio.create_task(post.mailer.run())
    for tries in (1, 2, 3):
        for _ in range(200):
            if len(post.box.taken) == tries:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.1)
        if tries == 2:
            post.box.hangs_up_on.clear()
        post.world.clock.advance(5 * MINUTE)
    running.cancel()
    told = [call.args[0] for call in log.calls if call.method_name != "warning"]
    assert told == ["the mail server is away; mail waits until it is back", "mailed", "the mail server is back"]


def test_a_mail_is_handed_in_well_within_its_lease() -> None:
    assert TIMEOUT < PATIENCE
    assert timedelta(seconds=2 * PATIENCE) <= LEASE
