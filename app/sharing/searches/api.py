"""Searching the tasks of the caller's desks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX
from app.sharing.identity import IdentityTokens
from app.sharing.searches import service
from app.sharing.searches.schemas import TaskSearchResult, TaskSearchSubmission

router = APIRouter(prefix=f"{PREFIX}/task-searches", tags=["tasks"])


async def identity_tokens(request: Request) -> IdentityTokens:
    """Return what makes tokens of what is looked for."""
    tokens: IdentityTokens = request.app.state.identity_tokens
    return tokens


@router.post("", summary="Find tasks by a reference, an address or a person", responses={429: {}})
async def search_tasks(
    gate: Annotated[OpenGate, Depends(Gate(Action.READ_TASK))],
    body: Annotated[Body[TaskSearchSubmission], Depends(JsonBody(TaskSearchSubmission))],
    tokens: Annotated[IdentityTokens, Depends(identity_tokens)],
) -> TaskSearchResult:
    """Find tasks on the caller's desks, done ones among them, by what is known on the side of the desk.

    What is looked for is kept nowhere; that the caller searched is. Above 120 searches within the hour the answer is
    429.
    """
    return await gate.run(lambda work: service.search(work, body.value, tokens))
