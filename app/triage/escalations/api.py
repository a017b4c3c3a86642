"""What is late or at an empty desk, for the desk and for who oversees it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.collaborators import CursorSealer
from app.platform.parameters import PREFIX
from app.platform.schemas import Page
from app.triage.escalations import service
from app.triage.escalations.schemas import EscalationQuery, EscalationView

router = APIRouter(prefix=f"{PREFIX}/escalations", tags=["tasks"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_ESCALATION))]


@router.get("", summary="What went up")
async def list_escalations(
    gate: Reader, cursors: CursorSealer, query: Annotated[EscalationQuery, Query()]
) -> Page[EscalationView]:
    """List the escalations of the caller's desks, and those that have come up to the caller, the last first."""
    return await gate.run(lambda work: service.list_escalations(work, query, cursors))


@router.get("/{id}", summary="One escalation")
async def read_escalation(id: UUID, gate: Reader) -> EscalationView:
    """Return an escalation: what is late, how late, and who looks after it."""
    return await gate.run(lambda work: service.read(work, id))


@router.post("/{id}/acknowledgement", summary="Look after an escalation")
async def acknowledge_escalation(
    id: UUID, gate: Annotated[OpenGate, Depends(Gate(Action.ACKNOWLEDGE_ESCALATION))]
) -> EscalationView:
    """Say that you look after it. When two people do so at once, one does and the other gets a conflict."""
    return await gate.run(lambda work: service.acknowledge(work, id))
