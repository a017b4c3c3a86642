"""Who am I, and what may I do."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.access import service
from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.access.schemas import Me
from app.platform.parameters import PREFIX

router = APIRouter(prefix=PREFIX, tags=["access"])


@router.get("/me", summary="The actor, its appointments, and what it may do")
async def read_me(gate: Annotated[OpenGate, Depends(Gate(Action.READ_OWN_ACTOR))]) -> Me:
    """Tell who the token stands for and what the appointments of today give."""
    return await gate.run(service.describe_actor)
