"""Why a signal went where it went; the tables; simulations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.access.gate import Gate, OpenGate, Work
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.ids import SignalId
from app.platform.parameters import PREFIX
from app.routing import service, simulation
from app.routing.schemas import RoutingTableList, SignalRouting, SimulationRequest, SimulationResult
from app.signals.api import Collaborators
from app.signals.service import find

router = APIRouter(prefix=PREFIX, tags=["routing"])


@router.get("/signals/{id}/routing", summary="Why a signal went where it went")
async def read_routing(
    id: UUID, gate: Annotated[OpenGate, Depends(Gate(Action.READ_SIGNAL))], signals: Collaborators
) -> SignalRouting:
    """Return the facts that the caller's side saw, the rows of the table that fired, and the desks."""

    async def answer(work: Work) -> SignalRouting:
        _, knowledge = await find(work, SignalId(id), signals)
        return await service.read_routing(work, SignalId(id), knowledge.sides)

    return await gate.run(answer)


@router.get("/routing-tables", summary="Every version of the decision table")
async def list_routing_tables(
    gate: Annotated[OpenGate, Depends(Gate(Action.READ_ROUTING_TABLE))],
) -> RoutingTableList:
    """List the tables as they were written, newest first; one is active."""
    return await gate.run(service.list_tables)


@router.post("/routing-simulations", summary="What a table would do")
async def simulate_routing(
    request: Request,
    gate: Annotated[OpenGate, Depends(Gate(Action.SIMULATE_ROUTING))],
    body: Annotated[Body[SimulationRequest], Depends(JsonBody(SimulationRequest))],
) -> SimulationResult:
    """Route an imagined signal, or compare a draft table with the active one over the signals of past months."""
    return await simulation.simulate(gate, body.value, request.app.state.routing_tables)
