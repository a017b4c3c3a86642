"""Which rows of which table an actor may read: the rule of each table."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import MAY_READ_OF_CASES
from tests.wall.holding import (
    SEES_STATISTICS,
    actions,
    has_role,
    held,
    may_break_glass_in,
    opened_cases,
)
from tests.wall.meeting_rules import MAY_READ_OF_MEETINGS
from tests.wall.model import Row, World
from tests.wall.monitoring import may_read_monitor_entries
from tests.wall.picture_rules import MAY_READ_OF_PICTURES
from tests.wall.plan_rules import MAY_READ_OF_PLANS
from tests.wall.proposal_rules import MAY_READ_OF_PROPOSALS

# Tasks, which tell who needs to know
from tests.wall.rules import (
    is_own,
    may_read_actors,
    may_read_appointments,
    may_read_break_glass_sessions,
    may_read_effects,
    may_read_escalations,
    may_read_events,
    may_read_intervention_changes,
    may_read_interventions,
    may_read_matches,
    may_read_notifications,
    may_read_published_figures,
    may_read_referrals,
    may_read_shared_items,
    may_read_sharing_decisions,
    may_read_side,
    may_read_signal_links,
    may_read_signals,
    may_read_submissions,
    may_read_task_notes,
    may_read_tasks,
    nobody,
)

MAY_READ: dict[str, Callable[[World, UUID, datetime, Row], bool]] = {
    "actors": may_read_actors,
    "appointments": may_read_appointments,
    "signals": may_read_signals,
    "submissions": may_read_submissions,
    "data_keys": may_read_side,
    "signal_parts": may_read_side,
    "persons": may_read_side,
    "locations": may_read_side,
    "enrichments": may_read_side,
    "routing_decisions": may_read_side,
    "tasks": may_read_tasks,
    "task_notes": may_read_task_notes,
    "events": may_read_events,
    "idempotency_keys": is_own,
    "sharing_decisions": may_read_sharing_decisions,
    "shared_items": may_read_shared_items,
    "identity_tokens": nobody,
    "identity_lookups": nobody,
    "matches": may_read_matches,
    "break_glass_sessions": may_read_break_glass_sessions,
    "saved_views": is_own,
    "search_tokens": nobody,
    "task_searches": is_own,
    "deadlines": nobody,
    "escalations": may_read_escalations,
    "feedback": may_read_side,
    "referrals": may_read_referrals,
    **MAY_READ_OF_MEETINGS,
    **MAY_READ_OF_CASES,
    **MAY_READ_OF_PICTURES,
    **MAY_READ_OF_PLANS,
    **MAY_READ_OF_PROPOSALS,
    "notifications": may_read_notifications,
    "signal_links": may_read_signal_links,
    "interventions": may_read_interventions,
    "intervention_changes": may_read_intervention_changes,
    "effects": may_read_effects,
    "notification_preferences": is_own,
    "mails": nobody,
    "mail_items": nobody,
    "published_figures": may_read_published_figures,
    "monitor_entries": may_read_monitor_entries,
}

EVERYTHING = {
    "actors": "to find who enters",
    "appointments": "to find what somebody holds",
    "identity_tokens": "to compare them",
    "identity_lookups": "to compare them",
    "matches": "to keep them",
    "break_glass_sessions": "to find what is open",
    "tasks": "to free and to assign them, and to find them by tokens",
    "search_tokens": "to find by them",
    "deadlines": "to keep when a task comes up",
    "escalations": "to keep how a task stands",
    "referrals": "to end them, and to see which go round",
    "signal_links": "to see what was merged",
    "sharing_decisions": "to see whether one lets a referral through",
    "notification_preferences": "to see who is mailed of what",
    "mails": "to send them",
    "mail_items": "to put them in mails",
    "cases": "to find who they are open to",
    "case_members": "to find who is one",
    "case_signals": "to see that there is one",
    "agenda_items": "to let them lapse with their task",
    "interventions": "to see whose effect is to be assessed",
    "effects": "to see what was assessed",
    "published_figures": "to see what was published",
    "dsp_proposals": "to see who is told of them, and to count them",
}
"""What the owner of the tables reads whole, in its functions, and for what. Of the rest it reads nothing but this:"""


def owner_may_read(world: World, actor: UUID, now: datetime, table: str, row: Row) -> bool:
    """Tell whether a function that acts as the owner reads a row, when an actor calls it."""
    if table == "signals":
        may = "break-glass-sessions:area:open" in actions(world, actor, now)
        return may and may_break_glass_in(world, actor, now, row["district_id"])
    if table == "routing_decisions":
        return any(has_role(world, actor, now, role) for role in SEES_STATISTICS)
    if table in {"dsp_proposal_versions", "dsp_proposal_steps"}:
        by = "written_by" if table == "dsp_proposal_versions" else "taken_by"
        own = bool(held(world, actor, now)) and bool(row[by] == actor)
        return own or row.get("step") == "submit"  # to see who is told of the answer
    if table == "task_searches":
        return bool(held(world, actor, now)) and is_own(world, actor, now, row)
    if table == "shared_items":
        return bool(row["kind"] == "intervention")  # to mark what was logged in error
    compared = table == "safety_assessments" and row["case_id"] in opened_cases(world, actor, now)
    return compared or table in EVERYTHING  # compared to see which was the last


OPEN_TABLES = {
    "alembic_version": "which migrations ran",
    "districts": "geography",
    "municipalities": "geography",
    "district_memberships": "geography",
    "desks": "which desks there are",
    "partners": "which organisations work can be referred to",
    "code_list_values": "the words in use",
    "intervention_kinds": "what can be done",
    "routing_tables": "the rules, which are public to who works by them",
    "urgency_rules": "the rules by which urgency is raised",
    "role_rights": "the permission matrix",
    "role_actions": "the permission matrix",
}
"""The tables that every actor reads whole, and why: they hold nothing of any case or person."""


def may_read(world: World, actor: UUID, now: datetime, table: str, row: Row) -> bool:
    """Tell whether an actor may read a row of a table; without an appointment that counts, nobody reads anything."""
    return bool(held(world, actor, now)) and MAY_READ[table](world, actor, now, row)
