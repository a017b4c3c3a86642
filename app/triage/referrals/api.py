"""Referring tasks, and answering what is referred."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.ids import TaskId
from app.platform.parameters import PREFIX, IdempotencyKeyHeader, IfMatchHeader, attempt_of
from app.platform.schemas import Page
from app.reference.api import Reference
from app.signals.api import Collaborators
from app.triage.referrals import answers, proposals, service
from app.triage.referrals.schemas import (
    ProposalList,
    ReferralQuery,
    ReferralResponse,
    ReferralSubmission,
    ReferralView,
)
from app.triage.referrals.service import Answered, Referring

router = APIRouter(prefix=PREFIX, tags=["referrals"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_REFERRAL))]
Sender = Annotated[OpenGate, Depends(Gate(Action.OFFER_REFERRAL))]


async def referring(collaborators: Collaborators, reference: Reference) -> Referring:
    """Return what referrals need."""
    return Referring(collaborators.ring, collaborators.cursors, reference)


Needs = Annotated[Referring, Depends(referring)]


@router.get("/tasks/{id}/referral-proposals", summary="Where a task can be referred to")
async def propose_referrals(id: UUID, gate: Sender, reference: Reference) -> ProposalList:
    """List the desks that a task can be offered to, with why; the first is where it goes next. Partners are a list of
    their own."""
    return await gate.run(lambda work: proposals.propose(work, TaskId(id), reference))


@router.post("/tasks/{id}/referrals", status_code=status.HTTP_201_CREATED, summary="Refer a task")
async def refer_task(
    id: UUID,
    request: Request,
    response: Response,
    gate: Sender,
    body: Annotated[Body[ReferralSubmission], Depends(JsonBody(ReferralSubmission))],
    needs: Needs,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> ReferralView:
    """Offer a task that the caller has claimed to another desk or to a partner outside.

    It stays the caller's until it is accepted, and cannot be completed while it is offered. `If-Match` is of the task.
    """
    attempt = attempt_of(request, idempotency_key, body)
    view = _answer(
        response,
        await gate.run(lambda work: service.offer(work, TaskId(id), body.value, attempt, needs, if_match)),
    )
    response.headers["Location"] = f"{PREFIX}/referrals/{view.id}"
    return view


@router.get("/referrals", summary="What is referred by and to the caller's desks")
async def list_referrals(gate: Reader, needs: Needs, query: Annotated[ReferralQuery, Query()]) -> Page[ReferralView]:
    """List the referrals of the caller's desks, in any state, the last offered first."""
    return await gate.run(lambda work: service.list_referrals(work, query, needs))


@router.get("/referrals/{id}", summary="One referral")
async def read_referral(id: UUID, response: Response, gate: Reader, needs: Needs) -> ReferralView:
    """Return a referral: who offered what to whom, why, and what was answered."""
    return _answer(response, await gate.run(lambda work: service.read(work, id, needs)))


@router.post("/referrals/{id}/response", summary="Accept or return a referral")
async def answer_referral(
    id: UUID,
    request: Request,
    response: Response,
    gate: Annotated[OpenGate, Depends(Gate(Action.ANSWER_REFERRAL))],
    body: Annotated[Body[ReferralResponse], Depends(JsonBody(ReferralResponse))],
    needs: Needs,
    idempotency_key: IdempotencyKeyHeader = None,
    if_match: IfMatchHeader = None,
) -> ReferralView:
    """Accept it, and the work is the caller's desk's from that moment; or return it with a reason.

    What a partner outside answered, the desk that offered it records here. When two people answer at once, one does and
    the other gets a conflict.
    """
    attempt = attempt_of(request, idempotency_key, body)
    return _answer(
        response, await gate.run(lambda work: answers.respond(work, id, body.value, attempt, needs, if_match))
    )


@router.post("/referrals/{id}/withdrawal", summary="Withdraw a referral")
async def withdraw_referral(
    id: UUID, response: Response, gate: Sender, needs: Needs, if_match: IfMatchHeader = None
) -> ReferralView:
    """Take back what was offered and not answered yet; anybody at the desk that offered it may."""
    return _answer(response, await gate.run(lambda work: service.withdraw(work, id, needs, if_match)))


def _answer(response: Response, found: Answered) -> ReferralView:
    view, response.headers["ETag"] = found
    return view
