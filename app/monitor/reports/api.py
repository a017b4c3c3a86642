"""The half-year report for the bestuurlijk trekker."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from app.access.gate import Gate, OpenGate, Work
from app.access.matrix import Action
from app.monitor.figures.periods import HalfYearName, Period
from app.monitor.reports.odt import odt_of
from app.monitor.reports.pdf import pdf_of
from app.monitor.reports.service import half_year_report
from app.monitor.statistics.api import Reference
from app.platform.collaborators import CursorSealer, ProcessKeys
from app.platform.http import DOCUMENTS, ODT, PDF
from app.platform.parameters import PREFIX
from app.platform.schemas import ApiModel

router = APIRouter(prefix=f"{PREFIX}/monitor", tags=["monitor"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_MONITOR, DOCUMENTS))]


class DocumentFormat(StrEnum):
    """As what a report is written."""

    PDF = "pdf"
    ODT = "odt"


class ReportQuery(ApiModel):
    """Which report, and as what."""

    half_year: HalfYearName
    format: DocumentFormat = DocumentFormat.PDF


MEDIA: dict[DocumentFormat, str] = {DocumentFormat.PDF: PDF, DocumentFormat.ODT: ODT}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()}}
}


@router.get("/report", summary="The report of a half-year", response_class=Response, responses=ANSWERS)
async def read_report(
    gate: Reader,
    reference: Reference,
    cursors: CursorSealer,
    keys: ProcessKeys,
    query: Annotated[ReportQuery, Query()],
) -> Response:
    """Write what is known of a half-year that is over; whoever sees a part of the figures gets that part."""
    period = Period.parse(query.half_year)

    async def write(work: Work) -> bytes:
        report = await half_year_report(work, period, reference, cursors, keys)
        return (pdf_of if query.format is DocumentFormat.PDF else odt_of)(report, work.now)

    document = await gate.run(write)
    name = f"halfjaarrapportage-{period.name.lower()}.{query.format}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(document, media_type=MEDIA[query.format], headers=disposition)
