"""Preferences about mail: one's own, an address that was confirmed, and no way to leave acute danger out."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.mailer import Mailer
from app.triage.mail.rules import MOST_CODES, MOST_TRIES
from tests.mailbox import Mailbox, mailbox
from tests.triage.desk import COLLEAGUE, DESK
from tests.triage.mailing import PREFERENCES, code_in, confirm, mailer_of, prefer
from tests.world import Json, World

ADDRESS, OTHER = "a.jansen@gemeente.example", "b.jansen@gemeente.example"
NOTHING: Json = {
    "available": True,
    "address": None,
    "proposedAddress": None,
    "codeExpiresAt": None,
    "refusedAt": None,
    "muted": [],
}


@pytest.fixture
async def box(world: World) -> AsyncIterator[Mailbox]:
    with mailbox() as made:
        yield made


@pytest.fixture
async def mailer(world: World, box: Mailbox) -> AsyncIterator[Mailer]:
    async with mailer_of(world, box.server(timeout=5)) as made:
        yield made


async def test_an_address_is_used_once_it_was_confirmed(world: World, mailer: Mailer, box: Mailbox) -> None:
    assert await world.get(DESK, PREFERENCES) == NOTHING
    view = await prefer(world, DESK, "a.jansen@GEMEENTE.example", "new_work", "assigned", "new_work")
    pending = {**NOTHING, "proposedAddress": ADDRESS, "codeExpiresAt": "2026-11-24T09:30:00Z"}
    assert view == {**pending, "muted": ["assigned", "new_work"]}
    await mailer.round()
    assert [to for to, _ in box.taken] == [ADDRESS]
    status, view = await confirm(world, DESK, code_in(box))
    assert (status, view) == (200, {**NOTHING, "address": ADDRESS, "muted": ["assigned", "new_work"]})
    assert await world.get(DESK, PREFERENCES) == view
    assert (await confirm(world, DESK, code_in(box)))[0] == 409
    await mailer.round()
    assert len(box.taken) == 1


async def test_until_another_address_is_confirmed_mail_goes_to_the_one_before(
    world: World, mailer: Mailer, box: Mailbox
) -> None:
    await prefer(world, DESK, ADDRESS)
    await mailer.round()
    await confirm(world, DESK, code_in(box))
    view = await prefer(world, DESK, OTHER)
    assert (view["address"], view["proposedAddress"]) == (ADDRESS, OTHER)
    assert (await prefer(world, DESK, ADDRESS))["proposedAddress"] is None
    await prefer(world, DESK, OTHER)
    await mailer.round()
    assert [to for to, _ in box.taken[1:]] == [OTHER, OTHER]
    assert (await confirm(world, DESK, code_in(box)))[1]["address"] == OTHER
    assert await prefer(world, DESK, None) == NOTHING


async def test_a_code_is_tried_a_few_times_and_counts_for_a_day(world: World, mailer: Mailer, box: Mailbox) -> None:
    await prefer(world, DESK, ADDRESS)
    await mailer.round()
    right = code_in(box)
    wrong = f"{(int(right) + 1) % 10**8:08}"
    for _ in range(MOST_TRIES - 1):
        assert (await confirm(world, DESK, wrong))[0] == 409
    assert (await confirm(world, DESK, right))[0] == 200
    await prefer(world, DESK, OTHER)
    await mailer.round()
    right = code_in(box)
    refusals = [await confirm(world, DESK, wrong) for _ in range(MOST_TRIES)] + [await confirm(world, DESK, right)]
    assert {status for status, _ in refusals} == {409}
    assert len({answer["detail"] for _, answer in refusals}) == 1
    await prefer(world, DESK, OTHER)
    await mailer.round()
    world.clock.advance(timedelta(days=1))
    assert (await confirm(world, DESK, code_in(box)))[0] == 409


async def test_a_code_that_expired_is_not_mailed(world: World, mailer: Mailer, box: Mailbox) -> None:
    await prefer(world, DESK, ADDRESS)
    world.clock.advance(timedelta(days=1))
    await mailer.round()
    assert box.taken == []


async def test_the_same_address_is_mailed_another_code_only_after_a_while(
    world: World, mailer: Mailer, box: Mailbox
) -> None:
    for minutes in (0, 0, 9, 1):
        world.clock.advance(timedelta(minutes=minutes))
        await prefer(world, DESK, ADDRESS)
        await mailer.round()
    assert len(box.taken) == 2
    assert (await confirm(world, DESK, code_in(box)))[0] == 200


async def test_nobody_can_have_a_mailbox_filled_with_codes(world: World) -> None:
    for number in range(MOST_CODES):
        await prefer(world, DESK, f"iemand-{number}@elders.example")
    body = {"address": "iemand@elders.example", "muted": []}
    answer = await world.call(DESK, "PUT", PREFERENCES, json=body)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "86400")
    assert "elders" not in answer.text
    world.clock.advance(timedelta(days=1))
    await prefer(world, DESK, "iemand@elders.example")


async def test_acute_danger_cannot_be_switched_off(world: World) -> None:
    body = {"address": ADDRESS, "muted": ["new_work", "acute_danger"]}
    answer = await world.call(DESK, "PUT", PREFERENCES, json=body)
    assert answer.status_code == 400
    assert [(error["code"], error["pointer"]) for error in answer.json()["errors"]] == [
        ("acute_danger_stays", "/muted")
    ]
    assert await world.get(DESK, PREFERENCES) == NOTHING


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jansen",
        "@gemeente.example",
        "jansen@",
        "jansen@gemeente",
        "jan sen@gemeente.example",
        "jansen@gemeente.example\r\nBcc: iemand@elders.example",
        "jansen@gemeente.example\n",
        "jansen@gemeente.example,iemand@elders.example",
        "Jansen <jansen@gemeente.example>",
        '"jansen"@gemeente.example',
        "jansen@[127.0.0.1]",
        "jansen@-gemeente.example",
        "jansen..a@gemeente.example",
        ".jansen@gemeente.example",
        "jänsen@gemeente.example",
        "=?utf-8?q?jansen?=@gemeente.example",
        "jansen=?@gemeente.example",
        "jansen@gemeente.example\x00",
        f"{'j' * 65}@gemeente.example",
        f"jansen@{'g' * 64}.example",
        f"jansen@{'gemeente.' * 30}example",
    ],
)
async def test_what_is_no_plain_address_is_refused_and_not_repeated(shared_world: World, address: str) -> None:
    answer = await shared_world.call(DESK, "PUT", PREFERENCES, json={"address": address})
    assert answer.status_code == 400
    assert "jansen" not in answer.text.lower()


async def test_preferences_are_ones_own(world: World, mailer: Mailer, box: Mailbox) -> None:
    await world.appoint(COLLEAGUE, "zorgcoordinator", district="de_baronie")
    await prefer(world, DESK, ADDRESS)
    await mailer.round()
    assert (await confirm(world, COLLEAGUE, code_in(box)))[0] == 409
    assert await world.get(COLLEAGUE, PREFERENCES) == NOTHING
    assert (await world.call("system.breda", "GET", PREFERENCES)).status_code == 403


async def test_what_was_changed_in_the_meantime_is_not_overwritten(world: World) -> None:
    read = await world.call(DESK, "GET", PREFERENCES)
    headers = {"If-Match": read.headers["ETag"]}
    body = {"address": None, "muted": ["new_work"]}
    assert (await world.call(DESK, "PUT", PREFERENCES, json=body, headers=headers)).status_code == 200
    assert (await world.call(DESK, "PUT", PREFERENCES, json=body, headers=headers)).status_code == 412


async def test_where_no_mail_is_sent_no_address_is_taken(world: World) -> None:
    world.app.state.mailing = replace(world.app.state.mailing, available=False)
    answer = await world.call(DESK, "PUT", PREFERENCES, json={"address": ADDRESS})
    assert answer.status_code == 409
    assert (await world.get(DESK, PREFERENCES))["available"] is False
    await prefer(world, DESK, None, "new_work")
