"""What goes wrong, with canaries in it: requests that are refused, and a database that is lost."""

import threading

import httpx

from app.main import create_app
from tests.access.permitted import routes_of
from tests.access.requests import QUERIES
from tests.hygiene.canaries import (
    NAMED,
    REFUSED,
    UNKNOWN,
    canary,
    enrichment,
    proposal,
    signal,
)
from tests.hygiene.full_run import Run
from tests.hygiene.people import COORDINATOR, NEVER, ONE, SUBMITTER
from tests.world import Json


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
