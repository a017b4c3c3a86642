"""Which role may do what, written by hand from section 3 of the design, against every route there is."""

from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.access.demo import personas
from app.access.gate import Gate
from app.access.matrix import MATRIX, Reach, Role, Scope, database_actions, database_rows
from app.platform.ids import new_reference
from tests.bodies import appointment, loan, machine_client, victim_signal
from tests.cases.proposing import PROPOSED
from tests.interventions.logging import effect, intervention
from tests.interventions.test_kinds import KIND
from tests.monitor.writing import entry
from tests.sharing.decisions import proposal
from tests.world import Json, World

EVERYBODY = frozenset(Role)
BEHEERDER = frozenset({Role.BEHEERDER})
SUBMITTERS = frozenset({Role.AANDACHTSFUNCTIONARIS, Role.SYSTEM})
DESKS = frozenset(
    {
        Role.ZORGCOORDINATOR,
        Role.ZORGTAFEL,
        Role.AVIM,
        Role.PROJECTLEIDER_ONDERMIJNING,
        Role.DSP,
        Role.ARBEIDSINSPECTIE,
    }
)
BRIDGES = frozenset({Role.ZORGCOORDINATOR, Role.AVIM})
DECIDERS = BRIDGES | {Role.ZORGTAFEL, Role.DSP}
TABLES = frozenset({Role.ZORGTAFEL, Role.DSP})
OPENERS = DECIDERS
MEMBERS = DECIDERS | {Role.PROJECTLEIDER_ONDERMIJNING, Role.OFFICIER_VAN_JUSTITIE, Role.RIEC}
PROPOSERS = MEMBERS - {Role.ZORGCOORDINATOR, Role.ZORGTAFEL}
OVERSEERS = frozenset({Role.DISTRICTELIJK_COORDINATOR, Role.AUDITOR})
ESCALATED_TO = DESKS | {Role.DISTRICTELIJK_COORDINATOR, Role.KETENREGISSEUR, Role.BEHEERDER}
FIGURES = frozenset({Role.DISTRICTELIJK_COORDINATOR, Role.KETENREGISSEUR, Role.BESTUURLIJK_TREKKER})
RULE_READERS = frozenset(
    {
        Role.DISTRICTELIJK_COORDINATOR,
        Role.KETENREGISSEUR,
        Role.BESTUURLIJK_TREKKER,
        Role.BEHEERDER,
        Role.AUDITOR,
    }
)

PERMITTED = {
    "GET /v1/me": EVERYBODY,
    "GET /v1/districts": EVERYBODY,
    "GET /v1/municipalities": EVERYBODY,
    "GET /v1/desks": EVERYBODY,
    "GET /v1/code-lists/{name}": EVERYBODY,
    "POST /v1/signals": SUBMITTERS,
    "GET /v1/signals": SUBMITTERS | DESKS,
    "GET /v1/signals/{id}": SUBMITTERS | DESKS,
    "GET /v1/signals/{id}/timeline": SUBMITTERS | DESKS,
    "GET /v1/signals/{id}/routing": SUBMITTERS | DESKS,
    "POST /v1/signals/{id}/enrichments": frozenset({Role.AANDACHTSFUNCTIONARIS}),
    "GET /v1/tasks": DESKS,
    "GET /v1/tasks/{id}": DESKS,
    "PUT /v1/tasks/{id}/claim": DESKS,
    "DELETE /v1/tasks/{id}/claim": DESKS,
    "POST /v1/tasks/{id}/outcome": DESKS,
    "GET /v1/task-counts": DESKS,
    "PUT /v1/tasks/{id}/wait": DESKS,
    "DELETE /v1/tasks/{id}/wait": DESKS,
    "GET /v1/tasks/{id}/notes": DESKS,
    "POST /v1/tasks/{id}/notes": DESKS,
    "GET /v1/tasks/{id}/feedback": DESKS,
    "POST /v1/tasks/{id}/feedback": DESKS,
    "GET /v1/signals/{id}/feedback": SUBMITTERS | DESKS,
    "PUT /v1/feedback/{id}/read": SUBMITTERS,
    "POST /v1/task-assignments": DESKS,
    "GET /v1/colleagues": DESKS,
    "POST /v1/task-searches": DESKS,
    "GET /v1/saved-views": DESKS,
    "POST /v1/saved-views": DESKS,
    "GET /v1/saved-views/{id}": DESKS,
    "PUT /v1/saved-views/{id}": DESKS,
    "DELETE /v1/saved-views/{id}": DESKS,
    "GET /v1/cases": MEMBERS,
    "POST /v1/cases": OPENERS,
    "GET /v1/cases/{id}": MEMBERS,
    "POST /v1/cases/{id}/signals": MEMBERS,
    "GET /v1/cases/{id}/candidates": MEMBERS,
    "POST /v1/cases/{id}/members": MEMBERS,
    "POST /v1/case-members/{id}/removal": MEMBERS,
    "POST /v1/case-members/{id}/extension": MEMBERS,
    "POST /v1/cases/{id}/lead": MEMBERS,
    "POST /v1/cases/{id}/status": MEMBERS,
    "GET /v1/cases/{id}/notes": MEMBERS,
    "GET /v1/cases/{id}/related-cases": MEMBERS,
    "GET /v1/cases/{id}/goals": MEMBERS,
    "POST /v1/cases/{id}/goals": MEMBERS,
    "POST /v1/case-goals/{id}/status": MEMBERS,
    "POST /v1/cases/{id}/interventions": MEMBERS,
    "GET /v1/cases/{id}/dsp-proposals": PROPOSERS,
    "POST /v1/cases/{id}/dsp-proposals": PROPOSERS,
    "GET /v1/dsp-proposals": PROPOSERS,
    "GET /v1/dsp-proposals/{id}": PROPOSERS,
    "POST /v1/dsp-proposals/{id}/versions": PROPOSERS,
    "POST /v1/dsp-proposals/{id}/submission": PROPOSERS,
    "POST /v1/dsp-proposals/{id}/withdrawal": PROPOSERS,
    "POST /v1/dsp-proposals/{id}/decision": frozenset({Role.DSP}),
    "GET /v1/cases/{id}/persons": MEMBERS,
    "POST /v1/cases/{id}/persons": MEMBERS,
    "GET /v1/cases/{id}/locations": MEMBERS,
    "POST /v1/cases/{id}/locations": MEMBERS,
    "GET /v1/case-persons/{id}/safety-assessments": MEMBERS,
    "POST /v1/case-persons/{id}/safety-assessments": MEMBERS,
    "POST /v1/cases/{id}/notes": MEMBERS,
    "GET /v1/meetings": TABLES,
    "POST /v1/meetings": TABLES,
    "GET /v1/meetings/{id}": TABLES,
    "POST /v1/meetings/{id}/agenda-items": TABLES,
    "POST /v1/meetings/{id}/holding": TABLES,
    "POST /v1/meetings/{id}/cancellation": TABLES,
    "GET /v1/meetings/{id}/minutes": TABLES,
    "POST /v1/meetings/{id}/minutes": TABLES,
    "GET /v1/agenda-items/{id}": TABLES,
    "PUT /v1/agenda-items/{id}/position": TABLES,
    "POST /v1/agenda-items/{id}/decisions": TABLES,
    "POST /v1/agenda-items/{id}/action-points": TABLES,
    "POST /v1/agenda-items/{id}/removal": TABLES,
    "GET /v1/monitor/actions": FIGURES,
    "GET /v1/monitor/norms": FIGURES,
    "GET /v1/monitor/report": FIGURES,
    "GET /v1/monitor/entries": FIGURES,
    "POST /v1/monitor/entries": FIGURES - {Role.BESTUURLIJK_TREKKER},
    "GET /v1/statistics/intervention-effects": FIGURES,
    "GET /v1/statistics/signals": FIGURES,
    "GET /v1/statistics/timeliness": FIGURES,
    "GET /v1/escalations": ESCALATED_TO,
    "GET /v1/escalations/{id}": ESCALATED_TO,
    "POST /v1/escalations/{id}/acknowledgement": ESCALATED_TO,
    "GET /v1/notifications": EVERYBODY - {Role.SYSTEM},
    "PUT /v1/notifications/{id}/read": EVERYBODY - {Role.SYSTEM},
    "DELETE /v1/notifications/{id}/read": EVERYBODY - {Role.SYSTEM},
    "GET /v1/tasks/{id}/duplicate-proposals": DESKS,
    "GET /v1/tasks/{id}/links": DESKS,
    "POST /v1/tasks/{id}/links": DESKS,
    "POST /v1/tasks/{id}/merge": DESKS,
    "POST /v1/links/{id}/undo": DESKS,
    "GET /v1/notifications/stream": EVERYBODY - {Role.SYSTEM},
    "GET /v1/notification-preferences": EVERYBODY - {Role.SYSTEM},
    "PUT /v1/notification-preferences": EVERYBODY - {Role.SYSTEM},
    "POST /v1/notification-preferences/confirmation": EVERYBODY - {Role.SYSTEM},
    "GET /v1/tasks/{id}/referral-proposals": DECIDERS,
    "POST /v1/tasks/{id}/referrals": DECIDERS,
    "GET /v1/referrals": DESKS,
    "GET /v1/referrals/{id}": DESKS,
    "POST /v1/referrals/{id}/response": DESKS,
    "POST /v1/referrals/{id}/withdrawal": DECIDERS,
    "GET /v1/partners": DECIDERS | BEHEERDER,
    "POST /v1/partners": BEHEERDER,
    "PUT /v1/partners/{id}": BEHEERDER,
    "GET /v1/intervention-kinds": EVERYBODY,
    "POST /v1/intervention-kinds": BEHEERDER,
    "PUT /v1/intervention-kinds/{id}": BEHEERDER,
    "POST /v1/signals/{id}/interventions": DESKS | MEMBERS,
    "GET /v1/interventions": DESKS | MEMBERS,
    "GET /v1/interventions/{id}": DESKS | MEMBERS,
    "POST /v1/interventions/{id}/steps": DESKS | MEMBERS,
    "POST /v1/interventions/{id}/effects": DESKS | MEMBERS,
    "POST /v1/sharing-decisions": BRIDGES,
    "GET /v1/sharing-decisions": DESKS | MEMBERS,
    "GET /v1/sharing-decisions/{id}": DESKS | MEMBERS,
    "POST /v1/sharing-decisions/{id}/approval": DECIDERS,
    "POST /v1/sharing-decisions/{id}/revocation": DECIDERS,
    "GET /v1/matches": BRIDGES,
    "POST /v1/break-glass-sessions": DECIDERS,
    "GET /v1/break-glass-sessions": DECIDERS | OVERSEERS,
    "GET /v1/break-glass-sessions/{id}": DECIDERS | OVERSEERS,
    "POST /v1/break-glass-sessions/{id}/review": OVERSEERS,
    "POST /v1/appointments": BEHEERDER,
    "GET /v1/appointments": BEHEERDER,
    "GET /v1/appointments/{id}": BEHEERDER,
    "POST /v1/appointments/{id}/approval": BEHEERDER,
    "POST /v1/appointments/{id}/withdrawal": BEHEERDER,
    "POST /v1/appointments/{id}/loans": EVERYBODY - {Role.SYSTEM},
    "POST /v1/clients": BEHEERDER,
    "GET /v1/clients": BEHEERDER,
    "GET /v1/clients/{id}": BEHEERDER,
    "POST /v1/clients/{id}/approval": BEHEERDER,
    "POST /v1/clients/{id}/withdrawal": BEHEERDER,
    "GET /v1/routing-tables": RULE_READERS,
    "POST /v1/routing-simulations": RULE_READERS - {Role.BESTUURLIJK_TREKKER, Role.AUDITOR},
}

QUERIES = {"GET /v1/notifications/stream": "?seconds=0", "GET /v1/monitor/report": "?halfYear=2020-H1"}
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

EXPECTED = {
    "POST /v1/monitor/entries": 201,
    "GET /v1/statistics/intervention-effects": 404,
    "GET /v1/statistics/signals": 404,
    "GET /v1/statistics/timeliness": 404,
    "GET /v1/notification-preferences": 200,
    "PUT /v1/notification-preferences": 200,
    "POST /v1/notification-preferences/confirmation": 409,
    "POST /v1/signals": 201,
    "POST /v1/appointments": 201,
    "POST /v1/clients": 201,
    "POST /v1/saved-views": 201,
    "POST /v1/partners": 201,
    "POST /v1/intervention-kinds": 201,
    "POST /v1/meetings": 400,
    "POST /v1/cases": 400,
    "POST /v1/sharing-decisions": 400,
    "POST /v1/break-glass-sessions": 400,
}
"""How a role that may do it is answered here; those of 400 name a desk or a signal that is not there."""

OPEN_TO_ALL = {
    "GET /health/live",
    "GET /health/ready",
    "HEAD /health/live",
    "HEAD /health/ready",
    "GET /v1/openapi.json",
    "GET /docs",
    "GET /docs/start.js",
    "GET /docs/{name}",
}
"""The routes that need no token: they tell nothing of any signal."""

OWN, DESK, MEMBER = Reach.OWN_SUBMISSIONS, Reach.DESK, Reach.MEMBER
SHARING, GLASS = Reach.SHARING, Reach.BREAK_GLASS
DESIGN: dict[Role, tuple[Scope, set[Reach], set[Reach]]] = {
    Role.AANDACHTSFUNCTIONARIS: (Scope.MUNICIPALITY, {OWN}, {OWN}),
    Role.ZORGCOORDINATOR: (Scope.DISTRICT, {DESK, MEMBER, SHARING, GLASS}, {Reach.MATCHES, GLASS}),
    Role.ZORGTAFEL: (Scope.DISTRICT, {DESK, MEMBER, SHARING, GLASS}, {DESK, GLASS}),
    Role.AVIM: (Scope.REGION, {Reach.MATCHES, GLASS}, {DESK, MEMBER, SHARING, GLASS}),
    Role.PROJECTLEIDER_ONDERMIJNING: (Scope.MUNICIPALITY, set(), {DESK, MEMBER}),
    Role.DSP: (Scope.DISTRICT, {GLASS}, {DESK, MEMBER, SHARING, GLASS}),
    Role.ARBEIDSINSPECTIE: (Scope.REGION, set(), {Reach.LABOUR_DESK}),
    Role.OFFICIER_VAN_JUSTITIE: (Scope.REGION, set(), {MEMBER}),
    Role.RIEC: (Scope.DISTRICT, set(), {MEMBER}),
    Role.DISTRICTELIJK_COORDINATOR: (Scope.DISTRICT, {Reach.PROCESS}, {Reach.PROCESS}),
    Role.KETENREGISSEUR: (Scope.REGION, {Reach.STATISTICS}, {Reach.STATISTICS}),
    Role.BESTUURLIJK_TREKKER: (Scope.REGION, {Reach.STATISTICS}, {Reach.STATISTICS}),
    Role.BEHEERDER: (Scope.REGION, set(), set()),
    Role.AUDITOR: (Scope.REGION, {Reach.LOG}, {Reach.LOG}),
    Role.SYSTEM: (Scope.MUNICIPALITY, {OWN}, {OWN}),
}


def routes_of(app: FastAPI) -> dict[str, APIRoute]:
    """List the routes of the application by method and path."""
    listed = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            for method in route.methods or ():
                listed[f"{method} {context.path_format}"] = route
    return listed


def persona_of(role: Role) -> str:
    """Return a persona with this role, in Breda and De Baronie where that matters."""
    names = [name for name, persona in personas().items() if persona.role is role]
    return next((name for name in names if name.endswith(("breda", "de-baronie"))), names[0])


def test_the_matrix_is_that_of_the_design() -> None:
    assert {r: (rights.scope, set(rights.care), set(rights.security)) for r, rights in MATRIX.items()} == DESIGN


async def test_postgresql_holds_the_same_matrix(shared_world: World) -> None:
    async with shared_world.as_api() as connection:
        rows = await connection.fetch("SELECT role, compartment, reach, desk_kind FROM role_rights")
        actions = await connection.fetch("SELECT role, action FROM role_actions")
    assert {tuple(row) for row in rows} == database_rows()
    assert {tuple(row) for row in actions} == database_actions()


def test_every_route_stands_in_this_table_and_no_other(shared_world: World) -> None:
    assert set(routes_of(shared_world.app)) == set(PERMITTED) | OPEN_TO_ALL


def test_every_route_declares_one_action(shared_world: World) -> None:
    for name, route in routes_of(shared_world.app).items():
        gates = [dependency.call for dependency in route.dependant.dependencies if isinstance(dependency.call, Gate)]
        assert len(gates) == (name not in OPEN_TO_ALL), name


@pytest.mark.parametrize("role", Role)
async def test_a_role_may_do_exactly_what_the_table_gives_it(world: World, role: Role) -> None:
    persona = persona_of(role)
    for name, roles in PERMITTED.items():
        method, path = name.split(" /v1")
        target = path.replace("{id}", str(uuid4())).replace("{name}", "exploitation-form") + QUERIES.get(name, "")
        answer = await world.call(persona, method, target, json=BODIES.get(name))
        if role in roles:
            expected = 404 if "{id}" in name else EXPECTED.get(name, 200)
            assert (name, answer.status_code) == (name, expected)
        else:
            assert (name, answer.status_code) == (name, 403)
            assert answer.json()["type"] == "urn:signaalbrug:problem:forbidden"
    assert await world.count("signals") == (role in SUBMITTERS)


@pytest.mark.parametrize("name", PERMITTED)
async def test_without_a_token_no_route_answers(shared_world: World, name: str) -> None:
    method, path = name.split(" ")
    target = path.replace("{id}", str(uuid4())).replace("{name}", "exploitation-form")
    answer = await shared_world.http.request(method, target, json=BODIES.get(name))
    assert answer.status_code == 401
