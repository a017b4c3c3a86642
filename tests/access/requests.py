"""What is sent to each route when a role is let in or not: a body that is right, and a query where one is needed."""

from uuid import uuid4

from app.platform.ids import new_reference
from tests.bodies import appointment, loan, machine_client, victim_signal
from tests.cases.proposing import PROPOSED
from tests.interventions.logging import effect, intervention
from tests.interventions.test_kinds import KIND
from tests.monitor.writing import entry
from tests.sharing.decisions import proposal
from tests.world import Json

QUERIES = {
    "GET /v1/notifications/stream": "?seconds=0",
    "GET /v1/monitor/report": "?halfYear=2020-H1",
    "GET /v1/monitor/actions/history": "?action=5.5",
    "GET /v1/monitor/picture": "?meeting=anna_overleg",
}
"""What is asked of routes that would go on, or that want to be asked something."""

BODIES: dict[str, Json] = {
    "POST /v1/monitor/entries": entry(),
    "PUT /v1/notification-preferences": {"address": None, "muted": ["new_work"]},
    "POST /v1/notification-preferences/confirmation": {"code": "31415926"},
    "POST /v1/signals": victim_signal(),
    "POST /v1/signals/{id}/enrichments": {
        "compartment": "care",
        "kind": "other",
        "text": "Een aanvulling die het beeld vollediger maakt.",
    },
    "POST /v1/tasks/{id}/outcome": {"outcome": "taken_up"},
    "PUT /v1/tasks/{id}/wait": {"reason": "meeting", "until": "2026-12-01"},
    "POST /v1/tasks/{id}/notes": {"text": "Gebeld."},
    "POST /v1/tasks/{id}/feedback": {"standardText": "taken_up"},
    "POST /v1/task-assignments": {"tasks": [str(uuid4())]},
    "POST /v1/task-searches": {"person": {"familyName": "Özdemir"}},
    "POST /v1/saved-views": {"name": "Spoed"},
    "PUT /v1/saved-views/{id}": {"name": "Spoed"},
    "POST /v1/tasks/{id}/links": {"otherTask": str(uuid4()), "kind": "related", "reason": "Hangt samen."},
    "POST /v1/tasks/{id}/merge": {"into": str(uuid4()), "reason": "Dezelfde melding."},
    "POST /v1/tasks/{id}/referrals": {"desk": "zorgtafel.de_baronie", "reason": "next_layer"},
    "POST /v1/referrals/{id}/response": {"answer": "accept"},
    "POST /v1/partners": {"kind": "shelter", "name": "Opvanghuis Zeeland"},
    "PUT /v1/partners/{id}": {"kind": "shelter", "name": "Opvanghuis Zeeland"},
    "POST /v1/intervention-kinds": KIND,
    "PUT /v1/intervention-kinds/{id}": KIND,
    "POST /v1/signals/{id}/interventions": intervention({"id": str(uuid4())}),
    "POST /v1/interventions/{id}/steps": {"step": "start", "on": "2026-11-20"},
    "POST /v1/interventions/{id}/effects": effect(),
    "POST /v1/interventions/{id}/corrections": {"costBand": "none", "reason": "Het kostte niets."},
    "POST /v1/interventions/{id}/withdrawal": {"reason": "Dubbel vastgelegd."},
    "POST /v1/meetings": {"desk": "nowhere", "date": "2026-12-01"},
    "POST /v1/cases": {"desk": "nowhere", "signals": [str(uuid4())], "title": "Een casus"},
    "POST /v1/cases/{id}/signals": {"signalId": str(uuid4())},
    "POST /v1/cases/{id}/members": {"actorId": str(uuid4()), "until": "2027-01-04"},
    "POST /v1/case-members/{id}/extension": {"until": "2027-01-04"},
    "POST /v1/cases/{id}/lead": {"actorId": str(uuid4())},
    "POST /v1/cases/{id}/status": {"step": "suspend", "reason": "no_capacity"},
    "POST /v1/cases/{id}/notes": {"text": "Gebeld."},
    "POST /v1/cases/{id}/goals": {"kind": "protect", "text": "Veilig wonen."},
    "POST /v1/case-goals/{id}/status": {"step": "reach", "text": "Zij woont er."},
    "POST /v1/cases/{id}/interventions": {
        "kind": "fine",
        "target": "business",
        "organisations": ["municipality"],
        "description": "Een boete.",
    },
    "POST /v1/cases/{id}/dsp-proposals": PROPOSED,
    "POST /v1/dsp-proposals/{id}/versions": PROPOSED,
    "POST /v1/dsp-proposals/{id}/decision": {"decision": "accept", "reason": "feasible", "text": "Akkoord."},
    "POST /v1/cases/{id}/persons": {"signalId": str(uuid4()), "personId": str(uuid4())},
    "POST /v1/cases/{id}/locations": {"signalId": str(uuid4()), "locationId": str(uuid4())},
    "POST /v1/case-persons/{id}/safety-assessments": {
        "risk": "high",
        "safePlace": "nowhere",
        "contact": "phone",
        "shelter": "none",
        "text": "Nog thuis.",
    },
    "POST /v1/meetings/{id}/agenda-items": {"taskId": str(uuid4())},
    "POST /v1/meetings/{id}/minutes": {"compartment": "security", "text": "Besproken."},
    "PUT /v1/agenda-items/{id}/position": {"position": 1},
    "POST /v1/agenda-items/{id}/decisions": {"kind": "take_up", "text": "Wij pakken dit op."},
    "POST /v1/agenda-items/{id}/action-points": {"text": "Bel.", "owner": str(uuid4()), "due": "2026-12-01"},
    "POST /v1/sharing-decisions": proposal({"id": str(uuid4()), "care": {"persons": [{"id": str(uuid4())}]}}),
    "POST /v1/break-glass-sessions": {"reference": new_reference(2026), "reason": "Er is gevaar."},
    "POST /v1/break-glass-sessions/{id}/review": {"verdict": "justified"},
    "POST /v1/appointments": appointment(),
    "POST /v1/appointments/{id}/loans": loan(),
    "POST /v1/clients": machine_client(),
    "POST /v1/routing-simulations": {
        "facts": {"district": "de_baronie", "aimedAt": "victim", "exploitationForms": ["sexual"]}
    },
}
