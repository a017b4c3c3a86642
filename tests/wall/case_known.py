"""The ids of cases, and of what is in them, that requests name: first what those who are asked can work on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from tests.wall.case_rules import add_signal
from tests.wall.holding import own_cases, reaches_case
from tests.wall.model import Row, World
from tests.wall.picture_rules import take_location, take_person
from tests.wall.proposal_rules import drafts, may_change_proposal

OF_LED = 6
"""How many memberships are named of cases that one of those who are asked leads."""
SOURCES = (("persons", "person_id", take_person), ("locations", "location_id", take_location))


@dataclass(frozen=True, slots=True)
class CasesKnown:
    """What requests name of cases."""

    cases: list[UUID]
    members: list[UUID]
    """Memberships of cases, first those that the actors who are asked can change."""
    persons: list[UUID]
    newcomers: list[tuple[UUID, UUID]]
    """Cases that those who are asked lead, with some who could be let in."""
    fitting: list[tuple[UUID, UUID]]
    """Cases with some signals that one of those who are asked could put in."""
    successors: list[tuple[UUID, UUID]]
    """Cases that those who are asked lead, with some who could lead them."""
    takeable: list[tuple[UUID, UUID, UUID, str]]
    """Cases with persons and places, of some of their signals, and which of the two they are."""
    goals: list[UUID]
    """Goals of cases, first those of the actors who are asked."""
    proposals: list[UUID]
    """DSP proposals to write again, submit and decide on, first those of the actors who are asked."""
    withdrawn: list[UUID]
    """Others, to withdraw."""

    @classmethod
    def of(cls, worlds: Sequence[World], asked: Collection[UUID]) -> "CasesKnown":
        """Collect what there is in worlds; what the actors who are asked can do goes by the first."""
        one = worlds[0]

        def ids(table: str) -> list[UUID]:
            return sorted({row["id"] for world in worlds for row in world.rows(table)})

        return cls(
            _own_first(one, asked, ids("cases"))[::2],
            _members(one, asked, ids("case_members")),
            _of_own_first(one, asked, "case_persons", ids("case_persons")),
            _newcomers(one, asked),
            _fitting(one, asked),
            _successors(one, asked),
            _takeable(one, asked),
            _of_own_first(one, asked, "case_goals", ids("case_goals")),
            *_proposals(one, asked, ids("dsp_proposals")),
        )


def _own_first(world: World, asked: Collection[UUID], cases: list[UUID]) -> list[UUID]:
    """Sort cases, those of the actors who are asked first."""
    own = {case for actor in asked for case in own_cases(world, actor, world.now)}
    return sorted(cases, key=lambda one: (one not in own, one))


def _members(world: World, asked: Collection[UUID], members: list[UUID]) -> list[UUID]:
    """Choose memberships: of cases that one of the actors leads, a few, of all others fewer; not of who leads next."""
    led = {case["id"] for case in _led(world, asked)}
    lead_next = {actor for _, actor in _successors(world, asked)}
    rows = [row for row in world.rows("case_members") if row["case_id"] in led]
    kept = {row["id"] for row in rows if row["actor_id"] in lead_next}
    of_led = [row["id"] for row in rows if row["removed_at"] is None and row["id"] not in kept]
    return [*of_led[::3][:OF_LED], *(one for one in members[::40] if one not in kept)]


def _led(world: World, asked: Collection[UUID]) -> list[Row]:
    """List the cases that one of the actors leads, and that are open to them."""
    cases = world.rows("cases")
    return [
        row for row in cases if row["lead_id"] in asked and row["id"] in own_cases(world, row["lead_id"], world.now)
    ]


def _of_own_first(world: World, asked: Collection[UUID], table: str, ids: list[UUID]) -> list[UUID]:
    """Choose rows of what is in cases: some of the cases of those who are asked, and a few others."""
    own = {case for actor in asked for case in own_cases(world, actor, world.now)}
    theirs = [row["id"] for row in world.rows(table) if row["case_id"] in own]
    return [*theirs[:OF_LED], *ids[::9]]


def _takeable(world: World, asked: Collection[UUID]) -> list[tuple[UUID, UUID, UUID, str]]:
    """Name what one of the actors could take over into cases of theirs, and in others what nobody of them can."""
    going_on = {row["id"] for row in world.rows("cases") if row["status"] != "closed"}
    theirs: list[tuple[UUID, UUID, UUID, str]] = []
    others: list[tuple[UUID, UUID, UUID, str]] = []
    for table, source, rule in SOURCES:
        for one in world.rows("case_signals"):
            for record in (row["id"] for row in world.rows(table) if row["signal_id"] == one["signal_id"]):
                row = {"case_id": one["case_id"], "signal_id": one["signal_id"], source: record, "added_at": world.now}
                can = any(rule(world, actor, world.now, {**row, "added_by": actor}, {}) for actor in asked)
                named = theirs if can and one["case_id"] in going_on else others
                named.append((one["case_id"], one["signal_id"], record, table))
    return [*theirs[:: 1 + len(theirs) // 20], *others[:: 1 + len(others) // 20]]


def _proposals(world: World, asked: Collection[UUID], proposals: list[UUID]) -> tuple[list[UUID], list[UUID]]:
    """Choose proposals to go on with, in each state some that one of the actors can, and others to withdraw.

    The service makes none without the version that it is at, as some of a world are.
    """
    written = {(row["proposal_id"], row["number"]) for row in world.rows("dsp_proposal_versions")}
    rows = [row for row in world.rows("dsp_proposals") if (row["id"], row["number"]) in written]
    theirs = [row for row in rows if any(may_change_proposal(world, actor, world.now, row) for actor in asked)]
    own = [
        row["id"] for row in theirs if row["drafted_by"] in asked and drafts(world, row["drafted_by"], world.now, row)
    ]
    withdrawn = own[:2]
    chosen = [
        row["id"]
        for status in ("drafted", "returned", "submitted")
        for row in [one for one in theirs if one["status"] == status and one["id"] not in withdrawn][:2]
    ]
    unwritten = {row["id"] for row in world.rows("dsp_proposals") if row not in rows}
    others = [one for one in proposals if one not in {*chosen, *withdrawn, *unwritten}]
    return [*chosen, *others[::5]], [*withdrawn, *others[2::9]]


def _newcomers(world: World, asked: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Name for each case that one of the actors leads two who could be let in."""
    named = []
    for case in _led(world, asked):
        present = {row["actor_id"] for row in world.rows("case_members") if row["case_id"] == case["id"]}
        place = (case["compartment"], case["district_id"])
        reaching = [row["id"] for row in world.rows("actors") if reaches_case(world, row["id"], world.now, *place)]
        named += [(case["id"], actor) for actor in reaching if actor not in present][:2]
    return named


def _fitting(world: World, asked: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Name for each case that is not closed a signal that one of the actors could put in."""
    named = []
    for case in (row for row in world.rows("cases") if row["status"] != "closed"):
        for actor in (one for one in asked if case["id"] in own_cases(world, one, world.now)):
            row = {"case_id": case["id"], "added_by": actor, "added_at": world.now}
            signals = [signal["id"] for signal in world.rows("signals")]
            fits = [one for one in signals if add_signal(world, actor, world.now, {**row, "signal_id": one}, {})]
            named += [(case["id"], signal) for signal in fits[:1]]
    return named


def _successors(world: World, asked: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Name for each case that one of the actors leads the last others to whom it is open."""
    named = []
    for case in _led(world, asked):
        members = [row["actor_id"] for row in world.rows("case_members") if row["case_id"] == case["id"]]
        others = [actor for actor in members if actor != case["lead_id"]]
        named += [(case["id"], actor) for actor in others if case["id"] in own_cases(world, actor, world.now)][-2:]
    return named
