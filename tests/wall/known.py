"""The ids that requests name: of two worlds together, so that some are there in the one and not in the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tests.wall.model import World

OF_EACH_KIND = 4
"""How many tasks of each desk, side and state are named."""


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that requests name, and the moment they are asked at."""

    signals: list[UUID]
    tasks: list[UUID]
    offered: list[UUID]
    """Tasks that are offered to others, which keeps them from being ended."""
    ended: list[UUID]
    """Tasks that are ended first: every second, and where there is but one, that one."""
    decisions: list[UUID]
    sessions: list[UUID]
    escalations: list[UUID]
    referrals: list[UUID]
    partners: list[UUID]
    appointments: list[UUID]
    persons: list[tuple[UUID, UUID, str]]
    feedback: list[UUID]
    views: list[UUID]
    meetings: list[UUID]
    items: list[UUID]
    actors: list[UUID]
    now: datetime
    nothing: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, *worlds: World) -> "Known":
        """Collect what there is in worlds."""

        def ids(table: str) -> list[UUID]:
            return sorted({row["id"] for world in worlds for row in world.rows(table)})

        persons = {
            (row["signal_id"], row["id"], row["compartment"]) for world in worlds for row in world.rows("persons")
        }
        grouped: dict[tuple[str, str, str, bool], set[UUID]] = {}
        for row in (row for world in worlds for row in world.rows("tasks")):
            is_action = row["agenda_item_id"] is not None
            grouped.setdefault((row["desk_id"], row["track"], row["status"], is_action), set()).add(row["id"])
        tasks = [sorted(group)[:OF_EACH_KIND] for group in grouped.values()]
        referred = [sorted(group)[:OF_EACH_KIND] for (*_, is_action), group in grouped.items() if not is_action]
        return cls(
            ids("signals"),
            sorted({one for some in tasks for one in some}),
            sorted({one for some in referred for one in some[::2]}),
            sorted({one for some in tasks for one in some[1::2] or some}),
            ids("sharing_decisions"),
            ids("break_glass_sessions"),
            ids("escalations")[::2],
            ids("referrals")[::2],
            ids("partners")[:2],
            ids("appointments")[:5],
            sorted(persons),
            ids("feedback")[::2],
            ids("saved_views")[::4],  # settings of one actor each, of no side: some of them tell as much as all
            ids("meetings")[::3],
            ids("agenda_items")[::3],
            ids("actors"),
            worlds[0].now,
        )
