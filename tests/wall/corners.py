"""Corners of a world that chance seldom draws, in which a rule that lost one of its terms shows."""

from tests.wall.model import GLASS_ROLES, HOUR, MUNICIPALITIES, SIDES, Row
from tests.wall.signals import Signals


class Corners(Signals):
    """Signals for which somebody broke glass whose own desk has a task of it, on the right track or on the wrong one.

    There are no data keys on them yet, on either side, and there is a decision and a match on each.
    """

    def add_corners(self) -> None:
        """Add two corners for one holder of each role that breaks glass."""
        for number, role in enumerate(GLASS_ROLES):
            appointment = next(row for row in self.world.rows("appointments") if row["role"] == role)
            other = next(row for row in self.world.rows("appointments") if row["role"] == GLASS_ROLES[number - 1])
            for side in SIDES:
                self.add_corner(f"{number}{side[0].upper()}", appointment, side, (appointment, other))

    def add_corner(self, name: str, appointment: Row, side: str, opened_by: tuple[Row, ...]) -> None:
        """Add a signal with one task, on a side, at the desk of an appointment."""
        codes = [c for c, district in MUNICIPALITIES.items() if district == appointment["district_id"]]
        signal = self.add_envelope(f"CORNER{name}", codes[0] if codes else next(iter(MUNICIPALITIES)), ["labour"])
        task = self.add_task(signal, self.add_decision(signal, side), self.desk_of(appointment), "open")
        self.add_note(task, side)
        for actor in {row["actor_id"] for row in opened_by}:
            self.add_session(signal, actor, self.world.now - HOUR / 2)
        for here in SIDES:
            for status in ("proposed", "approved"):
                self.add_sharing(signal, here, status, appointment["actor_id"])
            found = {"strength": "strong", "found_at": self.world.now - HOUR}
            self.world.add("matches", signal_id=signal["id"], compartment=here, desk_id="avim", **found)

    def add_deeds(self) -> None:
        """Let half of what was done have been done by somebody whose work it is, and the rest by anybody, as drawn."""
        appointments = self.world.rows("appointments")
        done = [task for task in self.world.rows("tasks") if task["status"] != "open"]
        for number, task in enumerate(done):
            workers = [row["actor_id"] for row in appointments if self.desk_of(row) == task["desk_id"]]
            if workers and number % 2:
                task["claimed_by"] = workers[number // 2 % len(workers)]
        beheerders = [row["actor_id"] for row in appointments if row["role"] == "beheerder"]
        withdrawn = [row for row in appointments if row["withdrawn_by"] is not None]
        for number, appointment in enumerate(withdrawn):
            if number % 2:
                appointment["withdrawn_by"] = beheerders[number // 2 % len(beheerders)]
        overseers = [row["actor_id"] for row in appointments if row["role"] in {"auditor", "districtelijk_coordinator"}]
        reviewed = [row for row in self.world.rows("break_glass_sessions") if row["reviewed_by"] is not None]
        for number, session in enumerate(reviewed):
            others = [actor for actor in overseers if actor != session["actor_id"]]
            if number % 2:
                session["reviewed_by"] = others[number // 2 % len(others)]
