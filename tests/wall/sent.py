"""Bodies that the questions send."""

from tests.wall.model import ISSUER
from tests.world import Json

NOTES: Json = {"outcome": "taken_up", "note": "Opgepakt met de partners."}
BASE: Json = {"district": "de_baronie", "aimedAt": "victim", "exploitationForms": ["sexual"]}
HOLDER: Json = {"issuer": ISSUER, "subject": "somebody-new", "name": "Somebody New"}
ADDITION: Json = {"compartment": "care", "kind": "other", "text": "Een aanvulling die het beeld vollediger maakt."}
REASON: Json = {"reference": "ZWB-2026-00000A", "reason": "Er is gevaar."}
WAIT: Json = {"reason": "meeting", "until": "2027-01-04"}
FEEDBACK: Json = {"standardText": "taken_up", "message": "Dank voor uw signaal; wij bellen u."}
NOTE: Json = {"text": "Gebeld; morgen nog eens proberen."}
SAVED: Json = {"name": "Spoed en te laat", "filters": {"urgency": "acute", "overdue": True}, "sort": "-dueAt"}
APPOINTMENT: Json = {**HOLDER, "role": "zorgcoordinator", "district": "de_baronie"}
OFFER: Json = {"desk": "zorgtafel.de_baronie", "reason": "next_layer", "note": "Graag bespreken."}
RETURNED: Json = {"answer": "return", "reason": "not_ours", "note": "Dit hoort elders."}
PARTNER: Json = {"kind": "shelter", "name": "Opvanghuis Zeeland"}
PREFERRED: tuple[Json, ...] = (
    {"address": "iemand@gemeente.example", "muted": ["new_work"]},
    {"address": None, "muted": ["acute_danger"]},
    {"address": None, "muted": []},
)
AGREED: Json = {"kind": "take_up", "text": "Wij pakken dit op."}
MINUTES: tuple[Json, ...] = tuple(
    {"compartment": side, "text": "Besproken.", **({} if last is None else {"supersedes": last})}
    for side in ("care", "security")
    for last in (None, 1, 2)
)
ACTION: Json = {"text": "Bel de opvang.", "owner": "019a1c7e-0000-7000-8000-000000000001", "due": "2027-02-01"}
LISTED: Json = {"taskId": "019a1c7e-0000-7000-8000-000000000001"}
CASED: Json = {
    "desk": "zorgcoordinator.de_baronie",
    "signals": ["019a1c7e-0000-7000-8000-000000000001"],
    "title": "Een casus",
}
PUT_IN: Json = {"signalId": "019a1c7e-0000-7000-8000-000000000001"}
LET_IN: Json = {"actorId": "019a1c7e-0000-7000-8000-000000000001", "until": "2027-02-01"}
STAY: Json = {"until": "2027-02-01"}
LED: Json = {"actorId": "019a1c7e-0000-7000-8000-000000000001"}
STEPS: tuple[Json, ...] = (
    {"step": "suspend", "reason": "no_capacity"},
    {"step": "resume", "reason": "other"},
    {"step": "close", "reason": "other", "outcome": "not_established"},
    {"step": "reopen", "reason": "other"},
)
TAKEN: Json = {
    "signalId": "019a1c7e-0000-7000-8000-000000000001",
    "personId": "019a1c7e-0000-7000-8000-000000000001",
}
PLACED: Json = {
    "signalId": "019a1c7e-0000-7000-8000-000000000001",
    "locationId": "019a1c7e-0000-7000-8000-000000000001",
}
SAFE: Json = {
    "risk": "high",
    "safePlace": "in_shelter",
    "contact": "through_others",
    "shelter": "outside_region",
    "text": "Bellen via de opvang.",
}
GOAL: Json = {"kind": "protect", "text": "Zij wonen veilig."}
GOAL_STEPS: tuple[Json, ...] = ({"step": "reach", "text": "Bereikt."}, {"step": "reopen", "text": "Toch niet."})
DONE_IN_CASE: Json = {
    "kind": "help",
    "target": "victim",
    "organisations": ["care_provider"],
    "description": "Wekelijkse begeleiding.",
}
PROPOSED: Json = {
    "analysis": "Drie panden van dezelfde eigenaar.",
    "barriers": "Vergunningen.",
    "interventions": [{"kind": "help", "scale": "victim", "expected": "safe", "text": "Hulp aan wie dat wil."}],
    "partners": ["police"],
}
DECIDED: Json = {"decision": "accept", "reason": "feasible", "text": "Akkoord."}
NO_TASK = "019a1c7e-0000-7000-8000-000000000001"
LINK: Json = {"otherTask": NO_TASK, "kind": "same_persons", "reason": "Zelfde naam en geboortedatum."}
MERGE: Json = {"into": NO_TASK, "reason": "Dezelfde melding, ook door de school gedaan."}
INTERVENE: Json = {
    "task": NO_TASK,
    "kind": "help",
    "target": "victim",
    "organisations": ["care_provider"],
    "description": "Wekelijkse begeleiding.",
}
STEP: Json = {"step": "start", "on": "2026-11-01"}
CORRECTION: Json = {"organisations": ["police"], "costBand": "none", "reason": "Verkeerd ingevoerd."}
WITHDRAWAL: Json = {"reason": "Dubbel vastgelegd."}
EFFECT: Json = {
    "scale": "victim",
    "outcome": "safe",
    "source": "partner",
    "confidence": "high",
    "assessedOn": "2026-11-20",
    "explanation": "De begeleiding loopt goed.",
}
KIND: Json = {
    "code": "help",
    "label": {"nl": "Hulp", "en": "Help"},
    "domain": "care",
    "pillar": 2,
    "strategicGoal": 3,
    "assessedAfterWeeks": [6],
}
