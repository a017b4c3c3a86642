"""The application factory: routers, middleware, error handlers, and what they share."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.middleware import Middleware

import app.access.api
import app.access.appointments.api
import app.access.clients.api
import app.cases.api
import app.cases.picture.api
import app.cases.plan.api
import app.cases.proposals.api
import app.interventions.api
import app.monitor.programme.api
import app.monitor.reports.api
import app.monitor.statistics.api
import app.reference.api
import app.reference.intervention_kinds.api
import app.reference.partners.api
import app.routing.api
import app.sharing.break_glass.api
import app.sharing.decisions.api
import app.sharing.matches.api
import app.sharing.searches.api
import app.signals.api
import app.triage.api
import app.triage.assignments.api
import app.triage.escalations.api
import app.triage.feedback.api
import app.triage.links.api
import app.triage.mail.api
import app.triage.meetings.api
import app.triage.notifications.api
import app.triage.referrals.api
import app.triage.saved_views.api
from app import API_VERSION
from app.access.tokens import TokenVerifier
from app.monitor.reports.desk import WritingDesk
from app.platform import docs, health
from app.platform.clock import Clock
from app.platform.crypto import WrappingKeys
from app.platform.database import Database
from app.platform.health import Readiness
from app.platform.http import Cors, Failures, Hygiene
from app.platform.idempotency import Fingerprints
from app.platform.openapi import describe
from app.platform.pagination import Cursors
from app.platform.problem_responses import install_problem_handlers
from app.platform.streams import Streams
from app.reference.snapshot import ReferenceData
from app.routing.service import RoutingTables
from app.sharing.break_glass.service import Glass
from app.sharing.decisions.service import Sharing
from app.sharing.identity import IdentityTokens
from app.sharing.matches.intake import IdentityRecogniser
from app.signals.keys import KeyRing
from app.signals.service import Signals
from app.triage.intake import TriageDispatcher
from app.triage.mail.service import Mailing
from app.worker import Worker, working

DESCRIPTION = """\
Signaalbrug records signals of possible human trafficking in Zeeland-West-Brabant, routes each one per district to the
desk that must act, and keeps care data and security data apart.

What a caller may not see does not exist for it: the answer is 404. Every 4xx and 5xx is a problem document (RFC 9457).
"""
CONTACT = {
    "name": "Signaalbrug",
    "email": "beheer@signaalbrug.invalid",
    "url": "https://signaalbrug.invalid/contact",
}
LICENCE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}


@dataclass(frozen=True, slots=True)
class Components:
    """What an application is put together from; tests hand in their own clock and keys."""

    database: Database
    clock: Clock
    verifier: TokenVerifier
    ring: KeyRing
    process_keys: WrappingKeys
    """Wrap the data keys of words that belong to no side of the wall."""
    identity_key: bytes
    """Digests what identifies persons and addresses."""
    signing_key: bytes
    """Signs cursors and digests of bodies."""
    client: httpx.AsyncClient
    """Fetches the keys of issuers."""
    cors_origins: tuple[str, ...] = ()
    sends_mail: bool = False
    """Whether a worker, in this process or another, has a mail server."""
    replica: Database | None = None
    """Where figures and the monitor are read, when that is another database than the main one."""
    worker: Worker | None = None
    """Works beside the API in this process, unless a process of its own does."""


def create_app(components: Components | None = None) -> FastAPI:
    """Make the application; without components it can only describe itself."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with working(components.worker if components is not None else None):
            yield
        if components is not None:
            await components.client.aclose()
            await components.database.close()
            if components.replica is not None:
                await components.replica.close()

    application = FastAPI(
        title="Signaalbrug",
        summary="Signals of human trafficking, routed per district, care and security kept apart.",
        description=DESCRIPTION,
        version=API_VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[
            Middleware(Hygiene),
            *([Middleware(Cors, origins=components.cors_origins)] if components and components.cors_origins else []),
            Middleware(Failures),
        ],
    )
    install_problem_handlers(application)
    # Routes are tried in this order, so the busiest parts come first.
    for part in (
        app.triage,
        app.triage.escalations,
        app.triage.feedback,
        app.triage.notifications,
        app.triage.links,
        app.triage.mail,
        app.triage.referrals,
        app.signals,
        app.cases,
        app.cases.picture,
        app.cases.plan,
        app.cases.proposals,
        app.routing,
        app.sharing.decisions,
        app.sharing.matches,
        app.sharing.break_glass,
        app.sharing.searches,
        app.triage.assignments,
        app.triage.meetings,
        app.triage.saved_views,
        app.reference,
        app.reference.partners,
        app.reference.intervention_kinds,
        app.interventions,
        app.monitor.statistics,
        app.monitor.programme,
        app.monitor.reports,
        app.access,
        app.access.appointments,
        app.access.clients,
    ):
        application.include_router(part.api.router)
    for router in (app.triage.api.count_router, app.sharing.decisions.api.of_cases, health.router, docs.router):
        application.include_router(router)
    application.openapi = lambda: _document(application)  # type: ignore[method-assign]  # FastAPI's own way to extend
    if components is not None:
        _share(application, components)
    return application


def _document(application: FastAPI) -> dict[str, Any]:
    if application.openapi_schema is None:
        application.openapi_schema = describe(application, contact=CONTACT, licence=LICENCE)
    return application.openapi_schema


def _share(application: FastAPI, components: Components) -> None:
    """Put what routes need where they find it."""
    state = application.state
    state.database, state.clock, state.verifier = components.database, components.clock, components.verifier
    state.replica = components.replica
    state.readiness = Readiness(components.database)
    state.fingerprints = Fingerprints(components.signing_key)
    state.routing_tables = RoutingTables()
    dispatcher = TriageDispatcher(state.routing_tables)
    cursors = state.cursors = Cursors(components.signing_key)
    state.identity_tokens = IdentityTokens(components.identity_key)
    recogniser = IdentityRecogniser(state.identity_tokens)
    state.process_keys = components.process_keys
    state.signals = Signals(components.ring, dispatcher, recogniser, cursors)
    state.sharing = Sharing(components.ring, cursors)
    state.glass = Glass(components.process_keys, cursors)
    state.streams, state.writing_desk = Streams(), WritingDesk()
    state.mailing = Mailing(components.process_keys, components.sends_mail)
    reference = state.reference = ReferenceData(components.database, components.clock)

    async def validation_context() -> Mapping[str, object]:
        return {
            "now": components.clock.now(),
            "reference": await reference.current(),
            "issuers": components.verifier.issuers,
        }

    state.validation_context = validation_context
