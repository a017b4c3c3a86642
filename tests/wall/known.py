"""The ids that requests name: of two worlds together, so that some are there in the one and not in the other."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tests.wall.case_rules import add_signal
from tests.wall.holding import own_cases, reaches_case, works_at, works_on
from tests.wall.model import Row, World
from tests.wall.picture_rules import take_location, take_person
from tests.wall.rules import may_read_notifications

OF_LED = 6
"""How many memberships are named of cases that one of those who are asked leads."""
OF_EACH_KIND = 1
"""How many tasks of each desk, side and state are named at least; three times that of those for who is asked."""


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that requests name, and the moment they are asked at."""

    signals: list[UUID]
    tasks: list[UUID]
    offered: list[UUID]
    """Tasks that are offered to others, which keeps them from being ended: every second, and no action points."""
    ended: list[UUID]
    """Tasks that are ended: the others."""
    decisions: list[UUID]
    sessions: list[UUID]
    escalations: list[UUID]
    referrals: list[UUID]
    links: list[UUID]
    partners: list[UUID]
    interventions: list[UUID]
    kinds: list[UUID]
    work: list[tuple[UUID, UUID]]
    """Tasks with their signals."""
    appointments: list[UUID]
    persons: list[tuple[UUID, UUID, str]]
    feedback: list[UUID]
    views: list[UUID]
    meetings: list[UUID]
    items: list[UUID]
    notifications: list[UUID]
    cases: list[UUID]
    members: list[UUID]
    """Memberships of cases, first those that the actors who are asked can see."""
    newcomers: list[tuple[UUID, UUID]]
    """Cases that those who are asked lead, with some who could be let in."""
    fitting: list[tuple[UUID, UUID]]
    """Cases with some signals that one of those who are asked could put in."""
    successors: list[tuple[UUID, UUID]]
    """Cases that those who are asked lead, with some who could lead them."""
    case_persons: list[UUID]
    takeable: list[tuple[UUID, UUID, UUID, str]]
    """Cases with persons and places, of some of their signals, and which of the two they are."""
    actors: list[UUID]
    now: datetime
    nothing: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, *worlds: World, asked: Collection[UUID] = ()) -> "Known":
        """Collect what there is in worlds; of tasks, first those that the actors who are asked can work on."""

        def ids(table: str) -> list[UUID]:
            return sorted({row["id"] for world in worlds for row in world.rows(table)})

        def theirs_of(table: str) -> list[UUID]:
            return sorted(row["id"] for row in worlds[0].rows(table) if row["actor_id"] in asked)

        persons = {
            (row["signal_id"], row["id"], row["compartment"]) for world in worlds for row in world.rows("persons")
        }
        grouped: dict[tuple[str, str, str, bool], set[UUID]] = {}
        for row in (row for world in worlds for row in world.rows("tasks")):
            is_action = row["agenda_item_id"] is not None
            grouped.setdefault((row["desk_id"], row["track"], row["status"], is_action), set()).add(row["id"])
        theirs = {row["id"] for row in worlds[0].rows("tasks") if _is_workable(worlds[0], row, asked)}
        work, actions = list[UUID](), list[UUID]()
        for kind in sorted(grouped):
            named = sorted(grouped[kind] & theirs)[: 3 * OF_EACH_KIND]
            named += sorted(grouped[kind] - theirs)[: max(0, OF_EACH_KIND - len(named))]
            (actions if kind[-1] else work).extend(named)
        work.sort(key=lambda one: one not in theirs)
        one = worlds[0]
        told = [
            row["id"]
            for row in one.rows("notifications")
            if row["actor_id"] in asked and may_read_notifications(one, row["actor_id"], one.now, row)
        ]
        return cls(
            ids("signals"),
            sorted({*work, *actions}),
            sorted(set(work[::2])),
            sorted({*work[1::2], *actions}),
            ids("sharing_decisions"),
            ids("break_glass_sessions"),
            ids("escalations")[::3],
            [*_offered_to(one, asked), *ids("referrals")[::2]],
            ids("signal_links")[::5],
            ids("partners")[:2],
            ids("interventions")[::3],
            ids("intervention_kinds"),
            [(row["id"], row["signal_id"]) for row in one.rows("tasks") if row["id"] in {*work, *actions}],
            ids("appointments")[:5],
            sorted(persons),
            ids("feedback")[::3],
            [*theirs_of("saved_views")[:2], *ids("saved_views")[::6]],  # settings of one actor each, of no side
            ids("meetings")[::4],
            ids("agenda_items")[::4],
            sorted({*told, *ids("notifications")[::8]}),
            _own_first(one, asked, ids("cases"))[::2],
            _members(one, asked, ids("case_members")),
            _newcomers(one, asked),
            _fitting(one, asked),
            _successors(one, asked),
            _persons_of_cases(one, asked, ids("case_persons")),
            _takeable(one, asked),
            ids("actors"),
            worlds[0].now,
        )


def _offered_to(world: World, asked: Collection[UUID]) -> list[UUID]:
    """Name some offers that one of the actors can answer."""
    return [
        row["id"]
        for row in world.rows("referrals")
        if row["status"] == "offered"
        and row["to_desk_id"] is not None
        and any(works_at(world, actor, world.now, row["to_desk_id"], row["to_track"]) for actor in asked)
    ][:3]


def _own_first(world: World, asked: Collection[UUID], cases: list[UUID]) -> list[UUID]:
    """Sort cases, those of the actors who are asked first."""
    own = {case for actor in asked for case in own_cases(world, actor, world.now)}
    return sorted(cases, key=lambda one: (one not in own, one))


def _members(world: World, asked: Collection[UUID], members: list[UUID]) -> list[UUID]:
    """Choose memberships: of cases that one of the actors leads, a few, and of all others fewer."""
    led = {case["id"] for case in _led(world, asked)}
    of_led = [row["id"] for row in world.rows("case_members") if row["case_id"] in led and row["removed_at"] is None]
    return [*of_led[::3][:OF_LED], *members[::40]]


def _led(world: World, asked: Collection[UUID]) -> list[Row]:
    """List the cases that one of the actors leads, and that are open to them."""
    cases = world.rows("cases")
    return [
        row for row in cases if row["lead_id"] in asked and row["id"] in own_cases(world, row["lead_id"], world.now)
    ]


def _persons_of_cases(world: World, asked: Collection[UUID], persons: list[UUID]) -> list[UUID]:
    """Choose persons of cases: some of the cases of those who are asked, and a few others."""
    own = {case for actor in asked for case in own_cases(world, actor, world.now)}
    theirs = [row["id"] for row in world.rows("case_persons") if row["case_id"] in own]
    return [*theirs[:OF_LED], *persons[::9]]


def _takeable(world: World, asked: Collection[UUID]) -> list[tuple[UUID, UUID, UUID, str]]:
    """Name for cases of the actors what one of them could take over, and for others what nobody of them can."""
    named = []
    for table, source, rule in (("persons", "person_id", take_person), ("locations", "location_id", take_location)):
        for one in world.rows("case_signals"):
            records = [row["id"] for row in world.rows(table) if row["signal_id"] == one["signal_id"]]
            closed = any(row["id"] == one["case_id"] and row["status"] == "closed" for row in world.rows("cases"))
            for number, record in enumerate(records):
                row = {"case_id": one["case_id"], "signal_id": one["signal_id"], source: record, "added_at": world.now}
                can = any(rule(world, actor, world.now, {**row, "added_by": actor}, {}) for actor in asked)
                if (can and not closed) or number == 0:
                    named.append((one["case_id"], one["signal_id"], record, table))
    return named[::2] if len(named) > 60 else named


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


def _is_workable(world: World, task: Row, actors: Collection[UUID]) -> bool:
    """Tell whether some of the actors work on a task that is theirs to claim, or claimed by them."""
    is_free = task["claimed_by"] is None or task["claimed_by"] in actors
    return task["status"] != "done" and is_free and any(works_on(world, one, world.now, task) for one in actors)
