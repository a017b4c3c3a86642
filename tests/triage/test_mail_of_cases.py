"""What is told of cases is mailed as work, without content, for as long as its addressee may know."""

import pytest

from tests.cases.casework import COLLEAGUE, DSP, DSP_DESK, LEAD, RIEC, done, joined, opened
from tests.triage.desk import actor_id, withdraw
from tests.triage.mailing import mailed, prefer
from tests.triage.posting import ADDRESS, WORK, Post
from tests.working import worker_of

TO_RIEC = "riec@gemeente.example"


async def test_who_is_let_into_a_case_is_mailed_that_there_is_work(post: Post) -> None:
    await mailed(post.world, post.mailer, post.box, RIEC, TO_RIEC)
    case = await opened(post.world, DSP, DSP_DESK)
    await joined(post.world, case["id"], RIEC, by=DSP)
    await post.mailer.round()
    assert post.box.subjects(TO_RIEC) == [WORK]
    text = "".join(mail.get_content() for _, mail in post.box.taken)
    assert case["reference"] not in text
    assert case["title"] not in text


async def test_mail_of_a_case_lapses_for_who_had_to_go_and_tells_that(post: Post) -> None:
    await mailed(post.world, post.mailer, post.box, RIEC, TO_RIEC)
    case = (await opened(post.world, DSP, DSP_DESK))["id"]
    membership = (await joined(post.world, case, RIEC, by=DSP))["id"]
    body = {"address": TO_RIEC, "muted": ["case_membership_ended"]}
    assert (await post.world.call(RIEC, "PUT", "/notification-preferences", json=body)).status_code == 200
    await done(post.world, DSP, f"/case-members/{membership}/removal")
    await post.mailer.round()
    assert post.box.subjects(TO_RIEC) == []
    await joined(post.world, case, RIEC, by=DSP)
    await post.mailer.round()
    assert post.box.subjects(TO_RIEC) == [WORK]


@pytest.mark.parametrize("taken_up", [False, True])
async def test_mail_of_a_case_without_a_lead_lapses_when_it_is_taken_up(post: Post, *, taken_up: bool) -> None:
    await prefer(post.world, LEAD, ADDRESS, "new_work")
    await post.world.appoint("third", "zorgcoordinator", district="de_baronie")
    case = (await opened(post.world, COLLEAGUE))["id"]
    await withdraw(post.world, COLLEAGUE)
    async with worker_of(post.world) as worker:
        await worker.round()
    if taken_up:
        await done(post.world, "third", f"/cases/{case}/lead", {"actorId": await actor_id(post.world, "third")})
    await post.mailer.round()
    assert post.box.subjects(ADDRESS) == ([] if taken_up else [WORK])
