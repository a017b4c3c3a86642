"""Which cases of the other side a case knows of: those that sharing decisions in force told it of."""

from uuid import UUID

from sqlalchemy import select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.queries import read_case
from app.platform.database import DatabaseRow
from app.platform.problems import NotFound
from app.sharing.decisions.queries import received_by
from app.sharing.decisions.rules import OTHER_SIDE
from app.sharing.decisions.schemas import TwinCaseList, TwinCaseView
from app.sharing.models import SharingDecision


async def list_twins(work: Work, case_id: UUID) -> TwinCaseList:
    """List the twins of a case of the caller, as what it received names them; raises NotFound."""
    case = await read_case(work, case_id)
    if case is None:
        raise NotFound
    twins: dict[str, list[DatabaseRow]] = {}
    for row in await _read_namings(work, case):
        twins.setdefault(row.case_reference, []).append(row)
    return TwinCaseList(
        items=[
            TwinCaseView(
                reference=reference,
                valid_until=max(row.valid_until for row in rows),
                sharing_decisions=[row.id for row in rows],
            )
            for reference, rows in twins.items()
        ]
    )


async def _read_namings(work: Work, case: DatabaseRow) -> list[DatabaseRow]:
    """Return what a case received from cases of the other side, the last proposed first."""
    query = (
        select(SharingDecision.id, SharingDecision.case_reference, SharingDecision.valid_until)
        .where(
            received_by(work, case.id),
            SharingDecision.compartment == OTHER_SIDE[Compartment(case.compartment)],
            SharingDecision.case_reference.is_not(None),
        )
        .order_by(SharingDecision.id.desc())
    )
    return list(await work.connection.execute(query))
