"""The permission matrix: which role may do what, over what area, on which side of the wall.

This is the table of section 3 of the design, as data. Whoever wants to know whether a role may see something reads it
here; nothing else in the service decides it. PostgreSQL holds the same rows in `role_rights` (a test compares them)
and enforces them by row-level security.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Compartment(StrEnum):
    """Which side of the wall a piece of data is on."""

    CARE = "care"
    SECURITY = "security"


class Scope(StrEnum):
    """The area that an appointment is for."""

    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    REGION = "region"


class Reach(StrEnum):
    """How far a role sees into a compartment; a cell of the matrix may hold several."""

    OWN_SUBMISSIONS = "own_submissions"  # what was submitted for the actor's own municipality
    DESK = "desk"  # what has a task, on this side of the wall, on a desk of the actor's
    LABOUR_DESK = "labour_desk"  # as DESK, and only signals of labour exploitation
    MEMBER = "member"  # cases that the actor is a member of
    MATCHES = "matches"  # that there is a match, without any content
    PROCESS = "process"  # timeliness and escalations, without any content
    STATISTICS = "statistics"  # figures with small cells suppressed
    LOG = "log"  # the processing log


class Action(StrEnum):
    """What a route does; each route declares one."""

    READ_OWN_ACTOR = "actors:own:read"
    READ_REFERENCE_DATA = "reference-data:all:read"
    SUBMIT_SIGNAL = "signals:own:submit"
    ENRICH_SIGNAL = "signals:own:enrich"
    READ_SIGNAL = "signals:known:read"
    READ_TASK = "tasks:desk:read"
    TRIAGE_TASK = "tasks:desk:triage"
    READ_ROUTING_TABLE = "routing-tables:all:read"
    SIMULATE_ROUTING = "routing-tables:all:simulate"
    SIMULATE_ROUTING_HISTORY = "routing-tables:history:simulate"


class Role(StrEnum):
    """What an actor can be appointed to."""

    AANDACHTSFUNCTIONARIS = "aandachtsfunctionaris"
    ZORGCOORDINATOR = "zorgcoordinator"
    ZORGTAFEL = "zorgtafel"
    AVIM = "avim"
    PROJECTLEIDER_ONDERMIJNING = "projectleider_ondermijning"
    DSP = "dsp"
    ARBEIDSINSPECTIE = "arbeidsinspectie"
    OFFICIER_VAN_JUSTITIE = "officier_van_justitie"
    RIEC = "riec"
    DISTRICTELIJK_COORDINATOR = "districtelijk_coordinator"
    KETENREGISSEUR = "ketenregisseur"
    BESTUURLIJK_TREKKER = "bestuurlijk_trekker"
    BEHEERDER = "beheerder"
    AUDITOR = "auditor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Rights:
    """One row of the matrix. `desk` is the kind of desk that the role works at, where it has one."""

    scope: Scope
    care: frozenset[Reach] = frozenset()
    security: frozenset[Reach] = frozenset()
    desk: str | None = None
    actions: frozenset[Action] = frozenset()


EVERYONE = frozenset({Action.READ_OWN_ACTOR, Action.READ_REFERENCE_DATA})
SUBMITTER = EVERYONE | {Action.SUBMIT_SIGNAL, Action.READ_SIGNAL}
TRIAGE = EVERYONE | {Action.READ_SIGNAL, Action.READ_TASK, Action.TRIAGE_TASK}
RULES = EVERYONE | {Action.READ_ROUTING_TABLE, Action.SIMULATE_ROUTING}

OWN = frozenset({Reach.OWN_SUBMISSIONS})
DESK = frozenset({Reach.DESK})
DESK_AND_CASES = frozenset({Reach.DESK, Reach.MEMBER})
CASES = frozenset({Reach.MEMBER})
MATCHES = frozenset({Reach.MATCHES})
PROCESS = frozenset({Reach.PROCESS})
FIGURES = frozenset({Reach.STATISTICS})
NONE: frozenset[Reach] = frozenset()

MATRIX: Mapping[Role, Rights] = MappingProxyType(
    {
        Role.AANDACHTSFUNCTIONARIS: Rights(
            Scope.MUNICIPALITY, care=OWN, security=OWN, actions=SUBMITTER | {Action.ENRICH_SIGNAL}
        ),
        Role.ZORGCOORDINATOR: Rights(
            Scope.DISTRICT, care=DESK, security=MATCHES, desk="zorgcoordinator", actions=TRIAGE
        ),
        # The Zorgtafel reads the security part of what routing or a referral put on its desk, and of nothing else.
        Role.ZORGTAFEL: Rights(Scope.DISTRICT, care=DESK_AND_CASES, security=DESK, desk="zorgtafel", actions=TRIAGE),
        Role.AVIM: Rights(Scope.REGION, care=MATCHES, security=DESK, desk="avim", actions=TRIAGE),
        Role.PROJECTLEIDER_ONDERMIJNING: Rights(
            Scope.MUNICIPALITY, care=NONE, security=DESK, desk="projectleider_ondermijning", actions=TRIAGE
        ),
        Role.DSP: Rights(Scope.DISTRICT, care=NONE, security=DESK_AND_CASES, desk="dsp", actions=TRIAGE),
        Role.ARBEIDSINSPECTIE: Rights(
            Scope.REGION,
            care=NONE,
            security=frozenset({Reach.LABOUR_DESK}),
            desk="arbeidsinspectie",
            actions=TRIAGE,
        ),
        Role.OFFICIER_VAN_JUSTITIE: Rights(Scope.REGION, care=NONE, security=CASES, actions=EVERYONE),
        Role.RIEC: Rights(Scope.DISTRICT, care=NONE, security=CASES, actions=EVERYONE),
        Role.DISTRICTELIJK_COORDINATOR: Rights(Scope.DISTRICT, care=PROCESS, security=PROCESS, actions=RULES),
        Role.KETENREGISSEUR: Rights(
            Scope.REGION,
            care=FIGURES,
            security=FIGURES,
            actions=RULES | {Action.SIMULATE_ROUTING_HISTORY},
        ),
        Role.BESTUURLIJK_TREKKER: Rights(
            Scope.REGION, care=FIGURES, security=FIGURES, actions=EVERYONE | {Action.READ_ROUTING_TABLE}
        ),
        Role.BEHEERDER: Rights(Scope.REGION, actions=RULES),
        Role.AUDITOR: Rights(
            Scope.REGION,
            care=frozenset({Reach.LOG}),
            security=frozenset({Reach.LOG}),
            actions=EVERYONE | {Action.READ_ROUTING_TABLE},
        ),
        Role.SYSTEM: Rights(Scope.MUNICIPALITY, care=OWN, security=OWN, actions=SUBMITTER),
    }
)


def database_rows() -> set[tuple[str, str, str, str | None]]:
    """List the rows that `role_rights` must hold: role, compartment, reach, desk kind."""
    return {
        (str(role), str(compartment), str(reach), rights.desk)
        for role, rights in MATRIX.items()
        for compartment, cell in ((Compartment.CARE, rights.care), (Compartment.SECURITY, rights.security))
        for reach in cell
    }
