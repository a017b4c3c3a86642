"""Every route that takes an id, with what it takes the id of, who knows of that, and the body that is sent along."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.wall.asking import NEVER
from tests.wall.holding import actions, own_cases, reads_case_of, submits_for
from tests.wall.model import Row, World
from tests.wall.reading import may_read
from tests.wall.rules import own_tasks
from tests.wall.sent import (
    ACTION,
    ADDITION,
    AGREED,
    CORRECTION,
    DECIDED,
    DONE_IN_CASE,
    EFFECT,
    FEEDBACK,
    GOAL,
    GOAL_STEPS,
    HOLDER,
    INTERVENE,
    KIND,
    LED,
    LET_IN,
    LINK,
    MERGE,
    MINUTES,
    NOTE,
    OFFER,
    PARTNER,
    PLACED,
    PROPOSED,
    PUT_IN,
    RETURNED,
    SAFE,
    SAVED,
    STAY,
    STEP,
    STEPS,
    TAKEN,
    WAIT,
    WITHDRAWAL,
)
from tests.world import Json

Knows = Callable[[World, Row, Row], bool]


@dataclass(frozen=True, slots=True)
class Attack:
    """What a route takes the id of, who knows of it, and the body that is sent along."""

    table: str
    knows: Knows
    body: Json | None = None


def _on_desk(world: World, actor: Row, row: Row) -> bool:
    return row in own_tasks(world, actor["id"], world.now)


def _knows_signal(world: World, actor: Row, row: Row) -> bool:
    own = submits_for(world, actor["id"], world.now, row["municipality_code"])
    return own or any(task["signal_id"] == row["id"] for task in own_tasks(world, actor["id"], world.now))


def _reads(table: str) -> Knows:
    return lambda world, actor, row: may_read(world, actor["id"], world.now, table, row)


def _hears(world: World, actor: Row, row: Row) -> bool:
    return submits_for(world, actor["id"], world.now, row["municipality_code"])


def _of_own_case(world: World, actor: Row, row: Row) -> bool:
    return row["case_id"] in own_cases(world, actor["id"], world.now)


def _opened_case(world: World, actor: Row, row: Row) -> bool:
    return reads_case_of(world, actor["id"], world.now, row)


def knows_all(world: World, actor: Row, _: Row) -> bool:
    """Tell whether an actor keeps the lists of which nothing is hidden from who may keep them."""
    return "appointments:all:manage" in actions(world, actor["id"], world.now)


def _manages_person(world: World, actor: Row, row: Row) -> bool:
    return knows_all(world, actor, row) and row["role"] != "system"


def _manages_client(world: World, actor: Row, row: Row) -> bool:
    return knows_all(world, actor, row) and row["role"] == "system"


def _manages_or_holds(world: World, actor: Row, row: Row) -> bool:
    return knows_all(world, actor, row) or bool(row["actor_id"] == actor["id"])


SIGNAL, TASK = Attack("signals", _knows_signal), Attack("tasks", _on_desk)
DECISION = Attack("sharing_decisions", _reads("sharing_decisions"))
SESSION = Attack("break_glass_sessions", _reads("break_glass_sessions"))
ESCALATION = Attack("escalations", _reads("escalations"))
APPOINTMENT, CLIENT = Attack("appointments", _manages_person), Attack("appointments", _manages_client)
REFERRAL = Attack("referrals", _reads("referrals"))
MEETING = Attack("meetings", _reads("meetings"))
ITEM = Attack("agenda_items", _reads("agenda_items"))
CASE, MEMBERSHIP = Attack("cases", _reads("cases")), Attack("case_members", _reads("case_members"))
PERSON = Attack("case_persons", _of_own_case)
PROPOSAL = Attack("dsp_proposals", _reads("dsp_proposals"))
VIEW = Attack("saved_views", _reads("saved_views"))

INTERVENTION = Attack("interventions", _reads("interventions"))
NOTIFICATION = Attack("notifications", _reads("notifications"))

ATTACKS = {
    "PUT /v1/notifications/{id}/read": NOTIFICATION,
    "DELETE /v1/notifications/{id}/read": NOTIFICATION,
    "GET /v1/signals/{id}": SIGNAL,
    "GET /v1/signals/{id}/timeline": SIGNAL,
    "GET /v1/signals/{id}/routing": SIGNAL,
    "POST /v1/signals/{id}/enrichments": Attack("signals", _knows_signal, ADDITION),
    "GET /v1/tasks/{id}": TASK,
    "PUT /v1/tasks/{id}/claim": TASK,
    "DELETE /v1/tasks/{id}/claim": TASK,
    "POST /v1/tasks/{id}/outcome": Attack("tasks", _on_desk, {"outcome": "taken_up"}),
    "PUT /v1/tasks/{id}/wait": Attack("tasks", _on_desk, WAIT),
    "DELETE /v1/tasks/{id}/wait": TASK,
    "GET /v1/tasks/{id}/notes": TASK,
    "POST /v1/tasks/{id}/notes": Attack("tasks", _on_desk, NOTE),
    "GET /v1/tasks/{id}/feedback": TASK,
    "POST /v1/tasks/{id}/feedback": Attack("tasks", _on_desk, FEEDBACK),
    "GET /v1/signals/{id}/feedback": SIGNAL,
    "PUT /v1/feedback/{id}/read": Attack("feedback", _hears),
    "GET /v1/tasks/{id}/duplicate-proposals": TASK,
    "GET /v1/tasks/{id}/links": TASK,
    "POST /v1/tasks/{id}/links": Attack("tasks", _on_desk, LINK),
    "POST /v1/tasks/{id}/merge": Attack("tasks", _on_desk, MERGE),
    "POST /v1/links/{id}/undo": Attack("signal_links", _reads("signal_links")),
    "GET /v1/tasks/{id}/referral-proposals": TASK,
    "POST /v1/tasks/{id}/referrals": Attack("tasks", _on_desk, OFFER),
    "GET /v1/referrals/{id}": REFERRAL,
    "POST /v1/referrals/{id}/response": Attack(REFERRAL.table, REFERRAL.knows, RETURNED),
    "POST /v1/referrals/{id}/withdrawal": REFERRAL,
    "PUT /v1/partners/{id}": Attack("partners", knows_all, PARTNER),
    "POST /v1/signals/{id}/interventions": Attack("signals", _knows_signal, INTERVENE),
    "GET /v1/interventions/{id}": INTERVENTION,
    "POST /v1/interventions/{id}/steps": Attack("interventions", INTERVENTION.knows, STEP),
    "POST /v1/interventions/{id}/corrections": Attack("interventions", INTERVENTION.knows, CORRECTION),
    "POST /v1/interventions/{id}/withdrawal": Attack("interventions", INTERVENTION.knows, WITHDRAWAL),
    "POST /v1/interventions/{id}/effects": Attack("interventions", INTERVENTION.knows, EFFECT),
    "PUT /v1/intervention-kinds/{id}": Attack("intervention_kinds", knows_all, KIND),
    "GET /v1/saved-views/{id}": VIEW,
    "PUT /v1/saved-views/{id}": Attack("saved_views", VIEW.knows, SAVED),
    "DELETE /v1/saved-views/{id}": VIEW,
    "GET /v1/sharing-decisions/{id}": DECISION,
    "POST /v1/sharing-decisions/{id}/approval": DECISION,
    "POST /v1/sharing-decisions/{id}/revocation": DECISION,
    "GET /v1/break-glass-sessions/{id}": SESSION,
    "GET /v1/break-glass-sessions/{id}/case": Attack("break_glass_sessions", _opened_case),
    "POST /v1/break-glass-sessions/{id}/review": Attack(SESSION.table, SESSION.knows, {"verdict": "justified"}),
    "GET /v1/escalations/{id}": ESCALATION,
    "POST /v1/escalations/{id}/acknowledgement": ESCALATION,
    "GET /v1/meetings/{id}": MEETING,
    "GET /v1/meetings/{id}/minutes": MEETING,
    "POST /v1/meetings/{id}/minutes": Attack("meetings", MEETING.knows, MINUTES[0]),
    "POST /v1/meetings/{id}/agenda-items": Attack("meetings", MEETING.knows, {"taskId": str(NEVER)}),
    "POST /v1/meetings/{id}/holding": MEETING,
    "POST /v1/meetings/{id}/cancellation": MEETING,
    "GET /v1/agenda-items/{id}": ITEM,
    "PUT /v1/agenda-items/{id}/position": Attack("agenda_items", ITEM.knows, {"position": 1}),
    "POST /v1/agenda-items/{id}/decisions": Attack("agenda_items", ITEM.knows, AGREED),
    "POST /v1/agenda-items/{id}/action-points": Attack("agenda_items", ITEM.knows, ACTION),
    "POST /v1/agenda-items/{id}/removal": ITEM,
    "GET /v1/cases/{id}": CASE,
    "GET /v1/cases/{id}/notes": CASE,
    "GET /v1/cases/{id}/goals": CASE,
    "POST /v1/cases/{id}/goals": Attack("cases", CASE.knows, GOAL),
    "POST /v1/case-goals/{id}/status": Attack("case_goals", _reads("case_goals"), GOAL_STEPS[0]),
    "POST /v1/cases/{id}/interventions": Attack("cases", CASE.knows, DONE_IN_CASE),
    "GET /v1/cases/{id}/dsp-proposals": CASE,
    "POST /v1/cases/{id}/dsp-proposals": Attack("cases", CASE.knows, PROPOSED),
    "GET /v1/dsp-proposals/{id}": PROPOSAL,
    "GET /v1/dsp-proposals/{id}/expectations": PROPOSAL,
    "POST /v1/dsp-proposals/{id}/versions": Attack("dsp_proposals", PROPOSAL.knows, PROPOSED),
    "POST /v1/dsp-proposals/{id}/submission": PROPOSAL,
    "POST /v1/dsp-proposals/{id}/withdrawal": PROPOSAL,
    "POST /v1/dsp-proposals/{id}/decision": Attack("dsp_proposals", PROPOSAL.knows, DECIDED),
    "GET /v1/cases/{id}/candidates": CASE,
    "GET /v1/cases/{id}/persons": CASE,
    "GET /v1/cases/{id}/locations": CASE,
    "GET /v1/cases/{id}/related-cases": CASE,
    "GET /v1/cases/{id}/twin-cases": CASE,
    "POST /v1/cases/{id}/persons": Attack("cases", CASE.knows, TAKEN),
    "POST /v1/cases/{id}/locations": Attack("cases", CASE.knows, PLACED),
    "GET /v1/case-persons/{id}/safety-assessments": PERSON,
    "POST /v1/case-persons/{id}/safety-assessments": Attack("case_persons", PERSON.knows, SAFE),
    "POST /v1/cases/{id}/signals": Attack("cases", CASE.knows, PUT_IN),
    "POST /v1/cases/{id}/members": Attack("cases", CASE.knows, LET_IN),
    "POST /v1/cases/{id}/notes": Attack("cases", CASE.knows, NOTE),
    "POST /v1/cases/{id}/lead": Attack("cases", CASE.knows, LED),
    "POST /v1/cases/{id}/status": Attack("cases", CASE.knows, STEPS[0]),
    "POST /v1/case-members/{id}/extension": Attack("case_members", MEMBERSHIP.knows, STAY),
    "POST /v1/case-members/{id}/removal": MEMBERSHIP,
    "GET /v1/appointments/{id}": APPOINTMENT,
    "POST /v1/appointments/{id}/approval": APPOINTMENT,
    "POST /v1/appointments/{id}/withdrawal": APPOINTMENT,
    "POST /v1/appointments/{id}/loans": Attack(
        "appointments", _manages_or_holds, {**HOLDER, "validUntil": "2030-01-01T00:00:00Z"}
    ),
    "GET /v1/clients/{id}": CLIENT,
    "POST /v1/clients/{id}/approval": CLIENT,
    "POST /v1/clients/{id}/withdrawal": CLIENT,
}
"""Every route with an id in its path. A new one must stand here."""
