"""Which role may ask which route, with what it sends, and the matrix of the design; written by hand."""

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.access.demo import personas
from app.access.matrix import Reach, Role, Scope

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
    "GET /v1/cases-without-lead": OPENERS,
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
    "GET /v1/cases/{id}/twin-cases": MEMBERS,
    "GET /v1/cases/{id}/goals": MEMBERS,
    "POST /v1/cases/{id}/goals": MEMBERS,
    "POST /v1/case-goals/{id}/status": MEMBERS,
    "POST /v1/cases/{id}/interventions": MEMBERS,
    "GET /v1/cases/{id}/dsp-proposals": PROPOSERS,
    "POST /v1/cases/{id}/dsp-proposals": PROPOSERS,
    "GET /v1/dsp-proposals": PROPOSERS,
    "GET /v1/dsp-proposals/{id}": PROPOSERS,
    "GET /v1/dsp-proposals/{id}/expectations": PROPOSERS,
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
    "GET /v1/monitor/actions/history": FIGURES,
    "GET /v1/monitor/norms": FIGURES,
    "GET /v1/monitor/norms/counted": FIGURES | DESKS | MEMBERS,
    "GET /v1/monitor/report": FIGURES,
    "GET /v1/monitor/picture": FIGURES,
    "GET /v1/monitor/entries": FIGURES,
    "POST /v1/monitor/entries": FIGURES - {Role.BESTUURLIJK_TREKKER},
    "GET /v1/statistics/periods": FIGURES,
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
    "POST /v1/interventions/{id}/corrections": DESKS | MEMBERS,
    "POST /v1/interventions/{id}/withdrawal": DESKS | MEMBERS,
    "POST /v1/sharing-decisions": BRIDGES,
    "GET /v1/sharing-decisions": DESKS | MEMBERS,
    "GET /v1/sharing-decisions/{id}": DESKS | MEMBERS,
    "POST /v1/sharing-decisions/{id}/approval": DECIDERS,
    "POST /v1/sharing-decisions/{id}/revocation": DECIDERS,
    "GET /v1/matches": BRIDGES,
    "POST /v1/break-glass-sessions": DECIDERS,
    "GET /v1/break-glass-sessions": DECIDERS | OVERSEERS,
    "GET /v1/break-glass-sessions/{id}": DECIDERS | OVERSEERS,
    "GET /v1/break-glass-sessions/{id}/case": DECIDERS,
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

EXPECTED = {
    "POST /v1/monitor/entries": 201,
    "GET /v1/monitor/picture": 404,
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
    """List the routes of the application by method and path; what is no `APIRoute` declares no action, and is refused.

    None is served today: the document, its page and the probes are such routes too. One that must be, for a reason,
    is to be named here.
    """
    listed: dict[str, APIRoute] = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        assert isinstance(route, APIRoute), f"{type(route).__name__} {context.path} would take part in no attack"
        for method in route.methods or ():
            name = f"{method} {context.path_format}"
            assert name not in listed, f"{name} is there twice"
            listed[name] = route
    return listed


def persona_of(role: Role) -> str:
    """Return a persona with this role, in Breda and De Baronie where that matters."""
    names = [name for name, persona in personas().items() if persona.role is role]
    return next((name for name in names if name.endswith(("breda", "de-baronie"))), names[0])
