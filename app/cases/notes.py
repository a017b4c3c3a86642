"""Notes of a case: encrypted, never changed, and superseded by another where one was wrong."""

from uuid import UUID

from app.access.gate import Work
from app.cases.models import CaseNote
from app.cases.queries import read_case, read_note, read_notes
from app.cases.schemas import CaseNoteSubmission, CaseNoteView
from app.cases.sealing import key_of, place_of_note
from app.cases.states import CaseStep
from app.cases.steps import hold, step_of, tell
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.pagination import Cursors
from app.platform.parameters import PageQuery
from app.platform.problems import Conflict, InvalidInput, NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing


async def list_notes(work: Work, case_id: UUID, page: PageQuery, ring: KeyRing, cursors: Cursors) -> Page[CaseNoteView]:
    """List the notes of a case of the caller, the last written first; raises NotFound."""
    case = await read_case(work, case_id)
    if case is None:
        raise NotFound
    scope = f"{work.actor.actor_id}:case-notes:{case_id}"
    before = UUID(str(cursors.open(scope, page.cursor)[0])) if page.cursor is not None else None
    rows = await read_notes(work, case_id, page, before)
    key = key_of(case, ring)
    items = [_view(work, row, key) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def write_note(
    work: Work, case_id: UUID, submission: CaseNoteSubmission, attempt: Attempt, ring: KeyRing
) -> CaseNoteView:
    """Write a note in a case of the caller, or one that stands in the place of another, whoever wrote that.

    Raises NotFound, InvalidInput for a note that is not of this case, and Conflict when the case is closed, the other
    note was superseded already, or the idempotency key was used for another note.
    """
    case, note_id = await hold(work, case_id), new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"case-notes:{case_id}",
        resource_id=note_id,
        now=work.now,
    )
    key = key_of(case, ring)
    if earlier is None:
        step_of(work, case, CaseStep.WRITE_NOTE)
        await _require_last(work, case_id, submission.supersedes)
        row = {
            "id": note_id,
            "case_id": case_id,
            "compartment": case.compartment,
            "content": key.encrypt(submission.text.encode(), place=place_of_note(note_id)),
            "supersedes": submission.supersedes,
            "written_by": work.actor.actor_id,
            "written_by_name": work.actor.name,
            "written_at": work.now,
        }
        await insert_all(work.connection, {CaseNote: [row]})
        await tell(work, CaseStep.WRITE_NOTE, case, note=str(note_id))
    written = await read_note(work, case_id, earlier or note_id)
    if written is None:
        raise NotFound
    return _view(work, written, key)


async def _require_last(work: Work, case_id: UUID, supersedes: UUID | None) -> None:
    """Raise InvalidInput for a note that is not of the case, and Conflict for one that was superseded already."""
    if supersedes is None:
        return
    before = await read_note(work, case_id, supersedes)
    if before is None:
        raise InvalidInput.at("/supersedes", "note", "This is not a note of this case")
    if before.superseded_by is not None:
        raise Conflict("Another note stands in the place of this one already; read it, and supersede that one.")


def _view(work: Work, row: DatabaseRow, key: DataKey) -> CaseNoteView:
    return CaseNoteView(
        id=row.id,
        text=key.decrypt(row.content, place=place_of_note(row.id)).decode(),
        supersedes=row.supersedes,
        superseded_by=row.superseded_by,
        by=row.written_by_name,
        by_you=row.written_by == work.actor.actor_id,
        written_at=row.written_at,
    )
