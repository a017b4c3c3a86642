"""What beheerders do, with a canary in each field."""

import json

from tests.hygiene.canaries import (
    UNKNOWN,
    canary,
    holder,
)
from tests.hygiene.full_run import Run
from tests.hygiene.people import END, ONE, OTHER


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
