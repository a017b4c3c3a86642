"""The permission matrix: which role may do what, over what area, on which side of the wall.

This is the table of section 3 of the design, as data. Whoever wants to know whether a role may see something reads it
here; nothing else in the service decides it. PostgreSQL holds the same rows in `role_rights` and `role_actions`, which
are written from this table when the service is installed, and enforces them by row-level security. `docs/access.md` is
made of it too.
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
    SHARING = "sharing"  # decisions to share what is on this side, on signals that are on the actor's desk
    BREAK_GLASS = "break_glass"  # a whole signal of the actor's area for an hour, on the record


class Action(StrEnum):
    """What a route does; each route declares one."""

    READ_OWN_ACTOR = "actors:own:read"
    READ_REFERENCE_DATA = "reference-data:all:read"
    SUBMIT_SIGNAL = "signals:own:submit"
    ENRICH_SIGNAL = "signals:own:enrich"
    READ_SIGNAL = "signals:known:read"
    READ_TASK = "tasks:desk:read"
    TRIAGE_TASK = "tasks:desk:triage"
    MARK_FEEDBACK = "feedback:own:mark"
    READ_REFERRAL = "referrals:known:read"
    OFFER_REFERRAL = "referrals:desk:offer"
    ANSWER_REFERRAL = "referrals:desk:answer"
    READ_PARTNERS = "partners:all:read"
    MANAGE_PARTNERS = "partners:all:manage"
    MANAGE_INTERVENTION_KINDS = "intervention-kinds:all:manage"
    READ_INTERVENTION = "interventions:known:read"
    LOG_INTERVENTION = "interventions:desk:log"
    READ_ROUTING_TABLE = "routing-tables:all:read"
    SIMULATE_ROUTING = "routing-tables:all:simulate"
    SIMULATE_ROUTING_HISTORY = "routing-tables:history:simulate"
    LEND_APPOINTMENT = "appointments:own:lend"
    MANAGE_APPOINTMENTS = "appointments:all:manage"
    READ_SHARING_DECISION = "sharing-decisions:known:read"
    PROPOSE_SHARING = "sharing-decisions:desk:propose"
    DECIDE_SHARING = "sharing-decisions:desk:decide"
    READ_MATCH = "matches:desk:read"
    OPEN_BREAK_GLASS = "break-glass-sessions:area:open"
    READ_BREAK_GLASS = "break-glass-sessions:known:read"
    REVIEW_BREAK_GLASS = "break-glass-sessions:area:review"
    READ_ESCALATION = "escalations:known:read"
    ACKNOWLEDGE_ESCALATION = "escalations:known:acknowledge"
    READ_MEETING = "meetings:desk:read"
    HOLD_MEETING = "meetings:desk:hold"
    READ_NOTIFICATION = "notifications:own:read"
    OPEN_CASE = "cases:desk:open"
    READ_CASE = "cases:member:read"
    CONTRIBUTE_CASE = "cases:member:contribute"
    READ_PROPOSAL = "dsp-proposals:known:read"
    DRAFT_PROPOSAL = "dsp-proposals:member:draft"
    DRAFT_ANY_PROPOSAL = "dsp-proposals:case:draft"
    DECIDE_PROPOSAL = "dsp-proposals:desk:decide"
    READ_STATISTICS = "statistics:all:read"
    READ_COUNTED = "norms:known:read"
    READ_MONITOR = "monitor:all:read"
    KEEP_MONITOR = "monitor:all:keep"


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


MACHINE = frozenset({Action.READ_OWN_ACTOR, Action.READ_REFERENCE_DATA})
EVERYONE = MACHINE | {Action.LEND_APPOINTMENT, Action.READ_NOTIFICATION}
SUBMITTER = frozenset({Action.SUBMIT_SIGNAL, Action.READ_SIGNAL, Action.MARK_FEEDBACK})
ESCALATED_TO = frozenset({Action.READ_ESCALATION, Action.ACKNOWLEDGE_ESCALATION})
REFERRED_TO = frozenset({Action.READ_REFERRAL, Action.ANSWER_REFERRAL})
REFERS = frozenset({Action.OFFER_REFERRAL, Action.READ_PARTNERS})
TRIAGE = (
    EVERYONE
    | ESCALATED_TO
    | REFERRED_TO
    | {Action.READ_SIGNAL, Action.READ_TASK, Action.TRIAGE_TASK, Action.READ_SHARING_DECISION}
    | {Action.READ_INTERVENTION, Action.LOG_INTERVENTION, Action.READ_COUNTED}
)
CASEWORK = frozenset(
    {
        Action.READ_CASE,
        Action.CONTRIBUTE_CASE,
        Action.READ_INTERVENTION,
        Action.LOG_INTERVENTION,
        Action.READ_SHARING_DECISION,
        Action.READ_COUNTED,
    }
)
PROPOSER = frozenset({Action.READ_PROPOSAL, Action.DRAFT_PROPOSAL})
DECIDER = (
    TRIAGE
    | REFERS
    | CASEWORK
    | {Action.DECIDE_SHARING, Action.OPEN_BREAK_GLASS, Action.READ_BREAK_GLASS, Action.OPEN_CASE}
)
TABLE = DECIDER | {Action.READ_MEETING, Action.HOLD_MEETING}
BRIDGE = DECIDER | {Action.PROPOSE_SHARING, Action.READ_MATCH}
RULES = EVERYONE | {Action.READ_ROUTING_TABLE, Action.SIMULATE_ROUTING}
MONITOR = frozenset({Action.READ_STATISTICS, Action.READ_MONITOR, Action.READ_COUNTED})
KEEPS = frozenset({Action.MANAGE_PARTNERS, Action.MANAGE_INTERVENTION_KINDS})
OVERSEER = frozenset({Action.READ_BREAK_GLASS, Action.REVIEW_BREAK_GLASS})

NONE: frozenset[Reach] = frozenset()
OWN = frozenset({Reach.OWN_SUBMISSIONS})
DESK = frozenset({Reach.DESK})
CASES = frozenset({Reach.MEMBER})
MATCHES = frozenset({Reach.MATCHES})
PROCESS = frozenset({Reach.PROCESS})
FIGURES = frozenset({Reach.STATISTICS})
LOG = frozenset({Reach.LOG})
SHARING = frozenset({Reach.SHARING})
GLASS = frozenset({Reach.BREAK_GLASS})

MATRIX: Mapping[Role, Rights] = MappingProxyType(
    {
        Role.AANDACHTSFUNCTIONARIS: Rights(
            Scope.MUNICIPALITY, care=OWN, security=OWN, actions=EVERYONE | SUBMITTER | {Action.ENRICH_SIGNAL}
        ),
        Role.ZORGCOORDINATOR: Rights(
            Scope.DISTRICT,
            care=DESK | CASES | SHARING | GLASS,
            security=MATCHES | GLASS,
            desk="zorgcoordinator",
            actions=BRIDGE,
        ),
        # The Zorgtafel reads the security part of what routing or a referral put on its desk, and of nothing else.
        Role.ZORGTAFEL: Rights(
            Scope.DISTRICT,
            care=DESK | CASES | SHARING | GLASS,
            security=DESK | GLASS,
            desk="zorgtafel",
            actions=TABLE,
        ),
        Role.AVIM: Rights(
            Scope.REGION,
            care=MATCHES | GLASS,
            security=DESK | CASES | SHARING | GLASS,
            desk="avim",
            actions=BRIDGE | PROPOSER,
        ),
        Role.PROJECTLEIDER_ONDERMIJNING: Rights(
            Scope.MUNICIPALITY,
            care=NONE,
            security=DESK | CASES,
            desk="projectleider_ondermijning",
            actions=TRIAGE | CASEWORK | PROPOSER,
        ),
        Role.DSP: Rights(
            Scope.DISTRICT,
            care=GLASS,
            security=DESK | CASES | SHARING | GLASS,
            desk="dsp",
            actions=TABLE | PROPOSER | {Action.DECIDE_PROPOSAL},
        ),
        Role.ARBEIDSINSPECTIE: Rights(
            Scope.REGION,
            care=NONE,
            security=frozenset({Reach.LABOUR_DESK}),
            desk="arbeidsinspectie",
            actions=TRIAGE,
        ),
        Role.OFFICIER_VAN_JUSTITIE: Rights(
            Scope.REGION, care=NONE, security=CASES, actions=EVERYONE | CASEWORK | PROPOSER
        ),
        Role.RIEC: Rights(
            Scope.DISTRICT,
            care=NONE,
            security=CASES,
            actions=EVERYONE | CASEWORK | PROPOSER | {Action.DRAFT_ANY_PROPOSAL},
        ),
        Role.DISTRICTELIJK_COORDINATOR: Rights(
            Scope.DISTRICT,
            care=PROCESS,
            security=PROCESS,
            actions=RULES | OVERSEER | ESCALATED_TO | MONITOR | {Action.KEEP_MONITOR},
        ),
        Role.KETENREGISSEUR: Rights(
            Scope.REGION,
            care=FIGURES,
            security=FIGURES,
            actions=RULES | ESCALATED_TO | MONITOR | {Action.SIMULATE_ROUTING_HISTORY, Action.KEEP_MONITOR},
        ),
        Role.BESTUURLIJK_TREKKER: Rights(
            Scope.REGION,
            care=FIGURES,
            security=FIGURES,
            actions=EVERYONE | MONITOR | {Action.READ_ROUTING_TABLE},
        ),
        Role.BEHEERDER: Rights(
            Scope.REGION,
            care=NONE,
            security=NONE,
            actions=RULES | ESCALATED_TO | KEEPS | {Action.MANAGE_APPOINTMENTS, Action.READ_PARTNERS},
        ),
        Role.AUDITOR: Rights(
            Scope.REGION, care=LOG, security=LOG, actions=EVERYONE | OVERSEER | {Action.READ_ROUTING_TABLE}
        ),
        Role.SYSTEM: Rights(Scope.MUNICIPALITY, care=OWN, security=OWN, actions=MACHINE | SUBMITTER),
    }
)

CLIENT_SCOPES: frozenset[Action] = MATRIX[Role.SYSTEM].actions - {Action.READ_OWN_ACTOR}
"""What a machine client can be limited to; who it is, it may always ask."""


def cell(rights: Rights, compartment: Compartment) -> frozenset[Reach]:
    """Return the cell of a row of the matrix: how far the role sees into a compartment."""
    return rights.care if compartment is Compartment.CARE else rights.security


DESK_READERS: frozenset[tuple[str | None, Compartment]] = frozenset(
    (rights.desk, side)
    for rights in MATRIX.values()
    for side in Compartment
    if cell(rights, side) & {Reach.DESK, Reach.LABOUR_DESK}
)
"""Which kinds of desk read which side of the wall."""

LABOUR_DESKS: frozenset[str | None] = frozenset(
    rights.desk for rights in MATRIX.values() if Reach.LABOUR_DESK in rights.care | rights.security
)
"""The kinds of desk that read signals of labour exploitation only."""


def database_rows() -> set[tuple[str, str, str, str | None]]:
    """List the rows that `role_rights` must hold: role, compartment, reach, desk kind."""
    return {
        (str(role), str(compartment), str(reach), rights.desk)
        for role, rights in MATRIX.items()
        for compartment in Compartment
        for reach in cell(rights, compartment)
    }


def database_actions() -> set[tuple[str, str]]:
    """List the rows that `role_actions` must hold: role, action."""
    return {(str(role), str(action)) for role, rights in MATRIX.items() for action in rights.actions}
