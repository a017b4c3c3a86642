"""Matches, for the bridging desks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.parameters import PREFIX, PageQuery
from app.platform.schemas import Page
from app.sharing.matches import service
from app.sharing.matches.schemas import MatchView
from app.signals.api import Collaborators

router = APIRouter(prefix=f"{PREFIX}/matches", tags=["crossing the wall"])


@router.get("", summary="The signals on the caller's desk that have a match on the other side")
async def list_matches(
    gate: Annotated[OpenGate, Depends(Gate(Action.READ_MATCH))],
    collaborators: Collaborators,
    page: Annotated[PageQuery, Query()],
) -> Page[MatchView]:
    """List matches: that there is one, how strong, and which desk to call; nothing of what is on the other side."""
    return await gate.run(lambda work: service.list_matches(work, collaborators.cursors, page))
