"""What is done in a case and with interventions, with a canary in each field."""

from datetime import UTC, datetime, timedelta

from tests.hygiene.canaries import (
    canary,
    proposal,
    signal,
)
from tests.hygiene.full_run import Run
from tests.hygiene.people import COORDINATOR, ONE, SUBMITTER
from tests.world import Json


def work_in_a_case(run: Run, persona: str, signal_id: str) -> None:
    """Let a coordinator open a case, let a colleague in, and work on it until it is closed."""
    if persona != COORDINATOR:
        return
    body = {"desk": "zorgcoordinator.de_baronie", "signals": [signal_id], "title": canary("CaseSubmission.title")}
    case = run.do(persona, "POST", "/cases", body)
    path = f"/cases/{case['id']}"
    other = run.do(SUBMITTER, "POST", "/signals", signal())
    run.do(persona, "POST", f"{path}/signals", {"signalId": other["id"]})
    candidates = run.do(persona, "GET", f"{path}/candidates")["items"]
    colleague = next(one for one in candidates if not one["member"])
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    members = run.do(persona, "POST", f"{path}/members", {"actorId": colleague["id"], "until": until})["members"]
    member = next(one for one in members if one["actorId"] == colleague["id"])
    run.do(persona, "POST", f"/case-members/{member['id']}/extension", {"until": until})
    note = run.do(persona, "POST", f"{path}/notes", {"text": canary("CaseNoteSubmission.text")})
    again = {"text": canary("CaseNoteSubmission.text"), "supersedes": note["id"]}
    note = run.do(persona, "POST", f"{path}/notes", again)
    view = run.do(persona, "GET", f"/signals/{signal_id}")
    for kind in ("person", "location"):
        taken = {"signalId": signal_id, f"{kind}Id": view["care"][f"{kind}s"][0]["id"]}
        run.do(persona, "POST", f"{path}/{kind}s", taken)
        run.do(persona, "GET", f"{path}/{kind}s")
    (person,) = run.do(persona, "GET", f"{path}/persons")["items"]
    safety = {"risk": "high", "safePlace": "nowhere", "contact": "phone", "shelter": "none"}
    place = f"/case-persons/{person['id']}/safety-assessments"
    assessed = run.do(persona, "POST", place, {**safety, "text": canary("SafetySubmission.text")})
    for one in (place, f"{path}/related-cases", f"{path}/twin-cases"):
        run.do(persona, "GET", one)
    opening = {"reference": case["reference"], "reason": canary("SessionOpening.reason")}
    opened = run.do("avim", "POST", "/break-glass-sessions", opening)
    run.do("avim", "GET", f"/break-glass-sessions/{opened['id']}/case")
    goal = run.do(persona, "POST", f"{path}/goals", {"kind": "stop", "text": canary("GoalSubmission.text")})
    step = {"step": "reach", "text": canary("GoalStatusSubmission.text")}
    run.do(persona, "POST", f"/case-goals/{goal['id']}/status", step)
    deed = {"kind": "fine", "target": "business", "organisations": ["police"], "goal": goal["id"]}
    words = canary("CaseInterventionSubmission.description")
    done = run.do(persona, "POST", f"{path}/interventions", {**deed, "description": words})
    for one in (f"{path}/goals", f"/interventions?caseId={case['id']}"):
        run.do(persona, "GET", one)
    named = {"case_note": note, "safety_assessment": assessed, "intervention": done}
    items = [{"kind": kind, "id": thing["id"]} for kind, thing in named.items()]
    run.do(
        persona, "POST", "/sharing-decisions", {**proposal(view), "items": items, "caseReference": case["reference"]}
    )
    closing = {"step": "close", "reason": "other", "outcome": "not_established"}
    run.do(persona, "POST", f"{path}/status", {**closing, "text": canary("StatusSubmission.text")})
    run.do(persona, "POST", f"/case-members/{member['id']}/removal")
    for place in ("/cases", path, f"{path}/notes"):
        run.do(persona, "GET", place)


def propose(run: Run, persona: str, signal_id: str) -> None:
    """Let AVIM propose an approach of a case to the DSP, which has it amended, and withdraw what it proposes then."""
    if persona != "avim":
        return
    opening = {"desk": "avim", "signals": [signal_id], "title": canary("CaseSubmission.title")}
    case = run.do(persona, "POST", "/cases", opening)["id"]
    words = {name: canary(f"ProposalSubmission.{name}") for name in ("analysis", "barriers")}
    intervention = {"kind": "fine", "scale": "exploitation", "expected": "disturbed"}
    told = {**intervention, "text": canary("ProposedIntervention.text")}
    body = {**words, "interventions": [told], "partners": ["police"]}
    drafted = run.do(persona, "POST", f"/cases/{case}/dsp-proposals", body)
    path = f"/dsp-proposals/{drafted['id']}"
    run.do(persona, "POST", f"{path}/submission")
    decision = {"decision": "amend", "reason": "other", "text": canary("DecisionSubmission.text")}
    run.do("dsp.de-baronie", "POST", f"{path}/decision", decision)
    run.do(persona, "POST", f"{path}/versions", body)
    for reader, one in ((persona, path), ("dsp.de-baronie", path), (persona, f"/cases/{case}/dsp-proposals")):
        run.do(reader, "GET", one)
    run.do(persona, "GET", f"{path}/expectations")
    run.do(persona, "POST", f"{path}/withdrawal")
    run.do(persona, "GET", "/dsp-proposals")


def intervene(run: Run, persona: str, task: Json) -> None:
    """Log an intervention of a kind with a name of its own, and assess its effect, both in words."""
    labels = {name: canary(f"BothLabels.{name}") for name in ("nl", "en")}
    of_programme = {"domain": "care", "pillar": 2, "strategicGoal": 3, "assessedAfterWeeks": [6]}
    if persona == COORDINATOR:
        run.do(ONE, "POST", "/intervention-kinds", {"code": "canary", "label": labels, **of_programme})
    words = canary("InterventionSubmission.description")
    done = {"task": task["id"], "kind": "canary", "target": "location", "organisations": ["police"]}
    body = {**done, "startedOn": "2026-11-01", "description": words}
    made = run.do(persona, "POST", f"/signals/{task['signalId']}/interventions", body)
    told = {"scale": "exploitation", "outcome": "reduced", "source": "other", "confidence": "low"}
    told |= {"assessedOn": "2026-11-02", "explanation": canary("EffectSubmission.explanation")}
    run.do(persona, "POST", f"/interventions/{made['id']}/effects", told)
    right = {name: canary(f"CorrectionSubmission.{name}") for name in ("description", "reason")}
    run.do(persona, "POST", f"/interventions/{made['id']}/corrections", {**right, "organisations": ["police", "other"]})
    run.do(persona, "POST", f"/interventions/{made['id']}/steps", {"step": "end", "on": "2026-11-02"})
    twice = run.do(persona, "POST", f"/signals/{task['signalId']}/interventions", body)
    why = {"reason": canary("WithdrawalSubmission.reason")}
    run.do(persona, "POST", f"/interventions/{twice['id']}/withdrawal", why)
    for path in ("", f"/{made['id']}"):
        run.do(persona, "GET", f"/interventions{path}")
