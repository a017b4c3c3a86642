"""Reference data for everybody with an appointment."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from app.access.gate import Gate, OpenGate, Work
from app.access.matrix import Action
from app.platform.clock import local_date
from app.platform.parameters import PREFIX
from app.reference import service
from app.reference.schemas import CodeList, DeskList, DeskQuery, DistrictList, MunicipalityList
from app.reference.snapshot import ReferenceData, ReferenceSnapshot

router = APIRouter(prefix=PREFIX, tags=["reference data"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_REFERENCE_DATA))]


async def current_reference_data(request: Request) -> ReferenceSnapshot:
    """Return the reference data of this minute."""
    reference: ReferenceData = request.app.state.reference
    return await reference.current()


Reference = Annotated[ReferenceSnapshot, Depends(current_reference_data)]


@router.get("/districts", summary="The districts with their municipalities of today")
async def list_districts(gate: Reader, reference: Reference) -> DistrictList:
    """List the four districts of the regional programme."""

    async def answer(work: Work) -> DistrictList:
        return service.list_districts(reference, local_date(work.now))

    return await gate.run(answer)


@router.get("/municipalities", summary="The municipalities and their districts through time")
async def list_municipalities(gate: Reader, reference: Reference) -> MunicipalityList:
    """List the municipalities of the region by name."""

    async def answer(_: Work) -> MunicipalityList:
        return service.list_municipalities(reference)

    return await gate.run(answer)


@router.get("/desks", summary="The desks of the layered model")
async def list_desks(
    gate: Reader,
    reference: Reference,
    query: Annotated[DeskQuery, Query()],
) -> DeskList:
    """List the desks that can receive work."""

    async def answer(_: Work) -> DeskList:
        return service.list_desks(reference, district=query.district, kind=query.kind)

    return await gate.run(answer)


@router.get("/code-lists/{name}", summary="A code list with Dutch and English labels")
async def read_code_list(
    name: Annotated[str, Path(max_length=40, examples=["exploitation-form"])],
    gate: Reader,
    reference: Reference,
) -> CodeList:
    """Return every code of a list with its labels."""

    async def answer(_: Work) -> CodeList:
        return service.read_code_list(reference, name)

    return await gate.run(answer)
