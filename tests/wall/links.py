"""The links of a world, what was merged, what became more urgent, and by what evidence; drawn apart from the rest."""

from datetime import timedelta
from random import Random
from uuid import UUID

from tests.wall.corners import Corners
from tests.wall.draw import Size
from tests.wall.holding import WORKS_ON
from tests.wall.model import HOUR, SECURITY, SIDES, Row, World

KINDS = ("name_birth_date", "near_birth_date", "spelling_birthday", "phone", "front_door", "building", None)
"""Some of what tokens are made of; those from before that was kept have no kind."""
SAID = ("same_persons", "same_place", "same_network", "related", "distinct")
EMPTY = ("referral_id", "agenda_item_id", "feedback_due_at")
OLD = timedelta(days=90)
WHY = {"reason": "repeated_person", "signals": 3, "days": 90, "from": "normal", "to": "high"}


class Links(Corners):
    """Fills links between signals, for tasks that are there, and marks what was merged."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} links")  # noqa: S311 - worlds are no secrets

    def add_links(self) -> None:
        """Say something of many pairs of signals: from tasks of one side, and at times of the other side of both."""
        for token in self.world.rows("identity_tokens"):
            token["kind"] = self.some(KINDS)
        for lookup in self.world.rows("identity_lookups"):
            lookup["high_due_at"] = None
        if self.size.impossible:
            for number, role in enumerate(role for role in WORKS_ON if role in self.size.referrers):
                self.add_corner_of_links(number, role)
            self.add_two_sided()
            self.add_two_desks()
        self.raise_some()
        tasks = self.world.rows("tasks")
        for task in tasks[:: 1 if self.size.impossible else 3]:
            alike = [t for t in tasks if t["track"] == task["track"] and t["signal_id"] != task["signal_id"]]
            near = [t for t in alike if t["desk_id"] == task["desk_id"]] or alike
            for _ in range(self.drawn.randrange(3)):
                if alike:
                    self.add_link(task, self.some(near if self.chance(0.7) else alike))

    def raise_some(self) -> None:
        """Let some tasks have become more urgent or gone up, and some be of long ago."""
        for task in self.world.rows("tasks"):
            task["routed_urgency"] = self.some((None, None, 2))
            if task["status"] == "done" and self.chance(0.3):
                task["opened_at"] = self.world.now - OLD
            for kind in ("task.urgency_raised", "task.escalated"):
                if self.chance(0.3):
                    self.add_told(task, kind)
            there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == task["desk_id"]]
            if task["involvement"] == "action" and task["status"] == "open" and there:
                task |= {"status": "claimed", "claimed_by": self.some(there), "claimed_at": self.world.now - HOUR}

    def add_link(self, task: Row, other: Row, kind: str | None = None, *, ended: bool | None = None) -> None:
        """Say something of the signals of two tasks; what was merged ends, unless it is offered to somebody."""
        kind = kind or ("merged" if self.chance(0.4) else self.some(SAID))
        ended = self.chance(0.3) if ended is None else ended
        if kind == "merged" and not ended and not self.end_as_merged(task, other):
            ended = True
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == task["desk_id"]]
        by, ender = (self.some(there) if there and self.chance(0.7) else self.actor()["id"] for _ in range(2))
        side = task["track"] if self.chance(0.85) else self.some(SIDES)
        self.world.add(
            "signal_links",
            id=self.id(),
            kind=kind,
            compartment=side,
            signal_id=task["signal_id"],
            municipality_code=task["municipality_code"],
            other_signal_id=other["signal_id"],
            task_id=task["id"],
            other_task_id=other["id"],
            linked_by=by,
            linked_by_name="Somebody",
            linked_at=self.world.now - HOUR,
            ended_by=ender if ended else None,
            ended_by_name="Another" if ended else None,
            ended_at=self.world.now - HOUR / 2 if ended else None,
        )

    def end_as_merged(self, task: Row, other: Row) -> bool:
        """End a task as merged into another that is going on, where neither is offered, once; tell whether it was."""
        offered = {
            row["task_id"] for row in self.world.rows("referrals") if row["status"] == "offered" or row["hands_over"]
        }
        merged = {row["task_id"] for row in self.world.rows("signal_links") if row["kind"] == "merged"}
        if task["involvement"] == "action" or other["status"] == "done" or task["id"] in merged:
            return False
        if {task["id"], other["id"]} & offered:
            return False
        task |= dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason"))
        task |= {"status": "done", "outcome": "merged", "completed_at": self.world.now - HOUR}
        task["claimed_by"] = task["claimed_by"] or self.actor()["id"]
        task["claimed_at"] = task["claimed_at"] or self.world.now - HOUR
        return True

    def add_told(self, task: Row, kind: str) -> None:
        """Tell something of a task that is for its desk."""
        event = self.id()
        place = {name: task[name] for name in ("signal_id", "municipality_code")}
        told = {"id": event, "type": kind, "subject_id": task["id"], "data": {**WHY, "mark": str(event)}}
        by = {"occurred_at": self.world.now - HOUR, "actor_id": self.actor()["id"], "delivered_at": None}
        self.world.add("events", **told, **place, **by, compartment=task["track"])

    def add_corner_of_links(self, number: int, role: str) -> None:
        """Add tasks of two signals that one holder of a role has claimed, on each side it works on, linked in every
        way; one person is in both, and in a third that just came in."""
        appointment = next(row for row in self.world.rows("appointments") if row["role"] == role)
        holder, desk = appointment["actor_id"], self.desk_of(appointment)
        code = appointment["municipality_code"] or self.municipalities(appointment["district_id"])[0]
        signals = [self.add_envelope(f"LINK{number}{place}", code, ["labour"]) for place in range(3)]
        for side in sorted(WORKS_ON[role]):
            tasks = []
            self.add_mine(signals[2], self.add_decision(signals[2], side), desk, holder)["urgency"] = 2
            elsewhere = "zorgtafel.zeeland" if desk != "zorgtafel.zeeland" else "zorgtafel.de_baronie"
            self.add_mine(signals[1], self.add_decision(signals[1], side), elsewhere, holder)
            for signal in signals:
                self.add_token(signal, side, self.id())
                self.world.rows("identity_tokens")[-1] |= {"kind": "name_birth_date", "value": bytes([number, 7]) * 16}
            for signal in signals[:2]:
                decision = self.add_decision(signal, side)
                for involvement in ("responsible", "informed"):
                    tasks.append(self.add_mine(signal, decision, desk, holder))
                    tasks[-1]["involvement"] = involvement
            for one, other, kind, ended in (
                (0, 2, "merged", False),
                (0, 2, "merged", True),
                (0, 2, "related", False),
                (1, 3, "merged", True),
                (3, 1, "related", False),
                (3, 1, "distinct", True),
            ):
                self.add_link(tasks[one], tasks[other], kind, ended=ended)

    def add_two_sided(self) -> None:
        """Bring two signals to a table on one side each, and link them on either."""
        appointment = next(row for row in self.world.rows("appointments") if row["role"] == "zorgtafel")
        holder, desk = appointment["actor_id"], self.desk_of(appointment)
        code = self.municipalities(appointment["district_id"])[0]
        tasks = []
        for place, side in enumerate(SIDES):
            signal = self.add_envelope(f"SIDE{place}", code, ["labour"])
            tasks.append(self.add_mine(signal, self.add_decision(signal, side), desk, holder))
        for side in SIDES:
            for one, other in (tasks, reversed(tasks)):
                self.add_link(one, other, "related", ended=False)
                self.world.rows("signal_links")[-1]["compartment"] = side

    def add_two_desks(self) -> None:
        """Let somebody at a DSP work at AVIM too, with tasks at both, and with action points where there are any."""
        dsp, avim = (next(row for row in self.world.rows("appointments") if row["role"] == r) for r in ("dsp", "avim"))
        holder = dsp["actor_id"]
        others = [row["id"] for row in self.world.rows("actors") if row["id"] != holder]
        both = {**avim, "id": self.id(), "actor_id": holder, "proposed_by": others[0], "approved_by": others[1]}
        self.world.add("appointments", **both)
        code = self.municipalities(dsp["district_id"])[0]
        for place, desk in enumerate((self.desk_of(dsp), "avim")):
            signal = self.add_envelope(f"DESK{place}", code, ["labour"])
            decision = self.add_decision(signal, SECURITY)
            self.add_mine(signal, decision, desk, holder)["involvement"] = "responsible"
            items = [row for row in self.world.rows("agenda_items") if row["desk_id"] == desk]
            for item in [row for row in items if row["track"] == SECURITY][:1]:
                action = self.add_mine(signal, decision, desk, holder)
                action |= {"involvement": "action", "decision_id": None, "agenda_item_id": item["id"]}

    def municipalities(self, district: str | None) -> list[str]:
        """List the municipalities of a district, or all."""
        from_world = [row["municipality_code"] for row in self.world.rows("signals")]
        districts = {row["municipality_code"]: row["district_id"] for row in self.world.rows("signals")}
        return [code for code in from_world if district in {None, districts[code]}] or from_world

    def add_mine(self, signal: Row, decision: Row, desk: str, holder: UUID) -> Row:
        """Add a task that somebody has claimed."""
        task = self.add_task(signal, decision, desk, "claimed")
        nothing = dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason", *EMPTY))
        return_to = {"claimed_by": holder, "minor_involved": False}
        task |= {**nothing, **return_to}
        return task
