"""The caller's cases: who is in them, what they are about, and how they go."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.cases import members, notes, opening, related, service, takeover
from app.cases import status as statuses
from app.cases.schemas import (
    CandidateList,
    CaseDetail,
    CaseNoteSubmission,
    CaseNoteView,
    CaseQuery,
    CaseSignalSubmission,
    CaseSubmission,
    CaseView,
    CaseWithoutLeadQuery,
    CaseWithoutLeadView,
    ExtensionSubmission,
    LeadSubmission,
    MemberSubmission,
    RelatedCaseList,
    StatusSubmission,
)
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, PageQuery, attempt_of
from app.platform.schemas import Page
from app.signals.api import Collaborators

router = APIRouter(prefix=PREFIX, tags=["cases"])

Opener = Annotated[OpenGate, Depends(Gate(Action.OPEN_CASE))]
Reader = Annotated[OpenGate, Depends(Gate(Action.READ_CASE))]
Contributor = Annotated[OpenGate, Depends(Gate(Action.CONTRIBUTE_CASE))]


@router.get("/cases", summary="The caller's cases")
async def list_cases(
    gate: Reader, collaborators: Collaborators, query: Annotated[CaseQuery, Query()]
) -> Page[CaseView]:
    """List the cases of which the caller is a member now, the last opened first."""
    return await gate.run(lambda work: service.list_cases(work, query, collaborators.ring, collaborators.cursors))


@router.post("/cases", status_code=status.HTTP_201_CREATED, summary="Open a case")
async def open_case(
    request: Request,
    response: Response,
    gate: Opener,
    body: Annotated[Body[CaseSubmission], Depends(JsonBody(CaseSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> CaseDetail:
    """Open a case from signals of a desk of the caller, who leads it and is its first member."""
    attempt = attempt_of(request, idempotency_key, body)
    opened = await gate.run(lambda work: opening.open_case(work, body.value, attempt, collaborators.ring))
    response.headers["Location"] = f"{PREFIX}/cases/{opened[0].id}"
    return _case(response, opened)


@router.get("/cases-without-lead", summary="Cases of the caller's desks without a lead")
async def list_without_lead(
    gate: Opener, collaborators: Collaborators, query: Annotated[CaseWithoutLeadQuery, Query()]
) -> Page[CaseWithoutLeadView]:
    """List the cases whose lead is no member any more, and of whose desk nobody is; without what is in them."""
    return await gate.run(lambda work: takeover.list_without_lead(work, query, collaborators.cursors))


@router.get("/cases/{id}", summary="One case")
async def read_case(id: UUID, response: Response, gate: Reader, collaborators: Collaborators) -> CaseDetail:
    """Return a case with the envelopes of its signals, its members, and how its status went."""
    return _case(response, await gate.run(lambda work: service.read(work, id, collaborators.ring)))


@router.get("/cases/{id}/related-cases", summary="Cases with signals in common")
async def list_related(id: UUID, gate: Reader, collaborators: Collaborators) -> RelatedCaseList:
    """List the caller's other cases on the same side that have a signal in common with the case."""
    return await gate.run(lambda work: related.list_related(work, id, collaborators.ring))


@router.post("/cases/{id}/signals", status_code=status.HTTP_201_CREATED, summary="Add a signal to a case")
async def add_signal(
    id: UUID,
    request: Request,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[CaseSignalSubmission], Depends(JsonBody(CaseSignalSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> CaseDetail:
    """Add a signal with a task at a desk of the caller's, on the side and in the district of the case."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    told = await gate.run(lambda work: service.add_signal(work, id, body.value, attempt, ring, if_match))
    return _case(response, told)


@router.get("/cases/{id}/candidates", summary="Who could be a member of a case")
async def list_candidates(id: UUID, gate: Contributor) -> CandidateList:
    """List everybody whose roles reach the side and the district of the case now, by name."""
    return await gate.run(lambda work: members.list_candidates(work, id))


@router.post("/cases/{id}/members", status_code=status.HTTP_201_CREATED, summary="Let somebody into a case")
async def add_member(
    id: UUID,
    request: Request,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[MemberSubmission], Depends(JsonBody(MemberSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> CaseDetail:
    """Let a candidate into a case, as its lead, until a day within a year."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    told = await gate.run(lambda work: members.add_member(work, id, body.value, attempt, ring, if_match))
    return _case(response, told)


@router.post("/case-members/{id}/removal", summary="Remove a member from a case")
async def remove_member(
    id: UUID, response: Response, gate: Contributor, collaborators: Collaborators, if_match: IfMatchHeader = None
) -> CaseDetail:
    """Close the case to a member at once, as its lead; on the record."""
    ring = collaborators.ring
    return _case(response, await gate.run(lambda work: members.remove_member(work, id, ring, if_match)))


@router.post("/case-members/{id}/extension", summary="Give a membership another last day")
async def extend_member(
    id: UUID,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[ExtensionSubmission], Depends(JsonBody(ExtensionSubmission))],
    collaborators: Collaborators,
    if_match: IfMatchHeader = None,
) -> CaseDetail:
    """Let a membership that is not over last until another day within a year, as the lead of the case."""
    ring = collaborators.ring
    told = await gate.run(lambda work: members.extend_member(work, id, body.value, ring, if_match))
    return _case(response, told)


@router.post("/cases/{id}/lead", summary="Hand over or take over the lead of a case")
async def change_lead(
    id: UUID,
    request: Request,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[LeadSubmission], Depends(JsonBody(LeadSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> CaseDetail:
    """Give the lead to another current member; or take it, as a member who opens cases at the desk of this one.

    Who opens cases at the desk of a case without a lead becomes its member so, for a year.
    """
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    told = await gate.run(lambda work: members.change_lead(work, id, body.value, attempt, ring, if_match))
    return _case(response, told)


@router.post("/cases/{id}/status", summary="Suspend, resume, close or reopen a case")
async def change_status(
    id: UUID,
    request: Request,
    response: Response,
    gate: Contributor,
    body: Annotated[Body[StatusSubmission], Depends(JsonBody(StatusSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> CaseDetail:
    """Take a step with a reason; closing tells the outcome, and is the lead's, as reopening is."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    told = await gate.run(lambda work: statuses.change_status(work, id, body.value, attempt, ring, if_match))
    return _case(response, told)


@router.get("/cases/{id}/notes", summary="The notes of a case")
async def list_notes(
    id: UUID, gate: Reader, collaborators: Collaborators, page: Annotated[PageQuery, Query()]
) -> Page[CaseNoteView]:
    """List the notes, the last written first, each with what it supersedes and what supersedes it."""
    ring, cursors = collaborators.ring, collaborators.cursors
    return await gate.run(lambda work: notes.list_notes(work, id, page, ring, cursors))


@router.post("/cases/{id}/notes", status_code=status.HTTP_201_CREATED, summary="Write a note in a case")
async def write_note(
    id: UUID,
    request: Request,
    gate: Contributor,
    body: Annotated[Body[CaseNoteSubmission], Depends(JsonBody(CaseNoteSubmission))],
    collaborators: Collaborators,
    idempotency_key: IdempotencyKeyHeader = None,
) -> CaseNoteView:
    """Write a note for the members, or one that stands in the place of another. Notes are never changed."""
    attempt, ring = attempt_of(request, idempotency_key, body), collaborators.ring
    return await gate.run(lambda work: notes.write_note(work, id, body.value, attempt, ring))


def _case(response: Response, told: service.Told) -> CaseDetail:
    detail, response.headers["ETag"] = told
    return detail
