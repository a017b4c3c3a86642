"""Who a case is open to: members come, stay longer and go by the lead, and the lead goes from one to another."""

from uuid import UUID

from sqlalchemy import update

from app.access.gate import Work
from app.access.matrix import Action, Compartment
from app.cases.models import CaseMember
from app.cases.periods import beginning_of, end_of
from app.cases.queries import is_current, read_candidates, read_case, read_members, read_membership
from app.cases.schemas import (
    CandidateList,
    CandidateView,
    ExtensionSubmission,
    LeadSubmission,
    MemberSubmission,
)
from app.cases.service import Told, read
from app.cases.states import MOST_MEMBERS, CaseStep
from app.cases.steps import change, hold, is_first, require_unchanged, step_of, tell
from app.cases.takeover import take_up
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt
from app.platform.ids import new_id
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.signals.keys import KeyRing

NOT_A_CANDIDATE = "This is nobody whose roles reach this case now"


async def list_candidates(work: Work, case_id: UUID) -> CandidateList:
    """List who could be a member of a case of the caller, by name; raises NotFound."""
    if await read_case(work, case_id) is None:
        raise NotFound
    members = {
        row.actor_id for row in await read_members(work, case_id) if row.removed_at is None and work.now < row.until
    }
    candidates = await read_candidates(work, case_id)
    return CandidateList(
        items=[CandidateView(id=one, name=name, member=one in members) for one, name in candidates.items()]
    )


async def add_member(
    work: Work, case_id: UUID, submission: MemberSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> Told:
    """Let somebody into a case, as its lead, for a time.

    Raises NotFound, PreconditionFailed, InvalidInput for days out of bounds or somebody whose roles do not reach the
    case, and Conflict when the caller is not the lead, the case is closed, or they are a member already.
    """
    case, member_id = await hold(work, case_id), new_id()
    if await is_first(work, attempt, f"case-members:{case_id}", member_id):
        require_unchanged(case, if_match)
        step_of(work, case, CaseStep.ADD_MEMBER)
        since, until = beginning_of(submission.since, work.now), end_of(submission.until, work.now)
        if since >= until:
            raise InvalidInput.at("/since", "since", "A membership begins before it ends")
        names = await read_candidates(work, case_id)
        if submission.actor_id not in names:
            raise InvalidInput.at("/actorId", "actor", NOT_A_CANDIDATE)
        await _make_room(work, case, submission.actor_id)
        row = {
            "id": member_id,
            "case_id": case_id,
            "compartment": case.compartment,
            "actor_id": submission.actor_id,
            "actor_name": names[submission.actor_id],
            "since": since,
            "until": until,
            "added_by": work.actor.actor_id,
            "added_by_name": work.actor.name,
            "added_at": work.now,
        }
        await insert_all(work.connection, {CaseMember: [row]})
        await change(work, case)
        await tell(work, CaseStep.ADD_MEMBER, case, member=str(member_id))
    return await read(work, case_id, ring)


async def _make_room(work: Work, case: DatabaseRow, actor_id: UUID) -> None:
    """Put away a membership of somebody that is over, so that it does not count a second time. Raises Conflict."""
    members = await read_members(work, case.id)
    if len(members) >= MOST_MEMBERS:
        raise Conflict(f"This case has had {MOST_MEMBERS} members.")
    for row in members:
        if row.actor_id == actor_id and row.removed_at is None:
            if work.now < row.until:
                raise Conflict("They are a member already; extend that membership instead.")
            await _remove(work, row)


async def _remove(work: Work, row: DatabaseRow) -> None:
    removed = {
        "removed_by": work.actor.actor_id,
        "removed_by_name": work.actor.name,
        "removed_at": work.now,
    }
    await work.connection.execute(update(CaseMember).where(CaseMember.id == row.id).values(**removed))


async def _hold_member(
    work: Work, member_id: UUID, step: CaseStep, if_match: str | None
) -> tuple[DatabaseRow, DatabaseRow]:
    """Hold the case of a membership that is not over, as its lead, and return both.

    Raises NotFound, PreconditionFailed and Conflict.
    """
    member = await read_membership(work, member_id)
    if member is None:
        raise NotFound
    case = await hold(work, member.case_id)
    member = await read_membership(work, member_id)
    if member is None:
        raise NotFound
    require_unchanged(case, if_match)
    step_of(work, case, step)
    if member.removed_at is not None or member.until <= work.now:
        raise Conflict("This membership is over; allowed: adding them again.")
    return case, member


async def remove_member(work: Work, member_id: UUID, ring: KeyRing, if_match: str | None) -> Told:
    """Remove a member from a case, as its lead, at once.

    Raises NotFound, PreconditionFailed, and Conflict when the caller is not the lead, it is over, or it is the lead's.
    """
    case, member = await _hold_member(work, member_id, CaseStep.REMOVE_MEMBER, if_match)
    if member.actor_id == case.lead_id:
        raise Conflict("The lead of a case cannot be removed; allowed: first hand over the lead.")
    await _remove(work, member)
    await change(work, case)
    await tell(work, CaseStep.REMOVE_MEMBER, case, member=str(member_id))
    return await read(work, case.id, ring)


async def extend_member(
    work: Work, member_id: UUID, submission: ExtensionSubmission, ring: KeyRing, if_match: str | None
) -> Told:
    """Give a membership another last day, as the lead of the case.

    Raises NotFound, PreconditionFailed, InvalidInput for a day out of bounds, and Conflict when the caller is not the
    lead or it is over.
    """
    case, member = await _hold_member(work, member_id, CaseStep.EXTEND_MEMBER, if_match)
    until = end_of(submission.until, work.now)
    if until <= member.since:
        raise InvalidInput.at("/until", "until", "A membership ends after it begins")
    await work.connection.execute(update(CaseMember).where(CaseMember.id == member_id).values(until=until))
    await change(work, case)
    await tell(work, CaseStep.EXTEND_MEMBER, case, member=str(member_id))
    return await read(work, case.id, ring)


async def change_lead(
    work: Work, case_id: UUID, submission: LeadSubmission, attempt: Attempt, ring: KeyRing, if_match: str | None
) -> Told:
    """Hand over the lead to another member, or take it over as a member who opens cases at the desk of this one.

    Who opens cases at the desk of a case without a lead becomes a member so. Raises NotFound, PreconditionFailed,
    InvalidInput for somebody who is no current member or whose roles do not reach the case, and Conflict when the lead
    is not the caller's to give.
    """
    member_id = new_id()
    first = await is_first(work, attempt, f"case-leads:{case_id}", member_id)
    takes = first and submission.actor_id == work.actor.actor_id
    let_in = await take_up(work, case_id, member_id) if takes else None
    work = let_in or work
    case = await hold(work, case_id)
    if first:
        require_unchanged(case, if_match)
        step_of(work, case, CaseStep.CHANGE_LEAD)
        await _require_successor(work, case, submission.actor_id, comes_back=let_in is not None)
        await change(work, case, lead_id=submission.actor_id)
        if let_in is not None:
            await tell(work, CaseStep.ADD_MEMBER, case, member=str(member_id))
        if case.lead_id != submission.actor_id:
            await tell(work, CaseStep.CHANGE_LEAD, case, **await _membership_of(work, case.id, case.lead_id))
    return await read(work, case_id, ring)


async def _membership_of(work: Work, case_id: UUID, actor_id: UUID) -> dict[str, str]:
    """Name the membership by which somebody led a case, if they still have it: they hear who does from here on."""
    for row in await read_members(work, case_id):
        if row.actor_id == actor_id and row.removed_at is None:
            return {"member": str(row.id)}
    return {}


async def _require_successor(work: Work, case: DatabaseRow, successor: UUID, *, comes_back: bool) -> None:
    """Raise InvalidInput for who cannot lead a case, and Conflict when the caller cannot let them."""
    me = work.actor.actor_id
    takes_over = successor == me and may_take_over(work, case)
    if case.lead_id != me and not takes_over:
        raise Conflict(
            "Only the lead hands over the lead, and only a member who opens cases at its desk takes it over."
        )
    if case.lead_id == successor and not comes_back:
        raise Conflict("They lead this case already.")
    members = {row.actor_id for row in await read_members(work, case.id) if is_current(row, work.now)}
    if successor not in members & (await read_candidates(work, case.id)).keys():
        raise InvalidInput.at("/actorId", "actor", "This is no current member whose roles reach this case")


def may_take_over(work: Work, case: DatabaseRow) -> bool:
    """Tell whether the caller may open cases at the desk that opened a case, and so may take the lead of it."""
    return Action.OPEN_CASE in work.actor.actions and case.desk_id in work.actor.desks[Compartment(case.compartment)]
