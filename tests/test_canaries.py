"""Personal data stands where it belongs and nowhere else: a canary in every field, a full run, and a search for them.

Canaries may be read in the answers to whoever may read them, and encrypted in the database. Names of officials (whoever
is appointed, and clients) stand in `actors` and in answers; the department and file number of a source, which are no
personal data, in `submissions`; names that clients choose for their writes in `idempotency_keys`.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest

from app.main import create_app
from app.platform.clock import local_date
from tests.access.test_matrix import QUERIES, routes_of
from tests.canaries import (
    NAMED,
    NOT_FREE,
    PLANTED,
    REFUSED,
    UNKNOWN,
    canary,
    enrichment,
    holder,
    proposal,
    searches,
    sentence,
    signal,
)
from tests.full_run import Run
from tests.mailbox import HOST, SENDER, Mailbox, mailbox
from tests.monitor.writing import entry
from tests.process import folder_for_everybody, served
from tests.triage.mailing import code_in
from tests.world import Json

pytestmark = pytest.mark.process

SUBMITTER, ONE, OTHER = "aandachtsfunctionaris.breda", "beheerder", "beheerder-2"
COORDINATOR, COLLEAGUE, RECEIVER = "zorgcoordinator.de-baronie", "zorgcoordinator-2.de-baronie", "dsp.hart-van-brabant"
TABLE = "dsp.de-baronie"
END = {"validUntil": "2099-01-01T00:00:00Z"}
NEVER = "019a1c7e-0000-7000-8000-000000000001"


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with folder_for_everybody() as folder, mailbox() as box:
        var_dir = folder / "var"
        settings = {"SIGNAALBRUG_VAR_DIR": str(var_dir), "SIGNAALBRUG_LOG_LEVEL": "DEBUG", **settings_of(box)}
        with served(**settings) as service:
            one = Run(service, var_dir, box)
            be_mailed(one)
            view = work_through(one)
            assert len(mails(one, 2)) >= 2
            keep_the_monitor(one)
            appoint(one)
            be_refused(one)
            lose_the_database(one, view)
            one.look_at_processes()
            one.dump()
            one.close()
        yield one


def settings_of(box: Mailbox) -> dict[str, str]:
    """Let the service mail."""
    told = {"HOST": HOST, "PORT": str(box.port), "SECURITY": "none"}
    return {**{f"SIGNAALBRUG_SMTP_{name}": value for name, value in told.items()}, "SIGNAALBRUG_MAIL_FROM": SENDER}


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
    run.do(persona, "POST", f"{path}/notes", again)
    part = run.do(persona, "GET", f"/signals/{signal_id}")["care"]
    for kind in ("person", "location"):
        taken = {"signalId": signal_id, f"{kind}Id": part[f"{kind}s"][0]["id"]}
        run.do(persona, "POST", f"{path}/{kind}s", taken)
        run.do(persona, "GET", f"{path}/{kind}s")
    (person,) = run.do(persona, "GET", f"{path}/persons")["items"]
    safety = {"risk": "high", "safePlace": "nowhere", "contact": "phone", "shelter": "none"}
    place = f"/case-persons/{person['id']}/safety-assessments"
    run.do(persona, "POST", place, {**safety, "text": canary("SafetySubmission.text")})
    for one in (place, f"{path}/related-cases"):
        run.do(persona, "GET", one)
    goal = run.do(persona, "POST", f"{path}/goals", {"kind": "stop", "text": canary("GoalSubmission.text")})
    step = {"step": "reach", "text": canary("GoalStatusSubmission.text")}
    run.do(persona, "POST", f"/case-goals/{goal['id']}/status", step)
    deed = {"kind": "fine", "target": "business", "organisations": ["police"], "goal": goal["id"]}
    words = canary("CaseInterventionSubmission.description")
    run.do(persona, "POST", f"{path}/interventions", {**deed, "description": words})
    for one in (f"{path}/goals", f"/interventions?caseId={case['id']}"):
        run.do(persona, "GET", one)
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
    proposal = run.do(persona, "POST", f"/cases/{case}/dsp-proposals", body)
    path = f"/dsp-proposals/{proposal['id']}"
    run.do(persona, "POST", f"{path}/submission")
    decision = {"decision": "amend", "reason": "other", "text": canary("DecisionSubmission.text")}
    run.do("dsp.de-baronie", "POST", f"{path}/decision", decision)
    run.do(persona, "POST", f"{path}/versions", body)
    for reader, one in ((persona, path), ("dsp.de-baronie", path), (persona, f"/cases/{case}/dsp-proposals")):
        run.do(reader, "GET", one)
    run.do(persona, "POST", f"{path}/withdrawal")
    run.do(persona, "GET", "/dsp-proposals")


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
    run.do(persona, "POST", f"/interventions/{made['id']}/steps", {"step": "end", "on": "2026-11-02"})
    for path in ("", f"/{made['id']}"):
        run.do(persona, "GET", f"/interventions{path}")


def keep_the_monitor(run: Run) -> None:
    """Write in the monitor, and read it and the statistics, of which nothing was published."""
    run.do("ketenregisseur", "POST", "/monitor/entries", entry(words=canary("EntrySubmission.words")))
    for path in ("/monitor/entries", "/monitor/actions", "/monitor/norms"):
        run.do("ketenregisseur", "GET", path)
    assert run.ask("ketenregisseur", "GET", "/v1/monitor/report?halfYear=2020-H1").status_code == 200
    for name in ("intervention-effects", "signals", "timeliness"):
        assert run.ask("ketenregisseur", "GET", f"/v1/statistics/{name}").status_code == 404


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


def appoint(run: Run) -> None:
    """Let officials and clients be named, and the rules and reference data be read."""
    appointed = run.do(ONE, "POST", "/appointments", holder("Appointment", role="avim", **END))
    client = holder("Client", municipalityCode="GM0758", scopes=["signals:own:submit"])
    registered = run.do(ONE, "POST", "/clients", client)
    for kind, made in (("appointments", appointed), ("clients", registered)):
        for path in ("", f"/{made['id']}"):
            run.do(ONE, "GET", f"/{kind}{path}")
        for step in ("approval", "withdrawal"):
            run.do(OTHER, "POST", f"/{kind}/{made['id']}/{step}")
    (held,) = run.do("avim", "GET", "/me")["appointments"]
    run.do("avim", "POST", f"/appointments/{held['id']}/loans", holder("Loan", **END))
    (table, *_) = run.do(ONE, "GET", "/routing-tables")["items"]
    draft = json.loads(json.dumps(table["document"]))
    draft["rows"][0]["reason"] = {name: canary(f"Label.{name}") for name in ("nl", "en")}
    facts = {"district": "de_baronie", "aimedAt": "victim", "exploitationForms": ["sexual"]}
    run.ask(ONE, "POST", "/v1/routing-simulations", {"facts": facts, "draft": draft})
    for path in ("districts", "municipalities", "code-lists/role", "openapi.json"):
        run.do(ONE, "GET", f"/{path}")
    for path in ("/health/live", "/health/ready", "/docs", "/docs/start.js", f"/docs/{UNKNOWN}"):
        run.ask(None, "GET", path)


def be_refused(run: Run) -> None:
    """Let canaries come in where they do not belong, on every route: paths, queries, headers, bodies, and no HTTP."""
    names = ("X-Request-Id", "User-Agent", "Referer", "Cookie", "If-Match", "Last-Event-ID", "X-Forwarded-For")
    odd = dict.fromkeys(names, UNKNOWN)
    wrong = ({UNKNOWN: REFUSED}, {**signal(), "aimedAt": REFUSED}, {"note": [REFUSED], "reason": {UNKNOWN: 1}})
    for route in routes_of(create_app()):
        method, path = route.split(" ")
        place = path.format(id=NEVER, name="role") + QUERIES.get(route, "")
        for persona in (SUBMITTER, COORDINATOR, ONE, "auditor", "ketenregisseur"):
            for body in wrong:
                run.ask(persona, method, place, body if method in {"POST", "PUT"} else None, headers=odd)
        run.ask(SUBMITTER, method, path.format(id=UNKNOWN, name=UNKNOWN) + QUERIES.get(route, ""))
        joint = "&" if "?" in place else "?"
        run.ask(SUBMITTER, method, f"{place}{joint}{UNKNOWN}={REFUSED}&limit={REFUSED}&cursor={REFUSED}")
        run.ask(None, method, place, headers={"Authorization": f"Bearer {UNKNOWN}.{REFUSED}.x", **odd})
        run.ask(None, method, place, headers={"Authorization": f"{UNKNOWN} {REFUSED}"})
        if method == "POST":
            for content in (f'{{"{UNKNOWN}": "{REFUSED}', f'"{REFUSED}"', "x" * 600_000 + REFUSED):
                run.ask(SUBMITTER, method, place, content=content, headers={"Content-Type": "application/json"})
            run.ask(SUBMITTER, method, place, content=REFUSED, headers={"Content-Type": f"text/{UNKNOWN}"})
            run.ask(
                ONE, method, place, {}, headers={"Idempotency-Key": f"{REFUSED} {UNKNOWN}", "Accept": f"{UNKNOWN}/*"}
            )
    named = {"Idempotency-Key": NAMED}
    made = run.ask(SUBMITTER, "POST", "/v1/signals", signal(), headers=named).json()
    run.ask(SUBMITTER, "POST", "/v1/signals", {**signal(), "acuteDanger": True}, headers=named)
    view = run.do(COORDINATOR, "GET", f"/signals/{made['id']}")
    run.ask(COORDINATOR, "POST", "/v1/sharing-decisions", {**proposal(view), "purpose": REFUSED})
    for method in ("PATCH", "OPTIONS", "KANARIE"):
        run.ask(SUBMITTER, method, "/v1/signals", {UNKNOWN: REFUSED})
    for sent in (f"GET /{UNKNOWN} {REFUSED}\r\n\r\n", f"{UNKNOWN} / HTTP/1.1\r\nHost: x\r\n\r\n", f"{UNKNOWN}\0\r\n"):
        run.raw(sent.encode())


def lose_the_database(run: Run, view: Json) -> None:
    """Let statements with canaries in them fail, be ended while they wait, and find no database at all."""
    run.execute("ALTER TABLE persons ADD CONSTRAINT never CHECK (false) NOT VALID")
    assert run.ask(SUBMITTER, "POST", "/v1/signals", signal()).status_code == 500
    run.execute("ALTER TABLE persons DROP CONSTRAINT never")
    late: list[httpx.Response] = []
    with run.held_up():
        waiting = threading.Thread(target=lambda: late.append(run.ask(SUBMITTER, "POST", "/v1/signals", signal())))
        waiting.start()
        run.end_what_waits()
        waiting.join()
    assert [answer.status_code for answer in late] == [503]
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'signaalbrug_api'"
    run.execute("ALTER ROLE signaalbrug_api NOLOGIN", end)
    writes = [
        ("signals", signal()),
        (f"signals/{view['id']}/enrichments", enrichment("care")),
        ("sharing-decisions", proposal(view)),
        ("break-glass-sessions", {"reference": view["reference"], "reason": canary("SessionOpening.reason")}),
    ]
    personas = (SUBMITTER, SUBMITTER, COORDINATOR, "avim")
    for persona, (path, body) in zip(personas, writes, strict=True):
        assert run.ask(persona, "POST", f"/v1/{path}", body).status_code == 503
    run.execute("ALTER ROLE signaalbrug_api LOGIN")
    run.do(SUBMITTER, "GET", f"/signals/{view['id']}")


def every_canary() -> list[str]:
    """List all canaries there are, and the texts around them."""
    return [*map(canary, PLANTED), UNKNOWN, REFUSED, NAMED, sentence("CarePart.narrative")[:34]]


def found_in(text: str) -> list[str]:
    """List the canaries in a text: as they stand, in hexadecimal as PostgreSQL writes bytes, or as in a URL."""
    lowered = text.casefold()
    spelt = ((c, (c.casefold(), c.encode().hex(), quote(c).casefold())) for c in every_canary())
    return [c for c, spellings in spelt if any(spelling in lowered for spelling in spellings)]


def test_every_field_in_which_somebody_may_write_has_a_canary() -> None:
    fields: set[str] = set()

    def look(name: str, schema: Json, seen: tuple[str, ...] = ()) -> None:
        if reference := schema.get("$ref"):
            shape = reference.rsplit("/", 1)[-1]
            for field, inner in schemas[shape].get("properties", {}).items() if shape not in seen else ():
                look(f"{shape}.{field}", inner, (*seen, shape))
        items = [schema["items"]] if "items" in schema else []
        for inner in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *items):
            look(name, inner, seen)
        if schema.get("type") == "string" and not {"enum", "const"} & schema.keys():
            fields.add(name)

    described: Json = create_app().openapi()
    schemas = described["components"]["schemas"]
    for operation in (operation for path in described["paths"].values() for operation in path.values()):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            look("", content["schema"])
    assert fields == PLANTED.keys() | set().union(*NOT_FREE.values()), "plant a canary: PLANTED in tests/canaries.py"


def test_every_canary_reaches_whoever_may_read_it(run: Run) -> None:
    read = "".join(answer.text for answer in run.answers if answer.is_success)
    hidden = {field for field in PLANTED if canary(field) not in read}
    sought = {field for field in PLANTED if field.startswith("Sought")}
    assert hidden == {"Label.nl", "Label.en"} | sought, "a draft table is not answered, nor what was looked for"


def test_every_route_took_part(run: Run) -> None:
    lines = [json.loads(line) for line in run.service.said if line.startswith("{")]
    asked = {f"{line['method']} {line['route']}" for line in lines if line["event"] == "request"}
    assert asked >= routes_of(create_app()).keys()
    every = {200, 201, 204, 400, 401, 403, 404, 405, 406, 409, 413, 415, 500, 503}
    assert {answer.status_code for answer in run.answers} == every


def test_no_canary_is_in_what_the_service_says(run: Run) -> None:
    assert len(run.service.output) > 100_000
    assert found_in(run.service.output) == []


def test_no_canary_is_in_a_mail_but_the_address_it_goes_to_and_no_code_in_what_the_service_says(run: Run) -> None:
    code, *others = mails(run, 2)
    assert len(others) >= 1
    for mail in (code, *others):
        assert set(found_in(mail)) == {canary("PreferencesSubmission.address")}
    numbers = re.findall(r"\b[0-9]{8}\b", code.partition("Uw code is")[2])
    assert len(numbers) == 1
    assert numbers[0] not in run.service.output


def test_no_canary_is_in_a_refusal_or_a_header(run: Run) -> None:
    refusals = [answer for answer in run.answers if not answer.is_success]
    assert len(refusals) > 500
    for answer in refusals:
        assert found_in(answer.text) == [], (answer.request.url, answer.text)
    for answer in run.answers:
        assert found_in(str(answer.headers.multi_items())) == []


def test_no_canary_is_in_an_address_of_ours(run: Run) -> None:
    """Every address that the service gives out is made of ids; and a canary in one that was made up is not taken in."""
    locations = [answer.headers["location"] for answer in run.answers if "location" in answer.headers]
    assert len(locations) >= 5
    assert found_in(" ".join(locations)) == []


def test_no_canary_is_readable_in_a_column_but_where_that_is_said(run: Run) -> None:
    assert "signals.reference" in run.tables
    kept = {column: found for column, text in run.tables.items() if (found := found_in(text))}
    expected: dict[str, set[str]] = {"idempotency_keys.key": {NAMED}}
    for field, columns in PLANTED.items():
        for column in columns:
            expected.setdefault(column, set()).add(canary(field))
    assert kept.keys() == expected.keys()
    for column, found in kept.items():
        assert set(found) <= expected[column], column


def test_no_canary_is_in_an_event(run: Run) -> None:
    text = " ".join(text for column, text in run.tables.items() if column.startswith("events."))
    assert "signal.received" in text
    assert found_in(text) == []


def test_no_canary_is_in_what_postgresql_says_or_shows_of_its_work(run: Run) -> None:
    log = (run.var_dir / "postgres" / "log").read_text()
    for happened in ("violates check constraint", "terminating connection due to administrator command"):
        assert happened in log
    assert "Failing row contains" not in log, "PostgreSQL leaves out the values of tables under policies"
    assert found_in(log) == []
    assert found_in(" ".join(run.statements)) == []


def test_no_canary_is_in_the_arguments_of_a_process(run: Run) -> None:
    assert any("postgres" in line for line in run.processes)
    assert found_in(" ".join(run.processes)) == []


def test_no_canary_that_is_kept_encrypted_is_in_a_file(run: Run) -> None:
    """Tables, indexes, WAL, temporary files and logs: read as bytes, after the service has stopped."""
    wanted = [canary(field).encode() for field, columns in PLANTED.items() if not columns] + [REFUSED.encode()]
    files = [path for path in run.var_dir.rglob("*") if path.is_file()]
    assert any("pg_wal" in path.parts for path in files)
    found = {(path.name, c) for path in files for content in [path.read_bytes()] for c in wanted if c in content}
    assert found == set()
