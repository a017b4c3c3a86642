"""What is written in the monitor in a world: who wrote it, who may, and who tries to."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.wall.attempt import Attempt, new
from tests.wall.draw import Draw, Size
from tests.wall.holding import actions, holds_for
from tests.wall.model import DISTRICTS, HOUR, Row, World

READ, KEEP = "monitor:all:read", "monitor:all:keep"
SEALED = b"\x00" * 40
WRITERS = ("ketenregisseur", "districtelijk_coordinator", "bestuurlijk_trekker")


class Monitoring(Draw):
    """Fills the monitor, mostly by those who may write in it."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} monitor")  # noqa: S311 - worlds are no secrets

    def add_entries(self) -> None:
        """Write something of each kind for each district and the region."""
        writers = [row["actor_id"] for row in self.world.rows("appointments") if row["role"] in WRITERS]
        for district in (*DISTRICTS, None):
            for kind in ("evidence", "light", "evaluation"):
                self.world.add(
                    "monitor_entries",
                    id=self.id(),
                    kind=kind,
                    action=None if kind == "evaluation" else "1.1",
                    district_id=district,
                    period="2026-H1" if kind == "evaluation" else "2026-Q3",
                    light="red" if kind == "light" else None,
                    written_by=self.some(writers),
                    written_by_name="Somebody",
                    written_at=self.world.now - HOUR,
                )


def may_read_monitor_entries(world: World, actor: UUID, now: datetime, row: Row) -> bool:
    """What was written in the monitor: for all who read the monitor."""
    return READ in actions(world, actor, now)


def write_entry(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Now and in one's own name, for all by the ketenregisseur, and for a district by its coördinator."""
    if row["written_by"] != actor or row["written_at"] != now or KEEP not in actions(world, actor, now):
        return False
    district = row["district_id"]
    everywhere = holds_for(world, actor, now, "ketenregisseur")
    return everywhere or (district is not None and holds_for(world, actor, now, "districtelijk_coordinator", district))


MAY_WRITE_OF_MONITOR: dict[str, Callable[[World, UUID, datetime, Row, Row], bool]] = {
    "monitor_entries.write": write_entry,
    "monitor_entries.forge": write_entry,
}


def counted(world: World) -> Iterator[tuple[str, str, Row, date, object]]:
    """List what counts for the norms: its norm and table, its day, and what it counts as, once however often logged.

    Proposals that were submitted and not withdrawn, and inspections that were begun.
    """
    kinds = {row["id"] for row in world.rows("intervention_kinds") if row["code"] == "labour_inspection"}
    of_case: dict[UUID, list[UUID]] = {}
    for row in world.rows("case_signals"):
        of_case.setdefault(row["case_id"], []).append(row["signal_id"])
    for row in world.rows("dsp_proposals"):
        sent = row["submitted_at"] is not None and row["status"] != "withdrawn"
        if sent and {"sexual", "criminal"} & set(row["exploitation_forms"]):
            yield "dsp_proposals", "dsp_proposals", row, local(row["submitted_at"]), row["id"]
    for row in world.rows("interventions"):
        with_them = row["kind_id"] in kinds and "labour_inspectorate" in row["organisations"]
        if with_them and row["started_on"] is not None and row["status"] != "logged_in_error":
            signal = row["signal_id"] or min(of_case[row["case_id"]])
            yield "labour_inspections", "interventions", row, row["started_on"], (signal, row["started_on"])


def norms(world: World, first: date, after: date) -> dict[tuple[str, str], int]:
    """Count what the norms ask for between two days, by norm and district."""
    things = {
        (norm, row["district_id"], counts_as) for norm, _, row, day, counts_as in counted(world) if first <= day < after
    }
    return Counter((norm, district) for norm, district, _ in things)


def local(moment: datetime) -> date:
    """Return the day of a moment in the region."""
    return moment.astimezone(ZoneInfo("Europe/Amsterdam")).date()


def quarter_of(day: date) -> str:
    """Write the quarter of a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def on_monitor(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Write for each district and the region, and in the name or at the time of another."""
    for district in (*DISTRICTS, None):
        for kind, forged in (
            ("write", {}),
            ("forge", {"written_by": someone}),
            ("forge", {"written_at": world.now - HOUR}),
        ):
            entry: Row = {
                "id": new("entry", actor, district, *forged),
                "kind": "evidence",
                "action": "1.1",
                "district_id": district,
                "period": "2026-Q4",
                "light": None,
                "words": SEALED,
                "wrapped_key": SEALED,
                "written_by": actor,
                "written_by_name": "x",
                "written_at": world.now,
                **forged,
            }
            yield Attempt(f"monitor_entries.{kind}", "monitor_entries", entry)
