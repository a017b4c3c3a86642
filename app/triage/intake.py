"""Intake: a signal that was just received becomes routing decisions and tasks on the queues of desks."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Select, select

from app.access.gate import Work
from app.access.grants import Grants
from app.access.matrix import Compartment
from app.platform.clock import local_date
from app.platform.database import Row
from app.platform.ids import SignalId, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import FieldError, InvalidInput
from app.platform.schemas import Label
from app.reference.snapshot import ReferenceSnapshot
from app.routing.decide import Destination, TrackDecision, decide
from app.routing.derive import facts_of
from app.routing.facts import to_json
from app.routing.models import RoutingDecision
from app.routing.schemas import RoutedOutcome, TrackDecisionView
from app.routing.service import RoutingTables, read_decisions
from app.signals.dispatch import Dispatched, Envelope, Knowledge, SideWork
from app.signals.schemas import RoutingOutcomeView, RoutingSummary, SignalSubmission
from app.triage.feedback.terms import first_due
from app.triage.holding import hold_side
from app.triage.knowledge import on_desks_of, read_knowledge
from app.triage.models import Task
from app.triage.states import URGENCY_ORDER, TaskStatus, urgency_of


class TriageDispatcher:
    """Routes signals by the active table and opens the tasks; implements the dispatcher that signals ask for."""

    def __init__(self, tables: RoutingTables) -> None:
        self._tables = tables

    async def dispatch(
        self, work: Work, envelope: Envelope, submission: SignalSubmission, reference: ReferenceSnapshot
    ) -> Dispatched:
        """Decide where a signal goes.

        Raises InvalidInput when it has a part that no desk would get to read: nothing is taken in that nobody sees.
        """
        table_id, table = await self._tables.active(work)
        facts = facts_of(submission, envelope.district_id, local_date(envelope.received_at))
        decisions = decide(
            facts,
            table,
            reference,
            municipality_code=envelope.municipality_code,
            received_at=envelope.received_at,
        )
        _refuse_unread_parts(submission, decisions)
        decision_rows: list[Row] = []
        task_rows: list[dict[str, object]] = []
        event_rows: list[Row] = []
        outcomes: list[RoutingOutcomeView] = []
        for decision in decisions:
            decision_id = new_id()
            routed = [_routed(destination) for destination in decision.destinations]
            decision_rows.append(
                {
                    "id": decision_id,
                    "signal_id": envelope.id,
                    "track": decision.track,
                    "municipality_code": envelope.municipality_code,
                    "table_id": table_id,
                    "facts": to_json(decision.facts),
                    "outcomes": [outcome.model_dump(mode="json", by_alias=True) for outcome in routed],
                    "decided_at": envelope.received_at,
                }
            )
            tasks = [_task(envelope, decision_id, decision, destination) for destination in decision.destinations]
            task_rows += tasks
            event_rows += [_opened(work, envelope, task) for task in tasks]
            outcomes += [_public(outcome) for outcome in routed]
        summary = RoutingSummary(table_version=table.version, outcomes=outcomes)
        level = urgency_of(min(cast("int", task["urgency"]) for task in task_rows))
        return Dispatched(summary, level, {RoutingDecision: decision_rows, Task: task_rows, Event: event_rows})

    async def dispatched(self, work: Work, signal_id: SignalId) -> Dispatched:
        """Tell again where a signal went when it came in: as it was decided, whatever desks have done with it since."""
        decisions = await read_decisions(work, signal_id, frozenset(Compartment))
        level = min((outcome.urgency for item in decisions for outcome in item.outcomes), key=URGENCY_ORDER.__getitem__)
        return Dispatched(_summary(decisions), level, {})

    def work_of_others(self, actor: Grants, signal_id: SignalId) -> Select[UUID]:
        """Select the tasks that ask to assess an intervention, on the sides of a signal where the actor has no desk.

        Assessing is no step of the signal: whoever submitted it would learn what a desk did, and that it was put right.
        """
        sides = select(Task.track).where(Task.signal_id == signal_id, on_desks_of(actor))
        assessing = (Task.signal_id == signal_id) & Task.intervention_id.is_not(None)
        return select(Task.id).where(assessing, Task.track.not_in(sides))

    def signals_on_desks(self, actor: Grants) -> Select[UUID]:
        """Select the ids of the signals that have a task on a desk of this actor."""
        return select(Task.signal_id).where(on_desks_of(actor))

    async def knowledge(self, work: Work, signals: Mapping[SignalId, str]) -> Mapping[SignalId, Knowledge]:
        """Tell what the actor may know of signals; those it may not are left out."""
        return await read_knowledge(work, signals)

    async def summary(self, work: Work, signal_id: SignalId, sides: Collection[Compartment]) -> RoutingSummary:
        """Tell where a signal went, on the sides that the caller may read."""
        return _summary(await read_decisions(work, signal_id, sides))

    async def hold_side(self, work: Work, signal_id: SignalId, side: Compartment) -> SideWork:
        """Tell how far the desks are with a side; what goes on there goes on until the end of this transaction."""
        return await hold_side(work, signal_id, side)


def _refuse_unread_parts(submission: SignalSubmission, decisions: tuple[TrackDecision, ...]) -> None:
    tracks = {decision.track for decision in decisions}
    parts = {Compartment.CARE: submission.care, Compartment.SECURITY: submission.security}
    if errors := [
        FieldError(
            "unread_part",
            f"No desk would read a {part} part of a signal aimed at {submission.aimed_at}; "
            "leave it out, or say whom the signal is aimed at",
            pointer=f"/{part}",
        )
        for part, content in parts.items()
        if content is not None and part not in tracks
    ]:
        raise InvalidInput.listing("body", errors)


def _routed(destination: Destination) -> RoutedOutcome:
    outcome = destination.outcome
    return RoutedOutcome(
        desk=destination.desk_id,
        track=outcome.track,
        layer=outcome.layer,
        involvement=outcome.involvement,
        due_at=destination.due_at,
        reasons=[Label(nl=reason.nl, en=reason.en) for reason in outcome.reasons],
        urgency=outcome.urgency,
        rows=list(outcome.rows),
    )


def _summary(decisions: Sequence[TrackDecisionView]) -> RoutingSummary:
    return RoutingSummary(
        table_version=decisions[-1].table_version if decisions else None,
        outcomes=[_public(outcome) for item in decisions for outcome in item.outcomes],
    )


def _public(outcome: RoutedOutcome) -> RoutingOutcomeView:
    return RoutingOutcomeView.model_construct(
        desk=outcome.desk,
        track=outcome.track,
        layer=outcome.layer,
        involvement=outcome.involvement,
        due_at=outcome.due_at,
        reasons=outcome.reasons,
    )


def _opened(work: Work, envelope: Envelope, task: dict[str, object]) -> Row:
    return event_row(
        "task.opened",
        occurred_at=envelope.received_at,
        actor_id=work.actor.actor_id,
        subject_id=cast("UUID", task["id"]),
        signal_id=envelope.id,
        municipality_code=envelope.municipality_code,
        compartment=str(task["track"]),
        data={"desk": task["desk_id"]},
    )


def _task(
    envelope: Envelope, decision_id: object, decision: TrackDecision, destination: Destination
) -> dict[str, object]:
    outcome = destination.outcome
    return {
        "id": new_id(),
        "signal_id": envelope.id,
        "decision_id": decision_id,
        "desk_id": destination.desk_id,
        "track": outcome.track,
        "layer": outcome.layer,
        "involvement": outcome.involvement,
        "status": TaskStatus.OPEN,
        "urgency": URGENCY_ORDER[outcome.urgency],
        "due_at": destination.due_at,
        "opened_at": envelope.received_at,
        "reference": envelope.reference,
        "municipality_code": envelope.municipality_code,
        "district_id": envelope.district_id,
        "exploitation_forms": list(envelope.exploitation_forms),
        "acute_danger": envelope.acute_danger,
        "minor_involved": bool(decision.facts["minor_involved"]),
        "feedback_due_at": first_due(outcome.involvement, outcome.urgency, envelope.received_at),
        "version": 1,
    }
