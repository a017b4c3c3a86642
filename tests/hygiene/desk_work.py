"""What desks do, with a canary in each field that they fill: signals, sharing, meetings, referrals, mail."""

import time
from datetime import UTC, datetime, timedelta

from app.platform.clock import local_date
from tests.hygiene.canaries import (
    canary,
    enrichment,
    proposal,
    searches,
    signal,
)
from tests.hygiene.casework import intervene, propose, work_in_a_case
from tests.hygiene.full_run import Run
from tests.hygiene.people import COLLEAGUE, COORDINATOR, ONE, RECEIVER, SUBMITTER, TABLE
from tests.monitor.writing import entry
from tests.triage.mailing import code_in
from tests.world import Json


def mails(run: Run, count: int) -> list[str]:
    """Wait until so many mails came, and return them."""
    until = time.monotonic() + 60
    while len(run.box.taken) < count and time.monotonic() < until:
        time.sleep(0.1)
    return [message.as_string() for _, message in run.box.taken]


def be_mailed(run: Run) -> None:
    """Let the coordinator be mailed that there is work."""
    path, address = "/notification-preferences", canary("PreferencesSubmission.address")
    run.do(COORDINATOR, "PUT", path, {"address": address, "muted": []})
    assert len(mails(run, 1)) == 1
    run.do(COORDINATOR, "POST", f"{path}/confirmation", {"code": code_in(run.box)})
    assert run.do(COORDINATOR, "GET", path)["address"] == address


def look_at_notifications(run: Run, persona: str) -> None:
    """Let the submitter and a desk read what they were notified of, and mark it."""
    for reader in (SUBMITTER, persona):
        everything = run.ask(reader, "GET", "/v1/notifications/stream?seconds=0&since=2020-01-01T00:00:00Z")
        assert everything.headers["content-type"].startswith("text/event-stream")
        assert b"event: notification" in everything.content
        for notification in run.do(reader, "GET", "/notifications")["items"][:1]:
            for method in ("PUT", "DELETE"):
                run.do(reader, method, f"/notifications/{notification['id']}/read")


def work_through(run: Run) -> Json:
    """Let every field of a signal be filled, read, noted, shared and opened by those who may."""
    made = run.do(SUBMITTER, "POST", "/signals", signal())
    for side in ("care", "security"):
        run.do(SUBMITTER, "POST", f"/signals/{made['id']}/enrichments", enrichment(side))
    for path in ("", f"/{made['id']}", f"/{made['id']}/timeline", f"/{made['id']}/routing"):
        run.do(SUBMITTER, "GET", f"/signals{path}")
    for persona in (COORDINATOR, TABLE, "avim"):
        task = next(t for t in run.do(persona, "GET", "/tasks?limit=100")["items"] if t["signalId"] == made["id"])
        for method in ("PUT", "DELETE", "PUT"):
            run.do(persona, method, f"/tasks/{task['id']}/claim")
        run.do(persona, "POST", f"/tasks/{task['id']}/notes", {"text": canary("NoteSubmission.text")})
        run.do(persona, "GET", f"/tasks/{task['id']}/notes")
        told = {"standardText": "taken_up", "message": canary("FeedbackSubmission.message")}
        given = run.do(persona, "POST", f"/tasks/{task['id']}/feedback", told)
        run.do(persona, "GET", f"/tasks/{task['id']}/feedback")
        run.do(SUBMITTER, "GET", f"/signals/{made['id']}/feedback")
        run.do(SUBMITTER, "PUT", f"/feedback/{given['id']}/read")
        look_at_notifications(run, persona)
        for path in ("/task-counts", "/colleagues"):
            run.do(persona, "GET", path)
        until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
        run.do(persona, "PUT", f"/tasks/{task['id']}/wait", {"reason": "meeting", "until": until})
        run.do(persona, "DELETE", f"/tasks/{task['id']}/wait")
        run.do(persona, "POST", "/task-assignments", {"tasks": [task["id"]]})
        saved = run.do(persona, "POST", "/saved-views", {"name": canary("SavedViewSubmission.name")})
        for path in ("", f"/{saved['id']}"):
            run.do(persona, "GET", f"/saved-views{path}")
        for sought in searches():
            run.do(persona, "POST", "/task-searches", sought)
        refer(run, persona, task["id"])
        meet(run, persona, task["id"])
        link(run, persona, task)
        intervene(run, persona, task)
        work_in_a_case(run, persona, made["id"])
        propose(run, persona, made["id"])
        ending = {"outcome": "taken_up", "note": canary("OutcomeSubmission.note")}
        run.do(persona, "POST", f"/tasks/{task['id']}/outcome", ending)
        run.do(persona, "GET", f"/tasks/{task['id']}")
    view = run.do(COORDINATOR, "GET", f"/signals/{made['id']}")
    shared = run.do(COORDINATOR, "POST", "/sharing-decisions", proposal(view))
    run.do(COLLEAGUE, "POST", f"/sharing-decisions/{shared['id']}/approval")
    for path in ("/sharing-decisions", f"/sharing-decisions/{shared['id']}", "/me", "/desks"):
        run.do(RECEIVER, "GET", path)
    run.do(COLLEAGUE, "POST", f"/sharing-decisions/{shared['id']}/revocation")
    run.do(COORDINATOR, "GET", "/matches")
    opening = {"reference": made["reference"], "reason": canary("SessionOpening.reason")}
    opened = run.do("avim", "POST", "/break-glass-sessions", opening)
    ago = "interval '2 hours'"
    run.execute(f"UPDATE break_glass_sessions SET opened_at = opened_at - {ago}, ends_at = ends_at - {ago}")
    remark = {"verdict": "justified", "remark": canary("ReviewSubmission.remark")}
    run.do("auditor", "POST", f"/break-glass-sessions/{opened['id']}/review", remark)
    for path in ("", f"/{opened['id']}"):
        run.do("auditor", "GET", f"/break-glass-sessions{path}")
    return view


def refer(run: Run, persona: str, task: str) -> None:
    """Let a coordinator refer a task with words, to a desk and to a partner that is named; both return it so."""
    if persona != COORDINATOR:
        return
    kept = {"kind": "shelter", "name": canary("PartnerSubmission.name")}
    partner = run.do(ONE, "POST", "/partners", kept)
    run.do(ONE, "PUT", f"/partners/{partner['id']}", kept)
    run.do(COORDINATOR, "GET", "/partners")
    run.do(COORDINATOR, "GET", f"/tasks/{task}/referral-proposals")
    offer = {"reason": "support_needed", "note": canary("ReferralSubmission.note")}
    returned = {"answer": "return", "reason": "other", "note": canary("ReferralResponse.note")}
    table = ("zorgtafel.de-baronie", {"desk": "zorgtafel.de_baronie"})
    for receiver, where in (table, (COORDINATOR, {"partner": partner["id"]})):
        referral = run.do(COORDINATOR, "POST", f"/tasks/{task}/referrals", {**offer, **where})
        run.do(receiver, "POST", f"/referrals/{referral['id']}/response", returned)
        for path in ("", f"/{referral['id']}"):
            run.do(receiver, "GET", f"/referrals{path}")


def meet(run: Run, persona: str, task: str) -> None:
    """Let a table discuss a task: decide, agree on what is to be done, and write minutes."""
    if persona != TABLE:
        return
    today = local_date(datetime.now(UTC))
    meeting = run.do(TABLE, "POST", "/meetings", {"desk": "dsp.de_baronie", "date": today.isoformat()})
    path = f"/meetings/{meeting['id']}"
    item = run.do(TABLE, "POST", f"{path}/agenda-items", {"taskId": task})
    decision = {"kind": "take_up", "text": canary("MeetingDecisionSubmission.text")}
    run.do(TABLE, "POST", f"/agenda-items/{item['id']}/decisions", decision)
    agreed = {"text": canary("ActionPointSubmission.text"), "due": (today + timedelta(days=9)).isoformat()}
    owner = next(one["id"] for one in run.do(TABLE, "GET", "/colleagues")["items"] if one["you"])
    run.do(TABLE, "POST", f"/agenda-items/{item['id']}/action-points", {**agreed, "owner": owner})
    minutes = {"compartment": "security", "text": canary("MinutesSubmission.text")}
    run.do(TABLE, "POST", f"{path}/minutes", minutes)
    run.do(TABLE, "POST", f"{path}/holding")
    for read in ("/meetings", path, f"{path}/minutes", f"/agenda-items/{item['id']}"):
        run.do(TABLE, "GET", read)


def link(run: Run, persona: str, task: Json) -> None:
    """Let a coordinator link the signal with another, merge that work into it, and take both back."""
    if persona != COORDINATOR:
        return
    made = run.do(SUBMITTER, "POST", "/signals", signal())
    other = next(t for t in run.do(persona, "GET", "/tasks?limit=100")["items"] if t["signalId"] == made["id"])
    said = {"otherTask": task["id"], "kind": "related", "reason": canary("LinkSubmission.reason")}
    merged = {"into": task["id"], "reason": canary("MergeSubmission.reason")}
    run.do(persona, "GET", f"/tasks/{other['id']}/duplicate-proposals")
    for path, body in (("links", said), ("merge", merged)):
        linked = run.do(persona, "POST", f"/tasks/{other['id']}/{path}", body)
        run.do(persona, "GET", f"/tasks/{task['id']}/links")
        run.do(persona, "POST", f"/links/{linked['id']}/undo")


def keep_the_monitor(run: Run) -> None:
    """Write in the monitor, and read it and the statistics, of which nothing was published."""
    run.do("ketenregisseur", "POST", "/monitor/entries", entry(period="2025-Q4", words=canary("EntrySubmission.words")))
    for path in ("/monitor/entries", "/monitor/actions", "/monitor/norms", "/monitor/norms/counted"):
        run.do("ketenregisseur", "GET", path)
    assert run.ask("ketenregisseur", "GET", "/v1/monitor/report?halfYear=2020-H1").status_code == 200
    assert run.ask("ketenregisseur", "GET", "/v1/monitor/picture?meeting=anna_overleg").status_code == 404
    for name in ("intervention-effects", "signals", "timeliness"):
        assert run.ask("ketenregisseur", "GET", f"/v1/statistics/{name}").status_code == 404
