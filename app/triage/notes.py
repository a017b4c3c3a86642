"""Notes on a task: written at any time, encrypted, never changed, and read by the desks of that side only."""

from uuid import UUID

from sqlalchemy import select

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import SignalId, TaskId, new_id
from app.platform.pagination import Cursors
from app.platform.parameters import PageQuery
from app.platform.problems import NotFound
from app.platform.schemas import Page
from app.signals.keys import KeyRing, open_keys, open_or_make_key
from app.triage.models import TaskNote
from app.triage.queries import TaskRow, read_task
from app.triage.schemas import NoteSubmission, NoteView
from app.triage.states import NoteKind


def place_of_note(note_id: UUID) -> str:
    """Name the place that a note is bound to."""
    return f"task_notes.content:{note_id}"


async def add_note(
    work: Work, task_id: TaskId, submission: NoteSubmission, attempt: Attempt, ring: KeyRing
) -> NoteView:
    """Write a note on a task of the caller's desks, whatever its status.

    Raises NotFound, also for a note that was written before and erased since, and Conflict for an idempotency key that
    was used for another note.
    """
    row = await _find(work, task_id)
    note_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation=f"notes:{task_id}",
        resource_id=note_id,
        now=work.now,
    )
    if earlier is None:
        await write(work, row, submission.text, NoteKind.INTERNAL, ring, note_id)
    key = (await open_keys(work.connection, SignalId(row.signal_id), ring)).get(Compartment(row.track))
    if key is None:
        raise NotFound
    query = select(*TaskNote.__table__.columns).where(TaskNote.id == (earlier or note_id))
    return _view(work, (await work.connection.execute(query)).one(), key)


async def list_notes(work: Work, task_id: TaskId, page: PageQuery, ring: KeyRing, cursors: Cursors) -> Page[NoteView]:
    """List the notes on a task, the last written first; raises NotFound."""
    row = await _find(work, task_id)
    scope = f"{work.actor.actor_id}:notes:{task_id}"
    query = select(*TaskNote.__table__.columns).where(TaskNote.task_id == task_id, TaskNote.compartment == row.track)
    if page.cursor is not None:
        query = query.where(TaskNote.id < UUID(str(cursors.open(scope, page.cursor)[0])))
    rows = list(await work.connection.execute(query.order_by(TaskNote.id.desc()).limit(page.limit + 1)))
    if not rows:
        return Page(items=[], next_cursor=None)
    # Without its key, which can be destroyed, what a side wrote is not there any more.
    key = (await open_keys(work.connection, SignalId(row.signal_id), ring)).get(Compartment(row.track))
    items = [_view(work, note, key) for note in rows[: page.limit]] if key is not None else []
    more = len(rows) > page.limit and key is not None
    return Page(items=items, next_cursor=cursors.seal(scope, [str(items[-1].id)]) if more else None)


async def write(
    work: Work, row: TaskRow, text: str, kind: NoteKind, ring: KeyRing, note_id: UUID | None = None
) -> None:
    """Write a note under the key of the side of its task; the first on a side makes the key."""
    side, note_id = Compartment(row.track), note_id or new_id()
    key = await open_or_make_key(work.connection, SignalId(row.signal_id), side, row.municipality_code, ring)
    note = {
        "id": note_id,
        "task_id": row.id,
        "signal_id": row.signal_id,
        "compartment": side,
        "content": key.encrypt(text.encode(), place=place_of_note(note_id)),
        "written_by": work.actor.actor_id,
        "written_at": work.now,
        "kind": kind,
        "written_by_name": work.actor.name,
    }
    await insert_all(work.connection, {TaskNote: [note]})


async def _find(work: Work, task_id: TaskId) -> TaskRow:
    row = await read_task(work, task_id)
    if row is None:
        raise NotFound
    return row


def _view(work: Work, note: DatabaseRow, key: DataKey) -> NoteView:
    return NoteView(
        id=note.id,
        kind=NoteKind(note.kind),
        text=key.decrypt(note.content, place=place_of_note(note.id)).decode(),
        by=note.written_by_name,
        by_you=note.written_by == work.actor.actor_id,
        written_at=note.written_at,
    )
