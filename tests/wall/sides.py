"""What of a world is of one side, what nobody is shown, and who works on one side alone."""

from tests.wall.model import CARE, SECURITY

SIDED = {
    "data_keys": "compartment",
    "signal_parts": "compartment",
    "persons": "compartment",
    "locations": "compartment",
    "enrichments": "compartment",
    "task_notes": "compartment",
    "events": "compartment",
    "matches": "compartment",
    "identity_tokens": "compartment",
    "routing_decisions": "track",
    "tasks": "track",
    "sharing_decisions": "compartment",
    "shared_items": "compartment",
    "search_tokens": "compartment",
    "escalations": "track",
    "feedback": "compartment",
    "referrals": "track",
    "agenda_items": "track",
    "meeting_decisions": "compartment",
    "meeting_minutes": "compartment",
    "notifications": "track",
    "signal_links": "compartment",
    "interventions": "compartment",
    "effects": "compartment",
    "intervention_changes": "compartment",
    "cases": "compartment",
    "case_members": "compartment",
    "case_signals": "compartment",
    "case_notes": "compartment",
    "case_status_changes": "compartment",
    "case_persons": "compartment",
    "case_locations": "compartment",
    "safety_assessments": "compartment",
    "case_goals": "compartment",
    "case_goal_changes": "compartment",
    "dsp_proposals": "compartment",
    "dsp_proposal_versions": "compartment",
    "dsp_proposal_steps": "compartment",
    "published_figures": "compartment",
}
"""Tables whose rows are of a side, with the column that tells which."""
ON_ONE_SIDE = {
    SECURITY: {"dsp_proposals", "dsp_proposal_versions", "dsp_proposal_steps"},
    CARE: set[str](),
}
"""Those of them that have rows on one side only: care cases have no DSP proposals."""
UNSEEN = ("submissions", "identity_lookups", "deadlines", "mails", "mail_items")
"""Tables that neither side reads at its desks."""
KEPT = {
    "actors": "who there is, and what they may do, is the same in both worlds",
    "appointments": "as actors",
    "signals": "the envelope crosses the wall; those on one side alone are changed with it",
    "idempotency_keys": "each actor's own",
    "monitor_entries": "of the programme, not of any case",
    "meetings": "of a desk: who works there sees them on whichever side, and nobody else",
    "saved_views": "each actor's own",
    "task_searches": "each actor's own",
    "notification_preferences": "each actor's own",
    "break_glass_sessions": "of actors of the other side alone; whoever oversees them is of no side",
}
"""The other tables, and what is done with them. A new table stands in one of the four."""
CARE_ROLES = frozenset({"zorgcoordinator"})
SECURITY_ROLES = frozenset(
    {"avim", "projectleider_ondermijning", "dsp", "arbeidsinspectie", "officier_van_justitie", "riec"}
)
NO_SIDE = frozenset({"beheerder"})
"""The role that reads nothing of a case, nor any figure, so that neither side may show through."""
BOTH_SIDES = {
    "zorgtafel": "reads both sides by the design",
    "aandachtsfunctionaris": "reads both sides of what the own municipality submitted",
    "system": "as the aandachtsfunctionaris",
    "districtelijk_coordinator": "oversees both sides: the envelope, deadlines and broken glass",
    "auditor": "oversees both sides",
    "ketenregisseur": "oversees both sides, and reads figures of both",
    "bestuurlijk_trekker": "reads figures of both sides",
}
"""The roles that read something of both sides, and why: they cannot ask for one side alone, and take part in the
differential comparison instead. A new role stands in one of these four."""
ROLES = {CARE: CARE_ROLES, SECURITY: SECURITY_ROLES}
ONCE = {"break_glass_sessions", "task_notes", "referrals", "agenda_items", "meeting_decisions", "signal_links"}
ONCE |= {"case_persons", "case_locations"}
"""What is not there a second time for a signal like another: of the same task, or of somebody who broke glass."""
OTHER = {CARE: SECURITY, SECURITY: CARE}
