"""The ids that requests name: of two worlds together, so that some are there in the one and not in the other."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tests.wall.case_known import CasesKnown
from tests.wall.holding import works_at, works_on
from tests.wall.model import Row, World
from tests.wall.rules import may_read_notifications

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
    withdrawn: list[UUID]
    """Referrals that are withdrawn: not those that are answered."""
    links: list[UUID]
    partners: list[UUID]
    interventions: list[UUID]
    withdrawable: list[UUID]
    """Interventions that are withdrawn: others, so that steps are taken with the rest."""
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
    casework: CasesKnown
    actors: list[UUID]
    now: datetime
    nothing: tuple[UUID, ...] = ()

    @property
    def cases(self) -> list[UUID]:
        """Return the ids of cases."""
        return self.casework.cases

    @property
    def members(self) -> list[UUID]:
        """Return the ids of memberships of cases."""
        return self.casework.members

    @property
    def case_persons(self) -> list[UUID]:
        """Return the ids of persons of cases."""
        return self.casework.persons

    @property
    def goals(self) -> list[UUID]:
        """Return the ids of goals of cases."""
        return self.casework.goals

    @property
    def proposals(self) -> list[UUID]:
        """Return the ids of DSP proposals to go on with."""
        return self.casework.proposals

    @property
    def withdrawn_proposals(self) -> list[UUID]:
        """Return the ids of DSP proposals to withdraw."""
        return self.casework.withdrawn

    @property
    def all_proposals(self) -> list[UUID]:
        """Return the ids of DSP proposals."""
        return [*self.proposals, *self.withdrawn_proposals]

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
            *_referrals(one, asked, ids("referrals")),
            ids("signal_links")[::5],
            ids("partners")[:2],
            ids("interventions")[::3],
            ids("interventions")[1::5],
            ids("intervention_kinds"),
            [(row["id"], row["signal_id"]) for row in one.rows("tasks") if row["id"] in {*work, *actions}],
            ids("appointments")[:5],
            sorted(persons),
            ids("feedback")[::3],
            [*theirs_of("saved_views")[:2], *ids("saved_views")[::6]],  # settings of one actor each, of no side
            ids("meetings")[::4],
            ids("agenda_items")[::4],
            sorted({*told, *ids("notifications")[::8]}),
            CasesKnown.of(worlds, asked),
            ids("actors"),
            worlds[0].now,
        )


def _referrals(world: World, asked: Collection[UUID], referrals: list[UUID]) -> tuple[list[UUID], list[UUID]]:
    """Choose offers to answer and others to withdraw: first those that one of the actors can, and some of all."""
    offered = [row for row in world.rows("referrals") if row["status"] == "offered"]

    def at(desk: str, track: str) -> bool:
        return any(works_at(world, actor, world.now, desk, track) for actor in asked)

    to_them = [row["id"] for row in offered if row["to_desk_id"] is not None and at(row["to_desk_id"], row["to_track"])]
    of_them = [row["id"] for row in offered if at(row["from_desk_id"], row["track"])]
    answered = to_them[:3]
    withdrawn = [*[one for one in of_them if one not in answered][:3], *referrals[::4]]
    return [*answered, *[one for one in referrals[::2] if one not in withdrawn]], withdrawn


def _is_workable(world: World, task: Row, actors: Collection[UUID]) -> bool:
    """Tell whether some of the actors work on a task that is theirs to claim, or claimed by them."""
    is_free = task["claimed_by"] is None or task["claimed_by"] in actors
    return task["status"] != "done" and is_free and any(works_on(world, one, world.now, task) for one in actors)
