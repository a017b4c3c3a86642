"""Which other cases of the caller have a signal in common with a case."""

from uuid import UUID

from app.access.gate import Work
from app.cases.queries import read_case, read_related
from app.cases.schemas import RelatedCaseList, RelatedCaseView
from app.cases.sealing import key_of, place_of_title
from app.platform.database import DatabaseRow
from app.platform.problems import NotFound
from app.signals.keys import KeyRing


async def list_related(work: Work, case_id: UUID, ring: KeyRing) -> RelatedCaseList:
    """List the caller's cases on the same side with a signal of a case, the last opened first; raises NotFound."""
    case = await read_case(work, case_id)
    if case is None:
        raise NotFound
    found: dict[UUID, list[DatabaseRow]] = {}
    for row in await read_related(work, case):
        found.setdefault(row.id, []).append(row)
    return RelatedCaseList(
        items=[
            RelatedCaseView(
                id=other,
                reference=rows[0].reference,
                title=key_of(rows[0], ring).decrypt(rows[0].title, place=place_of_title(other)).decode(),
                signals=[row.signal_reference for row in rows],
            )
            for other, rows in found.items()
        ]
    )
