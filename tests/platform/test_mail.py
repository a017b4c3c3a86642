"""The mail server is reached over TLS or on the machine itself, and what it answers is told apart."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from app.platform.mail import MailAwayError, MailServer, Reply
from tests.mailbox import PASSWORD, SENDER, USER, certificate, mailbox

TO = "iemand@gemeente.example"


async def handed_in(server: MailServer, *addresses: str) -> list[Reply]:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("y")
    async with server.open() as post:
        return [await post.hand_in(message, address) for address in addresses or (TO,)]


async def test_a_message_arrives_whole() -> None:
    with mailbox() as box:
        assert await handed_in(box.server()) == [Reply.TAKEN]
        ((to, message),) = box.taken
    assert (to, message["Subject"], message.get_content().strip()) == (TO, "x", "y")


async def test_what_is_refused_for_good_and_what_is_not_are_told_apart_and_the_next_one_goes() -> None:
    with mailbox() as box:
        box.refuses = {"weg@x.example": "550 no such user", "vol@x.example": "452 mailbox full"}
        replies = await handed_in(box.server(), "weg@x.example", "vol@x.example", TO)
    assert replies == [Reply.NEVER, Reply.NOT_NOW, Reply.TAKEN]


async def test_a_login_over_starttls_with_a_certificate_of_ones_own(tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    with mailbox(tls_context=context, require_starttls=True, auth_required=True) as box:
        safe = box.server(security="starttls", ca_file=trusted, user=USER, password=PASSWORD)
        assert await handed_in(safe) == [Reply.TAKEN]
        assert box.logged_in == [USER]
        for wrong in (
            box.server(security="starttls", user=USER, password=PASSWORD),
            box.server(security="starttls", ca_file=trusted, user=USER, password="anders"),
            box.server(security="tls", ca_file=trusted, user=USER, password=PASSWORD, timeout=1),
        ):
            with pytest.raises(MailAwayError):
                await handed_in(wrong)
        assert len(box.taken) == 1
    assert PASSWORD not in repr(safe)


async def test_nothing_goes_in_the_clear_to_a_server_without_tls(tmp_path: Path) -> None:
    _, trusted = certificate(tmp_path)
    with mailbox() as box:
        with pytest.raises(MailAwayError):
            await handed_in(box.server(security="starttls", ca_file=trusted))
        assert box.taken == []


async def test_of_a_message_at_which_the_server_hangs_up_nobody_knows_and_the_next_one_was_not_tried() -> None:
    with mailbox() as box:
        box.hangs_up_on.add("lastig@x.example")
        replies = await handed_in(box.server(), TO, "lastig@x.example", TO)
    assert replies == [Reply.TAKEN, Reply.UNKNOWN, Reply.UNTRIED]


async def test_a_server_may_be_longer_about_a_whole_message_than_about_another_answer_but_not_for_ever() -> None:
    with mailbox() as box:
        box.confirms_after[TO] = 0.6
        assert await handed_in(box.server(timeout=0.3)) == [Reply.TAKEN]
        assert await handed_in(box.server(patience=0.3), TO, TO) == [Reply.UNKNOWN, Reply.UNTRIED]


async def test_a_server_that_is_away_takes_nothing() -> None:
    with mailbox() as box:
        gone = box.server(timeout=1)
    with pytest.raises(MailAwayError):
        await handed_in(gone)
    assert gone.sender == SENDER
