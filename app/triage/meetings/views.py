"""From rows to what the API shows of a meeting: its agenda, with decisions and action points."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.ids import SignalId
from app.signals.keys import KeyRing, open_keys_of_side
from app.triage.meetings.queries import read_action_points, read_decisions, read_names
from app.triage.meetings.schemas import (
    ActionPointView,
    AgendaItemView,
    MeetingDecisionView,
    MeetingDetail,
    MeetingView,
    OwnerView,
)
from app.triage.notes import place_of_note
from app.triage.states import TaskStatus, status_at

Keys = Mapping[tuple[SignalId, Compartment], DataKey]


def place_of_decision(decision_id: UUID) -> str:
    """Name the place that a decision is bound to."""
    return f"meeting_decisions.content:{decision_id}"


@dataclass(frozen=True, slots=True)
class Agenda:
    """Items of an agenda with all that came of them."""

    items: Sequence[DatabaseRow]
    decisions: Mapping[UUID, Sequence[DatabaseRow]]
    action_points: Mapping[UUID, Sequence[DatabaseRow]]
    keys: Keys
    names: Mapping[UUID, str]

    @property
    def version(self) -> str:
        """Return what differs whenever any of it was changed."""
        actions = sum(task.version for tasks in self.action_points.values() for task in tasks)
        return f"{sum(item.version for item in self.items)}.{actions}"

    def views(self, work: Work) -> list[AgendaItemView]:
        """Make the views of the items in their order."""
        return [self._item(work, item) for item in self.items]

    def _item(self, work: Work, item: DatabaseRow) -> AgendaItemView:
        key = self.keys.get((item.signal_id, Compartment(item.track)))
        return AgendaItemView(
            id=item.id,
            meeting_id=item.meeting_id,
            task_id=item.task_id,
            signal_id=item.signal_id,
            track=item.track,
            position=item.position,
            status=item.status,
            added_by=item.added_by_name,
            added_at=item.added_at,
            decisions=[
                _decision(work, row, key, superseded=number > 0)
                for number, row in enumerate(self.decisions.get(item.id, ()))
            ],
            action_points=[_action_point(work, row, key, self.names) for row in self.action_points.get(item.id, ())],
        )


async def agenda_of(work: Work, items: Sequence[DatabaseRow], ring: KeyRing) -> Agenda:
    """Read what came of some items: decisions, action points, and the keys to read them with."""
    ids = [item.id for item in items]
    places = {(SignalId(item.signal_id), Compartment(item.track)) for item in items}
    decisions: dict[UUID, list[DatabaseRow]] = defaultdict(list)
    actions: dict[UUID, list[DatabaseRow]] = defaultdict(list)
    for row in await read_decisions(work, ids) if ids else ():
        decisions[row.item_id].append(row)
    for row in await read_action_points(work, ids) if ids else ():
        actions[row.agenda_item_id].append(row)
    keys = await open_keys_of_side(work.connection, places, ring) if decisions or actions else {}
    return Agenda(items, decisions, actions, keys, await read_names(work) if actions else {})


def etag_of_meeting(meeting: DatabaseRow, agenda: Agenda) -> str:
    """Return the entity tag of a meeting with its agenda as it stands."""
    return f'"{meeting.version}.{agenda.version}"'


def etag_of_item(agenda: Agenda) -> str:
    """Return the entity tag of one item as it stands."""
    return f'"{agenda.version}"'


def meeting_view(row: DatabaseRow) -> MeetingView:
    """Make the view of a meeting without its agenda."""
    return MeetingView(
        id=row.id,
        desk=row.desk_id,
        date=row.meets_on,
        status=row.status,
        planned_by=row.planned_by_name,
        planned_at=row.planned_at,
        closed_by=row.closed_by_name,
        closed_at=row.closed_at,
    )


def meeting_detail(work: Work, row: DatabaseRow, agenda: Agenda) -> MeetingDetail:
    """Make the view of a meeting with its agenda."""
    return MeetingDetail(**dict(meeting_view(row)), agenda=agenda.views(work))


def _decision(work: Work, row: DatabaseRow, key: DataKey | None, *, superseded: bool) -> MeetingDecisionView:
    text = None if key is None else key.decrypt(row.content, place=place_of_decision(row.id)).decode()
    return MeetingDecisionView(
        id=row.id,
        kind=row.kind,
        text=text,
        by=row.decided_by_name,
        by_you=row.decided_by == work.actor.actor_id,
        decided_at=row.decided_at,
        superseded=superseded,
    )


def _action_point(work: Work, row: DatabaseRow, key: DataKey | None, names: Mapping[UUID, str]) -> ActionPointView:
    written = key is not None and row.content is not None
    status = status_at(row.status, row.claimed_until, row.waiting_until, work.now)
    held = status is not TaskStatus.OPEN and row.claimed_by in names
    return ActionPointView(
        task_id=row.id,
        text=key.decrypt(row.content, place=place_of_note(row.note_id)).decode() if key and written else None,
        owner=OwnerView(id=row.claimed_by, name=names[row.claimed_by], you=row.claimed_by == work.actor.actor_id)
        if held
        else None,
        due_at=row.due_at,
        status=status,
        outcome=row.outcome,
    )
