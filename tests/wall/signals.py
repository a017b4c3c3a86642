"""The signals of a world: routed to desks, with something on each side or not."""

from datetime import date
from uuid import UUID

from tests.wall.crossings import Crossings
from tests.wall.model import CARE, FORMS, HOUR, MUNICIPALITIES, SECURITY, SIDES, Row

ENVELOPE = ("reference", "municipality_code", "district_id", "exploitation_forms", "acute_danger")
SECTORS = ("hospitality", "sex_work", None)


def _sector(signal: Row, side: str) -> str | None:
    """Return the sector of a part: another on each side, and without drawing, so that the rest is drawn as before."""
    return SECTORS[(signal["id"].int + SIDES.index(side)) % len(SECTORS)]


class Signals(Crossings):
    """Fills signals and all that belongs to them."""

    def add_signal(self, number: int) -> None:
        """Add a signal with all that can belong to it, on each side or not."""
        code = self.some(MUNICIPALITIES)
        forms = self.drawn.sample(FORMS, self.drawn.randint(1, 2))
        signal = self.add_envelope(f"{number:06}", code, forms)
        if self.chance(0.8):
            self.world.add(
                "submissions",
                signal_id=signal["id"],
                municipality_code=code,
                submitted_by=self.actor()["id"],
                aimed_at="both",
                source_kind="school",
                source_department=None,
                source_reference=None,
            )
        decided = self.drawn.choice(((CARE,), (SECURITY,), SIDES))
        orphan = self.size.impossible and self.chance(0.1)
        for side in () if orphan else decided:
            self.add_tasks(signal, side)
        if len(decided) == 1 and self.chance(0.3):  # decided on, without a task on that side
            self.add_decision(signal, SECURITY if decided == (CARE,) else CARE)
        for side in SIDES:
            self.add_contents(signal, side)
        of_events: tuple[str | None, ...] = (None, *SIDES)
        for of_event in of_events:
            for _ in range(self.drawn.randint(1, 2)):
                self.add_event(signal["id"], None if self.chance(0.1) else code, of_event)
        self.add_crossings(signal)

    def add_envelope(self, name: str, code: str, forms: list[str]) -> Row:
        return self.world.add(
            "signals",
            id=self.id(),
            reference=f"ZWB-2026-{name}",
            municipality_code=code,
            district_id=MUNICIPALITIES[code],
            exploitation_forms=forms,
            acute_danger=self.chance(0.2),
            observed_from=date(2026, 11, 2),
            observed_until=None,
            received_at=self.world.now - 5 * HOUR,
        )

    def add_decision(self, signal: Row, side: str) -> Row:
        decision = self.id()
        return self.world.add(
            "routing_decisions",
            id=decision,
            signal_id=signal["id"],
            track=side,
            municipality_code=signal["municipality_code"],
            facts={"mark": str(decision)},
            outcomes=[],
            decided_at=signal["received_at"],
        )

    def add_tasks(self, signal: Row, side: str) -> None:
        """Route one track of a signal to some desks, rarely to one that works on the other track."""
        decision = self.add_decision(signal, side)
        for _ in range(self.drawn.randint(1, 3)):
            desks = self.desks(side if self.chance(0.75) else SECURITY, signal["exploitation_forms"])
            if self.chance(0.25):
                desks = self.desks(CARE, [])
            task = self.add_task(signal, decision, self.some(desks), self.some(("open", "claimed", "done")))
            if self.chance(0.6):
                self.add_note(task, side if self.chance(0.85) else self.some(SIDES))

    def add_task(self, signal: Row, decision: Row, desk: str, status: str) -> Row:
        return self.world.add(
            "tasks",
            id=self.id(),
            decision_id=decision["id"],
            desk_id=desk,
            track=decision["track"],
            layer=1,
            involvement=self.some(("responsible", "informed")),
            status=status,
            urgency=self.drawn.randrange(3),
            due_at=self.hours(-5, 40),
            opened_at=signal["received_at"],
            **{name: signal[name] for name in ENVELOPE},
            signal_id=signal["id"],
            claimed_by=None if status == "open" else self.actor()["id"],
            claimed_at=None if status == "open" else signal["received_at"],
            outcome="noted" if status == "done" else None,
            completed_at=self.world.now - HOUR if status == "done" else None,
            version=1,
        )

    def add_note(self, task: Row, side: str) -> None:
        self.world.add(
            "task_notes",
            id=self.id(),
            task_id=task["id"],
            signal_id=task["signal_id"],
            compartment=side,
            written_by=self.actor()["id"],
            written_at=task["opened_at"],
        )

    def add_contents(self, signal: Row, side: str) -> None:
        """Add a part with persons and locations, and enrichments, under a key of that side."""
        common = {
            "signal_id": signal["id"],
            "compartment": side,
            "municipality_code": signal["municipality_code"],
        }
        noted = any(
            note["signal_id"] == signal["id"] and note["compartment"] == side for note in self.world.rows("task_notes")
        )
        if self.chance(0.15) and not noted:
            return
        self.world.add("data_keys", **common)
        if self.chance(0.8):
            self.world.add("signal_parts", **common, indicators=[], organised=False, sector=_sector(signal, side))
            involvement = "possible_victim" if side == CARE else "possible_perpetrator"
            for _ in range(self.drawn.randrange(3)):
                person = self.world.add("persons", id=self.id(), **common, involvement=involvement)
                if self.chance(0.6):
                    self.add_token(signal, side, person["id"])
            for _ in range(self.drawn.randrange(3)):
                self.world.add("locations", id=self.id(), **common, kind="dwelling")
        for _ in range(self.drawn.randrange(3)):
            added = {"added_by": self.actor()["id"], "added_at": signal["received_at"]}
            self.world.add("enrichments", id=self.id(), **common, kind="other", **added)

    def ensure_key(self, signal_id: UUID, side: str) -> None:
        """See that a side of a signal on which something was written has a key."""
        common = {"signal_id": signal_id, "compartment": side}
        (code,) = (row["municipality_code"] for row in self.world.rows("signals") if row["id"] == signal_id)
        if not any(key.items() >= common.items() for key in self.world.rows("data_keys")):
            self.world.add("data_keys", **common, municipality_code=code)

    def add_event(self, signal_id: UUID | None, code: str | None, side: str | None) -> None:
        event = self.id()
        self.world.add(
            "events",
            id=event,
            type="signal.received",
            occurred_at=self.world.now - HOUR,
            actor_id=self.actor()["id"],
            signal_id=signal_id,
            municipality_code=code,
            compartment=side,
            subject_id=self.id(),
            data={"mark": str(event)},
            delivered_at=None,
        )
