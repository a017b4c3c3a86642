"""The ids that requests name: of two worlds together, so that some are there in the one and not in the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tests.wall.model import World


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that requests name, and the moment they are asked at."""

    signals: list[UUID]
    tasks: list[UUID]
    offered: list[UUID]
    """Tasks that are offered to others, which keeps them from being ended; most are not."""
    decisions: list[UUID]
    sessions: list[UUID]
    escalations: list[UUID]
    referrals: list[UUID]
    partners: list[UUID]
    appointments: list[UUID]
    persons: list[tuple[UUID, UUID, str]]
    feedback: list[UUID]
    views: list[UUID]
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
        return cls(
            ids("signals"),
            ids("tasks"),
            ids("tasks")[::3],  # ids are drawn, so that these are of every kind
            ids("sharing_decisions"),
            ids("break_glass_sessions"),
            ids("escalations")[::2],
            ids("referrals"),
            ids("partners")[:2],
            ids("appointments")[:5],
            sorted(persons),
            ids("feedback")[::2],
            ids("saved_views")[::4],  # settings of one actor each, of no side: some of them tell as much as all
            ids("actors"),
            worlds[0].now,
        )
