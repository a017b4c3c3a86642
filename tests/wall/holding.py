"""What an actor holds at a moment, by the rules of the design: appointments, actions, desks, areas, broken glass.

Plain Python over plain lists, importing nothing of the service.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from tests.wall.model import CARE, DISTRICTS, MUNICIPALITIES, SECURITY, Row, World

SUBMITS = {"aandachtsfunctionaris", "system"}
WORKS_ON = {
    "zorgcoordinator": {CARE},
    "zorgtafel": {CARE, SECURITY},
    "avim": {SECURITY},
    "projectleider_ondermijning": {SECURITY},
    "dsp": {SECURITY},
    "arbeidsinspectie": {SECURITY},
}
"""The roles that work at a desk, which is called after them, and on which side."""
SHARES = {"zorgcoordinator": CARE, "zorgtafel": CARE, "avim": SECURITY, "dsp": SECURITY}
"""Which roles decide on sharing what is on which side."""
IS_TOLD_OF_MATCHES = {"zorgcoordinator": CARE, "avim": SECURITY}
MEMBER_OF = {
    "zorgcoordinator": CARE,
    "zorgtafel": CARE,
    "avim": SECURITY,
    "projectleider_ondermijning": SECURITY,
    "dsp": SECURITY,
    "officier_van_justitie": SECURITY,
    "riec": SECURITY,
}
"""Which roles can be members of cases, and of which side."""
BREAKS_GLASS = {"zorgcoordinator", "zorgtafel", "avim", "dsp"}
OVERSEES = {"districtelijk_coordinator", "auditor"}
SEES_STATISTICS = {"ketenregisseur", "bestuurlijk_trekker"}

ASK = "actors:own:read"
PERSON = {ASK, "reference-data:all:read", "appointments:own:lend", "notifications:own:read"}
ESCALATED_TO = {"escalations:known:read", "escalations:known:acknowledge"}
REFERRED_TO = {"referrals:known:read", "referrals:desk:answer"}
DESK = (
    PERSON
    | ESCALATED_TO
    | REFERRED_TO
    | {"signals:known:read", "tasks:desk:read", "tasks:desk:triage", "sharing-decisions:known:read"}
    | {"interventions:known:read", "interventions:desk:log", "norms:known:read"}
)
CASEWORK = {
    "cases:member:read",
    "cases:member:contribute",
    "interventions:known:read",
    "interventions:desk:log",
    "sharing-decisions:known:read",
    "norms:known:read",
}
REFERS = {"referrals:desk:offer", "partners:all:read"}
DECIDES = (
    DESK
    | REFERS
    | CASEWORK
    | {"cases:desk:open"}
    | {"sharing-decisions:desk:decide", "break-glass-sessions:area:open", "break-glass-sessions:known:read"}
)
MEETS = DECIDES | {"meetings:desk:read", "meetings:desk:hold"}
BRIDGE = DECIDES | {"sharing-decisions:desk:propose", "matches:desk:read"}
READS_RULES = PERSON | {"routing-tables:all:read"}
SIMULATES = READS_RULES | {"routing-tables:all:simulate"}
REVIEWS = {"break-glass-sessions:known:read", "break-glass-sessions:area:review"}
PROPOSES = {"dsp-proposals:known:read", "dsp-proposals:member:draft"}
KEEPS = {"partners:all:manage", "intervention-kinds:all:manage"}
FIGURES = {"statistics:all:read", "monitor:all:read", "norms:known:read"}
WRITES = {"monitor:all:keep"}
ACTIONS: dict[str, set[str]] = {
    "aandachtsfunctionaris": PERSON
    | {"signals:own:submit", "signals:own:enrich", "signals:known:read", "feedback:own:mark"},
    "system": {ASK, "reference-data:all:read", "signals:own:submit", "signals:known:read", "feedback:own:mark"},
    "zorgcoordinator": BRIDGE,
    "zorgtafel": MEETS,
    "avim": BRIDGE | PROPOSES,
    "projectleider_ondermijning": DESK | CASEWORK | PROPOSES,
    "dsp": MEETS | PROPOSES | {"dsp-proposals:desk:decide"},
    "arbeidsinspectie": DESK,
    "officier_van_justitie": PERSON | CASEWORK | PROPOSES,
    "riec": PERSON | CASEWORK | PROPOSES | {"dsp-proposals:case:draft"},
    "districtelijk_coordinator": SIMULATES | REVIEWS | ESCALATED_TO | FIGURES | WRITES,
    "ketenregisseur": SIMULATES | ESCALATED_TO | {"routing-tables:history:simulate"} | FIGURES | WRITES,
    "bestuurlijk_trekker": READS_RULES | FIGURES,
    "beheerder": SIMULATES | ESCALATED_TO | {"appointments:all:manage", "partners:all:read"} | KEEPS,
    "auditor": READS_RULES | REVIEWS,
}


# Appointments


def counts(appointment: Row, now: datetime) -> bool:
    """Tell whether an appointment is approved, has begun, has not ended and was not withdrawn."""
    approved = appointment["approved_at"] is not None and appointment["approved_at"] <= now
    ended = appointment["valid_until"] is not None and appointment["valid_until"] <= now
    withdrawn = appointment["withdrawn_at"] is not None and appointment["withdrawn_at"] <= now
    return approved and appointment["valid_from"] <= now and not ended and not withdrawn


@lru_cache(maxsize=4096)
def held(world: World, actor: UUID, now: datetime) -> tuple[Row, ...]:
    """List the appointments of an actor that count; a lent one only while the one it was lent from does."""
    listed = []
    for appointment in world.rows("appointments"):
        if appointment["actor_id"] != actor or not counts(appointment, now):
            continue
        originals = [row for row in world.rows("appointments") if row["id"] == appointment["lent_from"]]
        if appointment["lent_from"] is None or any(counts(original, now) for original in originals):
            listed.append(appointment)
    return tuple(listed)


def has_role(world: World, actor: UUID, now: datetime, role: str) -> bool:
    """Tell whether an actor holds a role, wherever."""
    return any(appointment["role"] == role for appointment in held(world, actor, now))


@lru_cache(maxsize=4096)
def actions(world: World, actor: UUID, now: datetime) -> frozenset[str]:
    """List what an actor may do: what the roles give, of a client with scopes only what is in them."""
    given = set()
    for appointment in held(world, actor, now):
        for action in ACTIONS[appointment["role"]]:
            if appointment["scopes"] is None or action in appointment["scopes"] or action == ASK:
                given.add(action)
    return frozenset(given)


# Areas and desks


def submits_for(world: World, actor: UUID, now: datetime, municipality: str | None) -> bool:
    """Tell whether the submissions of a municipality are the actor's own."""
    return municipality is not None and any(
        appointment["role"] in SUBMITS and appointment["municipality_code"] == municipality
        for appointment in held(world, actor, now)
    )


def desk_of(appointment: Row) -> str:
    """Name the desk of an appointment: its role and its area."""
    area = appointment["municipality_code"] or appointment["district_id"]
    return appointment["role"] if area is None else f"{appointment['role']}.{area}"


def works_at(world: World, actor: UUID, now: datetime, desk: str, side: str) -> bool:
    """Tell whether an actor works at a desk on a side."""
    return any(
        side in WORKS_ON.get(appointment["role"], ()) and desk_of(appointment) == desk
        for appointment in held(world, actor, now)
    )


def works_on(world: World, actor: UUID, now: datetime, task: Row) -> bool:
    """Tell whether a task is on a desk of the actor's; the Arbeidsinspectie works on labour exploitation only."""
    if task["desk_id"] == "arbeidsinspectie" and "labour" not in task["exploitation_forms"]:
        return False
    return works_at(world, actor, now, task["desk_id"], task["track"])


def is_in_area(appointment: Row, district: str) -> bool:
    """Tell whether a district is in the area of an appointment for a district or the region."""
    return appointment["municipality_code"] is None and appointment["district_id"] in {None, district}


def may_break_glass_in(world: World, actor: UUID, now: datetime, district: str) -> bool:
    """Tell whether an actor may break glass in a district."""
    return any(a["role"] in BREAKS_GLASS and is_in_area(a, district) for a in held(world, actor, now))


def holds_for(world: World, actor: UUID, now: datetime, role: str, district: str | None = None) -> bool:
    """Tell whether an actor holds a role for a district or the region: for this one, or for whichever."""
    held_so = (a for a in held(world, actor, now) if a["role"] == role and a["municipality_code"] is None)
    return any(district is None or is_in_area(appointment, district) for appointment in held_so)


def oversees(world: World, actor: UUID, now: datetime, district: str) -> bool:
    """Tell whether an actor oversees the breaking of glass in a district."""
    return any(a["role"] in OVERSEES and is_in_area(a, district) for a in held(world, actor, now))


@lru_cache(maxsize=65536)
def reaches_case(world: World, actor: UUID, now: datetime, side: str, district: str) -> bool:
    """Tell whether the roles of an actor reach cases of a side in a district: for it, a place in it, or the region."""
    return any(
        MEMBER_OF.get(appointment["role"]) == side
        and (
            is_in_area(appointment, district)
            or (appointment["municipality_code"] and MUNICIPALITIES[appointment["municipality_code"]] == district)
        )
        for appointment in held(world, actor, now)
    )


@lru_cache(maxsize=4096)
def own_cases(world: World, actor: UUID, now: datetime) -> frozenset[UUID]:
    """List the cases of which an actor is a member now, and that its roles reach."""
    places = {case["id"]: (case["compartment"], case["district_id"]) for case in world.rows("cases")}
    return frozenset(
        member["case_id"]
        for member in world.rows("case_members")
        if member["actor_id"] == actor
        and member["since"] <= now < member["until"]
        and member["removed_at"] is None
        and reaches_case(world, actor, now, *places[member["case_id"]])
    )


@lru_cache(maxsize=4096)
def opened(world: World, actor: UUID, now: datetime) -> frozenset[UUID]:
    """List the signals that an actor has broken glass for, and still may."""
    return frozenset(
        session["signal_id"]
        for session in world.rows("break_glass_sessions")
        if session["signal_id"] is not None and _looks_through(world, actor, now, session)
    )


def opened_cases(world: World, actor: UUID, now: datetime) -> frozenset[UUID]:
    """List the cases that an actor has broken glass for, and still may; they do not become its own by that."""
    return frozenset(session["case_id"] for session in _sessions_of_cases(world, actor, now))


def reads_case_of(world: World, actor: UUID, now: datetime, session: Row) -> bool:
    """Tell whether a session shows an actor a case: it is the actor's own, of a case, and lasts."""
    return session in _sessions_of_cases(world, actor, now)


@lru_cache(maxsize=4096)
def _sessions_of_cases(world: World, actor: UUID, now: datetime) -> tuple[Row, ...]:
    sessions = [session for session in world.rows("break_glass_sessions") if session["case_id"] is not None]
    return tuple(session for session in sessions if _looks_through(world, actor, now, session))


def _looks_through(world: World, actor: UUID, now: datetime, session: Row) -> bool:
    mine = session["actor_id"] == actor and session["opened_at"] <= now < session["ends_at"]
    return bool(mine) and may_break_glass_in(world, actor, now, session["district_id"])


DESKS = frozenset(
    {"avim", "arbeidsinspectie"}
    | {f"{kind}.{district}" for kind in ("zorgcoordinator", "zorgtafel", "dsp") for district in DISTRICTS}
    | {f"projectleider_ondermijning.{code}" for code in MUNICIPALITIES}
)
"""The desks there are; an appointment where a role does not belong gives none."""
ALL_DISTRICTS = {"de_baronie", "zeeland", "de_markiezaten", "hart_van_brabant"}


def context(world: World, actor: UUID, now: datetime) -> list[tuple[str, set[str], set[str]]]:
    """List what is told of an actor that enters: by name, what there is, and what it holds of that."""
    mine = held(world, actor, now)
    at = {appointment["id"]: desk_of(appointment) for appointment in mine if desk_of(appointment) in DESKS}

    def desks(roles: Mapping[str, Collection[str]], side: str) -> set[str]:
        return {at[a["id"]] for a in mine if a["id"] in at and side in roles.get(a["role"], ())}

    shares = {role: {side} for role, side in SHARES.items()}
    bridges = {role: {side} for role, side in IS_TOLD_OF_MATCHES.items()}
    municipalities = {a["municipality_code"] for a in mine if a["role"] in SUBMITS and a["municipality_code"]}
    signals, cases = ({str(row["id"]) for row in world.rows(table)} for table in ("signals", "cases"))
    return [
        ("actions", set().union(*ACTIONS.values()), set(actions(world, actor, now))),
        ("appointments", {str(a["id"]) for a in world.rows("appointments")}, {str(a["id"]) for a in mine}),
        ("submitsFor", set(MUNICIPALITIES), municipalities),
        *(
            (f"{name}.{side}", set(DESKS), desks(roles, side))
            for name, roles in (("desks", WORKS_ON), ("sharingDesks", shares), ("bridges", bridges))
            for side in (CARE, SECURITY)
        ),
        ("breaksGlassIn", ALL_DISTRICTS, {d for d in ALL_DISTRICTS if may_break_glass_in(world, actor, now, d)}),
        ("oversees", ALL_DISTRICTS, {d for d in ALL_DISTRICTS if oversees(world, actor, now, d)}),
        ("cases", cases, {str(case) for case in own_cases(world, actor, now)}),
        ("opened", signals, {str(signal) for signal in opened(world, actor, now)}),
        ("openedCases", cases, {str(case) for case in opened_cases(world, actor, now)}),
    ]
