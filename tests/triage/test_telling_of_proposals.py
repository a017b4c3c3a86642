"""The DSP hears of what waits for it, and who proposed hears what became of it: once each, and while they may know."""

from datetime import timedelta

import pytest

from app.cases.proposals import terms
from app.cases.proposals.terms import due_after
from app.routing.terms import parse_term
from app.worker import Worker
from tests.cases.casework import DSP, RIEC, done, joined
from tests.cases.proposing import PROPOSED
from tests.cases.test_proposals import ACCEPT, AMEND, ELSEWHERE, LEADER, OVJ, REFUSE, drafted, submitted
from tests.triage.desk import withdraw
from tests.triage.mailing import mailed
from tests.triage.posting import WORK, Post
from tests.world import Json, World

COLLEAGUE = "dsp-2.de-baronie"
DECISIONS = [(ACCEPT, "accepted"), (AMEND, "returned"), (REFUSE, "refused")]
A_DAY, TWO_WEEKS = timedelta(days=1), timedelta(days=14)


async def notified(world: World, persona: str) -> list[Json]:
    """List the notifications of DSP proposals that somebody sees."""
    items = (await world.get(persona, "/notifications?limit=100"))["items"]
    return [item for item in items if item["subject"]["kind"] == "dsp_proposal"]


async def told(world: World, persona: str) -> list[str]:
    """Sort what somebody was told of DSP proposals."""
    return sorted(item["kind"].removeprefix("dsp_proposal_") for item in await notified(world, persona))


async def waiting(world: World, persona: str = DSP) -> list[Json]:
    """List what waits for a decision."""
    items: list[Json] = (await world.get(persona, "/dsp-proposals?waiting=true"))["items"]
    return items


# What waits


async def test_what_was_submitted_is_told_to_the_dsp_of_the_district(world: World) -> None:
    await world.appoint(COLLEAGUE, "dsp", district="de_baronie")
    _, proposal = await drafted(world)
    assert await told(world, DSP) == []
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    for persona in (DSP, COLLEAGUE):
        (item,) = await notified(world, persona)
        assert (item["kind"], item["desk"]) == ("dsp_proposal_submitted", "dsp.de_baronie")
        assert item["subject"] == {"kind": "dsp_proposal", "id": proposal}
        assert (await world.get(persona, f"/dsp-proposals/{proposal}"))["status"] == "submitted"
    for persona in (LEADER, ELSEWHERE, RIEC, OVJ, "zorgcoordinator.de-baronie", "districtelijk-coordinator.de-baronie"):
        assert await told(world, persona) == []


async def test_what_was_submitted_again_is_told_again(world: World) -> None:
    _, proposal = await submitted(world)
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", PROPOSED, 201)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    assert await told(world, DSP) == ["submitted", "submitted"]


async def test_who_left_the_dsp_no_longer_sees_what_waits_there(world: World) -> None:
    await world.appoint(COLLEAGUE, "dsp", district="de_baronie")
    await submitted(world)
    await withdraw(world, COLLEAGUE)
    await world.appoint(COLLEAGUE, "dsp", district="zeeland")
    assert await told(world, COLLEAGUE) == []


async def test_what_waits_is_listed_with_its_age_and_what_waits_longest_first(world: World) -> None:
    case, first = await submitted(world)
    world.clock.advance(2 * A_DAY)
    second = (await done(world, LEADER, f"/cases/{case}/dsp-proposals", PROPOSED, 201))["id"]
    await done(world, LEADER, f"/cases/{case}/dsp-proposals", PROPOSED, 201)
    since = world.clock.now()
    await done(world, LEADER, f"/dsp-proposals/{second}/submission")
    world.clock.advance(A_DAY)
    for persona in (DSP, LEADER):
        found = await waiting(world, persona)
        assert [(one["id"], one["waitingDays"], one["isOverdue"]) for one in found] == [
            (first, 3, False),
            (second, 1, False),
        ]
    assert found[1]["waitingSince"] == since.isoformat().replace("+00:00", "Z")
    assert found[1]["dueAt"] == due_after(since, "de_baronie").isoformat().replace("+00:00", "Z")
    page = await world.get(DSP, "/dsp-proposals?waiting=true&limit=1")
    rest = await world.get(DSP, f"/dsp-proposals?waiting=true&limit=1&cursor={page['nextCursor']}")
    assert [one["id"] for one in (*page["items"], *rest["items"])] == [first, second]
    assert rest["nextCursor"] is None
    assert await waiting(world, ELSEWHERE) == []


@pytest.mark.parametrize(("decision", "status"), DECISIONS)
async def test_what_was_decided_on_waits_no_more(world: World, decision: Json, status: str) -> None:
    _, proposal = await submitted(world)
    detail = await done(world, DSP, f"/dsp-proposals/{proposal}/decision", decision)
    assert (detail["status"], detail["waitingSince"], detail["dueAt"]) == (status, None, None)
    assert (detail["waitingDays"], detail["isOverdue"]) == (None, False)
    assert await waiting(world) == []


# Reminders


async def test_what_waits_longer_than_its_term_is_reminded_of_once(world: World, worker: Worker) -> None:
    await submitted(world)
    await worker.round()
    assert await told(world, DSP) == ["submitted"]
    world.clock.advance(TWO_WEEKS + A_DAY)
    for _ in range(3):
        await worker.round()
    assert await told(world, DSP) == ["overdue", "submitted"]
    assert [one["isOverdue"] for one in await waiting(world)] == [True]
    assert await told(world, LEADER) == []


async def test_a_dsp_where_nobody_was_is_reminded_once_somebody_is(world: World, worker: Worker) -> None:
    await submitted(world)
    await withdraw(world, DSP)
    world.clock.advance(TWO_WEEKS + A_DAY)
    await worker.round()
    await world.appoint("somebody new", "dsp", district="de_baronie", valid_from=world.clock.now() - timedelta(hours=1))
    for _ in range(2):
        await worker.round()
    assert await told(world, "somebody new") == ["overdue"]


async def test_each_submission_has_a_term_and_a_reminder_of_its_own(world: World, worker: Worker) -> None:
    _, proposal = await submitted(world)
    world.clock.advance(TWO_WEEKS + A_DAY)
    await worker.round()
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    world.clock.advance(TWO_WEEKS)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", PROPOSED, 201)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    await worker.round()
    assert await told(world, DSP) == ["overdue", "submitted", "submitted"]
    world.clock.advance(TWO_WEEKS + 7 * A_DAY)
    await worker.round()
    assert await told(world, DSP) == ["overdue", "overdue", "submitted", "submitted"]


@pytest.mark.parametrize("decision", [ACCEPT, AMEND, REFUSE])
async def test_what_was_decided_on_in_time_is_not_reminded_of(world: World, worker: Worker, decision: Json) -> None:
    _, proposal = await submitted(world)
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", decision)
    world.clock.advance(3 * TWO_WEEKS)
    await worker.round()
    assert await told(world, DSP) == ["submitted"]


async def test_a_district_may_have_agreed_on_another_term(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    now = world.clock.now()
    assert due_after(now, "zeeland") == due_after(now, "de_baronie") > now + 10 * A_DAY
    monkeypatch.setattr(terms, "OF_DISTRICT", {"zeeland": parse_term("P3D")})
    assert due_after(now, "zeeland") == now + 3 * A_DAY < due_after(now, "de_baronie")


# Answers


@pytest.mark.parametrize(("decision", "status"), DECISIONS)
async def test_a_decision_is_told_to_who_drafted_and_to_the_lead_of_the_case(
    world: World, decision: Json, status: str
) -> None:
    case, proposal = await submitted(world, RIEC)
    await joined(world, case, OVJ, by=LEADER)
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", decision)
    for persona in (RIEC, LEADER):
        (item,) = await notified(world, persona)
        assert (item["kind"], item["desk"]) == (f"dsp_proposal_{status}", None)
        assert (await world.get(persona, f"/dsp-proposals/{item['subject']['id']}"))["status"] == status
    assert await told(world, OVJ) == [], "other members of the case look there"
    assert await told(world, DSP) == ["submitted"], "who decides knows"


async def test_a_decision_is_told_to_who_submitted_what_another_drafted(world: World) -> None:
    case, proposal = await drafted(world, RIEC)
    second = "riec-2.de-baronie"
    await world.appoint(second, "riec", district="de_baronie")
    await joined(world, case, second, by=LEADER)
    await done(world, second, f"/dsp-proposals/{proposal}/submission")
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", ACCEPT)
    for persona in (RIEC, second, LEADER):
        assert await told(world, persona) == ["accepted"]


async def test_a_withdrawal_is_told_to_the_lead_and_to_the_dsp_that_knew_of_it(world: World) -> None:
    _, proposal = await submitted(world, RIEC)
    await done(world, RIEC, f"/dsp-proposals/{proposal}/withdrawal")
    assert await told(world, LEADER) == ["withdrawn"]
    assert await told(world, DSP) == ["submitted", "withdrawn"]
    assert await told(world, RIEC) == []


async def test_a_draft_that_is_withdrawn_is_not_told_to_the_dsp(world: World) -> None:
    _, proposal = await drafted(world, RIEC)
    await done(world, RIEC, f"/dsp-proposals/{proposal}/withdrawal")
    assert await told(world, LEADER) == ["withdrawn"]
    assert await told(world, DSP) == []


async def test_who_left_the_case_hears_no_answer_and_no_longer_sees_one(world: World) -> None:
    case, proposal = await submitted(world, RIEC)
    membership = next(
        one["id"] for one in (await world.get(LEADER, f"/cases/{case}"))["members"] if one["name"] != "avim"
    )
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    assert await told(world, RIEC) == ["returned"]
    await done(world, LEADER, f"/case-members/{membership}/removal")
    assert await told(world, RIEC) == []
    await done(world, LEADER, f"/dsp-proposals/{proposal}/versions", PROPOSED, 201)
    await done(world, LEADER, f"/dsp-proposals/{proposal}/submission")
    await done(world, DSP, f"/dsp-proposals/{proposal}/decision", ACCEPT)
    assert await told(world, RIEC) == []
    assert await told(world, LEADER) == ["accepted", "returned"]


# Mail


async def test_an_answer_is_mailed_as_work_without_content_and_can_be_muted(post: Post) -> None:
    _, proposal = await submitted(post.world)
    await mailed(post.world, post.mailer, post.box, LEADER, "avim@politie.example")
    await done(post.world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    await post.mailer.round()
    assert post.box.subjects("avim@politie.example") == [WORK]
    await done(post.world, LEADER, f"/dsp-proposals/{proposal}/versions", PROPOSED, 201)
    await done(post.world, LEADER, f"/dsp-proposals/{proposal}/submission")
    body = {"address": "avim@politie.example", "muted": ["dsp_proposal_accepted"]}
    assert (await post.world.call(LEADER, "PUT", "/notification-preferences", json=body)).status_code == 200
    post.world.clock.advance(A_DAY)
    await done(post.world, DSP, f"/dsp-proposals/{proposal}/decision", ACCEPT)
    await post.mailer.round()
    assert post.box.subjects("avim@politie.example") == [WORK]


async def test_mail_of_an_answer_lapses_for_who_left_the_case(post: Post) -> None:
    case, proposal = await submitted(post.world, RIEC)
    await mailed(post.world, post.mailer, post.box, RIEC, "riec@gemeente.example", "case_membership_ended")
    membership = next(
        one["id"] for one in (await post.world.get(LEADER, f"/cases/{case}"))["members"] if one["name"] != "avim"
    )
    await done(post.world, DSP, f"/dsp-proposals/{proposal}/decision", AMEND)
    await done(post.world, LEADER, f"/case-members/{membership}/removal")
    await post.mailer.round()
    assert post.box.subjects("riec@gemeente.example") == []
