"""The half-year report for the bestuurlijk trekker, and the picture of a month for the meetings of the fourth layer."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from app.access.gate import Gate, OpenGate, Work
from app.access.matrix import Action
from app.monitor.figures.periods import HalfYearName, MonthName, Period
from app.monitor.reports.desk import Write, WritingDesk
from app.monitor.reports.document import Report
from app.monitor.reports.odt import odt_of
from app.monitor.reports.pdf import pdf_of
from app.monitor.reports.picture import PictureMeeting, month_picture
from app.monitor.reports.service import half_year_report
from app.monitor.statistics.api import Reference
from app.platform.collaborators import ProcessKeys
from app.platform.http import DOCUMENTS, ODT, PDF
from app.platform.parameters import PREFIX
from app.platform.schemas import ApiModel

router = APIRouter(prefix=f"{PREFIX}/monitor", tags=["monitor"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_MONITOR, DOCUMENTS, read_only=True))]
FigureReader = Annotated[OpenGate, Depends(Gate(Action.READ_STATISTICS, DOCUMENTS, read_only=True))]


class DocumentFormat(StrEnum):
    """As what a report is written."""

    PDF = "pdf"
    ODT = "odt"


class ReportQuery(ApiModel):
    """Which report, and as what."""

    half_year: HalfYearName
    format: DocumentFormat = DocumentFormat.PDF


class PictureQuery(ApiModel):
    """For which meeting, of which month, and as what."""

    meeting: PictureMeeting = Field(description="Decides of which side the picture is: that of the meeting.")
    month: MonthName | None = Field(None, description="The last one that was published, when it is left out.")
    format: DocumentFormat = DocumentFormat.PDF


MEDIA: dict[DocumentFormat, str] = {DocumentFormat.PDF: PDF, DocumentFormat.ODT: ODT}
WRITES: dict[DocumentFormat, Write] = {DocumentFormat.PDF: pdf_of, DocumentFormat.ODT: odt_of}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()}}
}


async def _desk_of(request: Request) -> WritingDesk:
    desk: WritingDesk = request.app.state.writing_desk
    return desk


Writer = Annotated[WritingDesk, Depends(_desk_of)]


@router.get("/report", summary="The report of a half-year", response_class=Response, responses=ANSWERS)
async def read_report(
    gate: Reader,
    reference: Reference,
    keys: ProcessKeys,
    desk: Writer,
    query: Annotated[ReportQuery, Query()],
) -> Response:
    """Write what is known of a half-year that is over; whoever sees a part of the figures gets that part.

    Reports are written one at a time; where many wait, it is answered 503 with when to ask again.
    """
    period = Period.parse(query.half_year)

    async def read(work: Work) -> tuple[Report, datetime]:
        return await half_year_report(work, period, reference, keys), work.now

    report, made_at = await gate.run(read)
    document = await desk.write(report, made_at, WRITES[query.format])
    return _attached(document, f"halfjaarrapportage-{period.name.lower()}", query.format)


@router.get("/picture", summary="The picture of a month, for a meeting", response_class=Response, responses=ANSWERS)
async def read_picture(
    gate: FigureReader, reference: Reference, desk: Writer, query: Annotated[PictureQuery, Query()]
) -> Response:
    """Write the picture of a month for the Anna-overleg (care) or the specialistenoverleg (security), to take there.

    It is of the side of that meeting alone, with what is small left out, and without personal data.
    """

    async def read(work: Work) -> tuple[str, Report, datetime]:
        period, report = await month_picture(work, query.meeting, query.month, reference)
        return period.name, report, work.now

    month, report, made_at = await gate.run(read)
    document = await desk.write(report, made_at, WRITES[query.format])
    return _attached(document, f"fenomeenbeeld-{query.meeting.replace('_', '-')}-{month}", query.format)


def _attached(document: bytes, name: str, format: DocumentFormat) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{format}"'}
    return Response(document, media_type=MEDIA[format], headers=disposition)
