"""Who may append which event: of what they do themselves at that moment, written from the design and naively."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import tells_of_case
from tests.wall.holding import actions, held, submits_for
from tests.wall.intervention_rules import OF_INTERVENTIONS, tells_of_intervention
from tests.wall.meeting_rules import OF_AGENDAS, OF_MEETINGS, tells_of_action, tells_of_meeting
from tests.wall.model import SIDES, Row, World
from tests.wall.monitoring import may_read_monitor_entries
from tests.wall.proposal_rules import OF_PROPOSALS, tells_of_proposal
from tests.wall.rules import (
    is_own,
    may_read_appointments,
    may_read_break_glass_sessions,
    may_read_escalations,
    may_read_referrals,
    may_read_sharing_decisions,
    may_read_side,
    may_read_signal_links,
    own_tasks,
)

EVENTS = (
    "events.submit",
    "events.triage",
    "events.mine",
    "events.astray",
    "events.appoint",
    "events.share",
    "events.break_glass",
    "events.search",
    "events.escalate",
    "events.feedback",
    "events.refer",
    "events.partner",
    "events.meet",
    "events.case",
    "events.dsp_proposal",
    "events.link",
    "events.intervene",
    "events.kind",
    "events.monitor",
    "events.forge",
    "events.misplace",
    "events.misrefer",
)
"""What events are tried of; one rule holds for all of them."""

NOWHERE = {"signal_id": None, "municipality_code": None, "compartment": None}
"""Where an event stands that belongs to no signal, so that it is in nobody's timeline."""

SUBMITTED = {
    "signal.received": "signals:own:submit",
    "task.opened": "signals:own:submit",
    "signal.enriched": "signals:own:enrich",
}
TOLD_BY_WORKER = {
    "task.opened",
    "task.escalated",
    "feedback.overdue",
    "referral.expired",
    "desk.unstaffed",
    "desk.staffed",
    "dsp_proposal.overdue",
    "case.membership_ending",
    "case.left_without_lead",
}
WORKED_OFF = {
    "task.claimed": {"claimed"},
    "task.released": {"open"},
    "task.completed": {"done"},
    "task.waiting": {"waiting"},
    "task.resumed": {"claimed"},
    "task.assigned": {"claimed", "waiting"},
}
"""What tells of a step, and where the task stands after it."""
DECIDED = {
    "appointment.proposed": ("appointments", "proposed_by"),
    "appointment.lent": ("appointments", "proposed_by"),
    "client.registered": ("appointments", "proposed_by"),
    "appointment.approved": ("appointments", "approved_by"),
    "client.approved": ("appointments", "approved_by"),
    "appointment.withdrawn": ("appointments", "withdrawn_by"),
    "client.withdrawn": ("appointments", "withdrawn_by"),
    "sharing.proposed": ("sharing_decisions", "proposed_by"),
    "sharing.approved": ("sharing_decisions", "approved_by"),
    "sharing.revoked": ("sharing_decisions", "revoked_by"),
    "break_glass.opened": ("break_glass_sessions", "actor_id"),
    "break_glass.reviewed": ("break_glass_sessions", "reviewed_by"),
    "task_search.made": ("task_searches", "actor_id"),
    "escalation.acknowledged": ("escalations", "acknowledged_by"),
    "partner.added": ("partners", "changed_by"),
    "partner.changed": ("partners", "changed_by"),
    "intervention_kind.added": ("intervention_kinds", "changed_by"),
    "intervention_kind.changed": ("intervention_kinds", "changed_by"),
    "monitor.evidence_written": ("monitor_entries", "written_by"),
    "monitor.light_written": ("monitor_entries", "written_by"),
    "monitor.evaluation_written": ("monitor_entries", "written_by"),
    "signals.linked": ("signal_links", "linked_by"),
    "signals.unlinked": ("signal_links", "ended_by"),
}
"""What tells of a decision: of which table, and where it stands who decided."""
ENDS_OF_REFERRALS = ("offered", "accepted", "returned", "withdrawn", "expired", "looped")
OF_REFERRALS = {"task.opened", "task.completed", *(f"referral.{end}" for end in ENDS_OF_REFERRALS)}
"""What tells of a referral, or of a task that one moved."""
OF_FEEDBACK = {"feedback.given": "given_by", "feedback.read": "read_by"}
"""What tells of feedback, and where it stands who did so."""
MAY_SEE = {
    "appointments": may_read_appointments,
    "sharing_decisions": may_read_sharing_decisions,
    "break_glass_sessions": may_read_break_glass_sessions,
    "task_searches": is_own,
    "escalations": may_read_escalations,
    "partners": lambda *_: True,
    "signal_links": may_read_signal_links,
    "monitor_entries": may_read_monitor_entries,
    "intervention_kinds": lambda *_: True,
}


def may_append(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Everybody tells in their own name, now, and of what they have to do with."""
    if not held(world, actor, now):
        return False
    honest = row["actor_id"] == actor and row["occurred_at"] == now and row["delivered_at"] is None
    return honest and any(_reasons(world, actor, now, row))


def tells_of_settling(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What functions of the database tell: that a task was released, raised or lapsed, or an item on an agenda did."""
    of_signal = row["signal_id"] is not None and row["compartment"] in SIDES
    of_none = all(row[name] is None for name in NOWHERE)
    of_task = row["type"] in {"task.released", "task.urgency_raised", "task.lapsed"} and of_signal
    told = of_task or (row["type"] == "meeting.item_lapsed" and of_none)
    return bool(told and row["delivered_at"] is None)


def tells_as_worker(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """What they tell when the worker logged in: what its steps come to as well."""
    return row["type"] in TOLD_BY_WORKER or tells_of_settling(world, actor, now, row, before)


def _reasons(world: World, actor: UUID, now: datetime, row: Row) -> Iterator[bool]:
    yield row["type"] in SUBMITTED and _submits(world, actor, now, row)
    yield row["type"] in OF_REFERRALS and _referred(world, actor, now, row)
    yield row["type"] in WORKED_OFF and _works_off(world, actor, now, row)
    yield row["type"] in OF_FEEDBACK and _of_feedback(world, actor, now, row)
    yield row["type"] == "task.opened" and tells_of_action(world, actor, now, row)
    if all(row[name] is None for name in NOWHERE):
        yield row["type"] in {*OF_MEETINGS, *OF_AGENDAS} and tells_of_meeting(world, actor, now, row)
        yield row["type"] in OF_INTERVENTIONS and tells_of_intervention(world, actor, now, row)
        yield row["type"] in OF_PROPOSALS and tells_of_proposal(world, actor, now, row)
        yield row["type"].startswith("case.") and tells_of_case(world, actor, now, row)
        yield row["type"] in DECIDED and _decided(world, actor, now, row)
        yield row["type"] == "break_glass.refused" and "break-glass-sessions:area:open" in actions(world, actor, now)


def _submits(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Of a signal of one's own municipality: the envelope when it comes in, otherwise one side."""
    own = submits_for(world, actor, now, row["municipality_code"]) and any(
        signal["id"] == row["signal_id"] and signal["municipality_code"] == row["municipality_code"]
        for signal in world.rows("signals")
    )
    if row["type"] == "signal.received":
        placed = row["compartment"] is None and row["subject_id"] == row["signal_id"]
    else:
        placed = row["compartment"] in SIDES
    return own and placed and SUBMITTED[row["type"]] in actions(world, actor, now)


def _works_off(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Of a task on one's own desk, as it stands after the step; by oneself unless it was released or assigned."""
    if "tasks:desk:triage" not in actions(world, actor, now):
        return False
    return any(
        (task["id"], task["signal_id"], task["track"], task["municipality_code"])
        == (row["subject_id"], row["signal_id"], row["compartment"], row["municipality_code"])
        and task["status"] in WORKED_OFF[row["type"]]
        and (
            row["type"] == "task.assigned" or task["claimed_by"] == (None if row["type"] == "task.released" else actor)
        )
        for task in own_tasks(world, actor, now)
    )


def _of_feedback(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Of feedback that one gave, or said to have read, where it stands."""
    return any(
        (told["id"], told["signal_id"], told["compartment"], told["municipality_code"])
        == (row["subject_id"], row["signal_id"], row["compartment"], row["municipality_code"])
        and told[OF_FEEDBACK[row["type"]]] == actor
        and may_read_side(world, actor, now, told)
        for told in world.rows("feedback")
    )


def _referred(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Of a referral that one offered or ended, as it stands after the step, and of the tasks that it moves."""
    place = row["signal_id"], row["municipality_code"]
    for referral in world.rows("referrals"):
        if (referral["signal_id"], referral["municipality_code"]) != place:
            continue
        by_oneself = (referral["ended_by"] or referral["offered_by"]) == actor
        if not by_oneself or not may_read_referrals(world, actor, now, referral):
            continue
        told = {(referral["id"], referral["track"], f"referral.{referral['status']}")}
        told.add((referral["opened_task_id"], referral["to_track"], "task.opened"))
        if referral["looped"]:
            told.add((referral["id"], referral["track"], "referral.looped"))
        if referral["hands_over"]:
            told.add((referral["task_id"], referral["track"], "task.completed"))
        if (row["subject_id"], row["compartment"], row["type"]) in told:
            return True
    return False


def _decided(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """Of a decision that one took, and may still see."""
    table, by = DECIDED[row["type"]]
    return any(
        decision["id"] == row["subject_id"] and decision[by] == actor and MAY_SEE[table](world, actor, now, decision)
        for decision in world.rows(table)
    )
