"""The meetings of a world: at tables and at desks that never meet, with agendas, decisions, action points and minutes.

Drawn apart from the rest, so that a world stays otherwise as it was before there were meetings.
"""

from datetime import timedelta
from random import Random

from tests.wall.draw import Size
from tests.wall.model import CARE, DISTRICTS, HOUR, SECURITY, SIDES, Row, World
from tests.wall.signals import Signals

KINDS = ("zorgcoordinator", "zorgtafel", "dsp")
MEETING_DESKS = ("avim", *(f"{kind}.{district}" for kind in KINDS for district in DISTRICTS))
STATUSES = ("planned", "held", "cancelled")
SOURCES = ("referral_id", "agenda_item_id")
OTHER = {CARE: SECURITY, SECURITY: CARE}


class Meetings(Signals):
    """Fills meetings and what is on their agendas, for tasks that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} meetings")  # noqa: S311 - worlds are no secrets

    def add_meetings(self) -> None:
        """Let desks meet; half of all tasks stand on an agenda, and some of them led to an action point."""
        for task in self.world.rows("tasks"):
            task["agenda_item_id"] = None
        self._add_odd_tasks()
        for desk in MEETING_DESKS:
            for number, status in enumerate(STATUSES):
                self._add_meeting(desk, number, status)
        for task in list(self.world.rows("tasks")):
            meetings = [row for row in self.world.rows("meetings") if row["desk_id"] == task["desk_id"]]
            if meetings and self.chance(0.6):
                self._add_item(task, self.some(meetings))
        if not self.world.rows("meeting_decisions"):
            item = self.world.rows("agenda_items")[0]
            item["status"] = "decided"
            self._add_decision(item)

    def _add_odd_tasks(self) -> None:
        """Bring a signal that somebody broke glass for to a table of theirs, on the side that it does not work on."""
        if not self.size.impossible:
            return
        now = self.world.now
        for session in list(self.world.rows("break_glass_sessions")):
            if not session["opened_at"] <= now < session["ends_at"]:
                continue
            held = [row for row in self.world.rows("appointments") if row["actor_id"] == session["actor_id"]]
            (signal,) = (row for row in self.world.rows("signals") if row["id"] == session["signal_id"])
            for appointment in (row for row in held if row["role"] == "dsp"):
                task = self.add_task(signal, self.add_decision(signal, CARE), self.desk_of(appointment), "open")
                more = dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason", *SOURCES))
                task.update(**more, minor_involved=False)

    def _at(self, desk: str) -> Row:
        """Return somebody who was appointed at a desk, or anybody."""
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == desk]
        chosen = self.some(there) if there and self.chance(0.7) else self.actor()["id"]
        return {"id": chosen, "name": "Somebody"}

    def _add_meeting(self, desk: str, number: int, status: str) -> None:
        planned, closed = self._at(desk), self._at(desk)
        is_closed = status != "planned"
        meeting = self.world.add(
            "meetings",
            id=self.id(),
            desk_id=desk,
            meets_on=(self.world.now + timedelta(days=number - 1)).date(),
            status=status,
            planned_by=planned["id"],
            planned_by_name=planned["name"],
            planned_at=self.world.now - 2 * HOUR,
            closed_by=closed["id"] if is_closed else None,
            closed_by_name=closed["name"] if is_closed else None,
            closed_at=self.world.now - HOUR if is_closed else None,
            version=1,
        )
        for side in SIDES:
            for version in range(1, self.drawn.randrange(1, 4)):
                self._add_minutes(meeting, side, version)

    def _add_minutes(self, meeting: Row, side: str, number: int) -> None:
        writer = self._at(meeting["desk_id"])
        self.world.add(
            "meeting_minutes",
            id=self.id(),
            meeting_id=meeting["id"],
            desk_id=meeting["desk_id"],
            compartment=side,
            number=number,
            written_by=writer["id"],
            written_by_name=writer["name"],
            written_at=self.world.now - HOUR,
        )

    def _add_item(self, task: Row, meeting: Row) -> None:
        possible = {
            "planned": ["taken_off", "lapsed", "decided"] + (["listed"] * 4 if task["status"] != "done" else []),
            "held": ["decided", "not_discussed"],
            "cancelled": ["not_discussed"],
        }
        added = self._at(task["desk_id"])
        item = self.world.add(
            "agenda_items",
            id=self.id(),
            meeting_id=meeting["id"],
            task_id=task["id"],
            signal_id=task["signal_id"],
            desk_id=task["desk_id"],
            track=task["track"],
            position=len(self.world.rows("agenda_items")) % 50 + 1,
            status=self.some(possible[meeting["status"]]),
            added_by=added["id"],
            added_by_name=added["name"],
            added_at=self.world.now - HOUR,
            version=1,
        )
        for _ in range(self.drawn.randrange(3) if item["status"] == "decided" else 0):
            self._add_decision(item)
        if item["status"] in {"decided", "listed"} and self.chance(0.5):
            self._add_action(task, item)

    def _add_decision(self, item: Row) -> None:
        """Add a decision, rarely of the side that its item is not on."""
        by = self._at(item["desk_id"])
        astray = self.size.impossible and self.chance(0.15)
        self.world.add(
            "meeting_decisions",
            id=self.id(),
            item_id=item["id"],
            signal_id=item["signal_id"],
            compartment=OTHER[item["track"]] if astray else item["track"],
            kind="take_up",
            decided_by=by["id"],
            decided_by_name=by["name"],
            decided_at=self.world.now - HOUR,
        )
        decision = self.world.rows("meeting_decisions")[-1]
        self.ensure_key(decision["signal_id"], decision["compartment"])

    def _add_action(self, task: Row, item: Row) -> None:
        status = self.some(("open", "claimed", "done"))
        action = {
            "id": self.id(),
            "involvement": "action",
            "agenda_item_id": item["id"],
            "status": status,
            "claimed_by": None if status == "open" else self._at(task["desk_id"])["id"],
            "claimed_at": None if status == "open" else self.world.now - HOUR,
            "outcome": "carried_out" if status == "done" else None,
            "completed_at": self.world.now - HOUR if status == "done" else None,
            **dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason", "decision_id", "referral_id")),
        }
        self.world.add("tasks", **{**task, **action})
