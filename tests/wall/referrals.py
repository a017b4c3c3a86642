"""The referrals of a world: offers in every state, to desks of either side and to partners; drawn apart."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.wall.corners import Corners
from tests.wall.draw import Size
from tests.wall.model import CARE, HOUR, MUNICIPALITIES, SECURITY, SIDES, Row, World

STATUSES = ("offered", "offered", "accepted", "returned", "withdrawn", "expired")
COPIED = ("signal_id", "reference", "municipality_code", "district_id", "exploitation_forms", "acute_danger", "urgency")
OTHER = {CARE: SECURITY, SECURITY: CARE}
WORKER = UUID("00000000-0000-8000-8000-000000000001")


class Referrals(Corners):
    """Fills partners and referrals, for tasks that are there, with the tasks that come of them."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} referrals")  # noqa: S311 - worlds are no secrets

    def add_referrals(self) -> None:
        """Refer some tasks, once or more, and those of the corners in every way that there is."""
        for task in self.world.rows("tasks"):
            task["referral_id"] = None
        managers = [row["actor_id"] for row in self.world.rows("appointments") if row["role"] == "beheerder"]
        for number in range(4):
            by = self.some(managers) if number % 2 else self.actor()["id"]
            changed = {"changed_by": by, "changed_at": self.world.now - HOUR, "version": 1}
            closed = self.world.now - HOUR if number == 3 else None
            self.world.add(
                "partners", id=self.id(), kind="shelter", name=f"Partner {number}", closed_at=closed, **changed
            )
        for task in list(self.world.rows("tasks")):
            for _ in range(self.drawn.randrange(3)):
                self.draw_referral(task)
        if self.size.impossible:
            for number, role in enumerate(self.size.referrers):
                self.add_corner_of(number, role)

    def draw_referral(self, task: Row) -> None:
        """Refer a task to a desk of its side, rarely one that does not work there, across the wall, or to a partner."""
        side = task["track"]
        decisions = [
            row
            for row in self.world.rows("sharing_decisions")
            if row["signal_id"] == task["signal_id"] and row["compartment"] == side
        ]
        status = self.some(STATUSES)
        if self.chance(0.2):
            self.add_referral(task, status, partner=self.some(self.world.rows("partners"))["id"])
        elif decisions and self.chance(0.5):
            decision = self.some(decisions)
            self.add_referral(task, status, desk=decision["receiving_desk_id"], decision=decision["id"])
        else:
            place = side if self.chance(0.85) else OTHER[side]
            self.add_referral(task, status, desk=self.some(self.desks(place, task["exploitation_forms"])))

    def add_referral(
        self,
        task: Row,
        status: str,
        *,
        desk: str | None = None,
        partner: UUID | None = None,
        decision: UUID | None = None,
        **given: Any,
    ) -> None:
        """Add a referral of a task, where a task can be offered so."""
        is_offered = any(r["task_id"] == task["id"] and r["status"] == "offered" for r in self.world.rows("referrals"))
        if status == "offered" and (is_offered or task["status"] == "done"):
            status = "withdrawn"
        if desk == task["desk_id"] or (desk == "arbeidsinspectie" and "labour" not in task["exploitation_forms"]):
            return
        to_track = task["track"] if decision is None else OTHER[task["track"]]
        ended = status != "offered"
        hands_over = status == "accepted" and (desk is not None or self.chance(0.5))
        row = self.world.add(
            "referrals",
            **{
                **{name: task[name] for name in COPIED},
                "id": self.id(),
                "task_id": task["id"],
                "track": task["track"],
                "from_desk_id": task["desk_id"],
                "to_track": to_track,
                "to_desk_id": desk,
                "to_partner_id": partner,
                "sharing_decision_id": decision,
                "reason": "expertise",
                "status": status,
                "offered_by": task["claimed_by"] or self.actor()["id"],
                "offered_by_name": "Somebody",
                "offered_at": self.world.now - HOUR,
                "expires_at": self.hours(-1, 3),
                "ended_by": self.ender(status, task["desk_id"], desk) if ended else None,
                "ended_by_name": "Somebody" if ended and status != "expired" else None,
                "ended_at": self.world.now - HOUR / 2 if ended else None,
                "return_reason": "other" if status == "returned" else None,
                "hands_over": hands_over,
                "opened_task_id": None,
                "looped": self.chance(0.3),
                "version": 1,
                **given,
            },
        )
        if hands_over and desk is not None:
            self.open_task(task, row)
        if row["looped"]:
            self.raise_loop(task)

    def ender(self, status: str, sender: str, receiver: str | None) -> UUID:
        """Return who ended a referral: likely somebody whose it was to end."""
        if status == "expired":
            return WORKER
        desk = sender if status == "withdrawn" or receiver is None else receiver
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == desk]
        by: UUID = self.some(there) if there and self.chance(0.7) else self.actor()["id"]
        return by

    def open_task(self, task: Row, referral: Row) -> None:
        """Add the task that came of a referral."""
        nothing = dict.fromkeys(("claimed_by", "claimed_at", "claimed_until", "waiting_until", "waiting_reason"))
        opened = {"id": self.id(), "decision_id": None, "referral_id": referral["id"], "status": "open"}
        place = {"desk_id": referral["to_desk_id"], "track": referral["to_track"]}
        ended = {"outcome": None, "completed_at": None}
        self.world.add("tasks", **{**task, **nothing, **opened, **place, **ended})
        referral["opened_task_id"] = opened["id"]

    def raise_loop(self, task: Row) -> None:
        """Let a task have gone up because its referrals go round; once."""
        raised = self.world.rows("escalations")
        if any(row["task_id"] == task["id"] and row["kind"] == "looped" for row in raised):
            return
        names = ("track", "district_id", "municipality_code", "reference", "urgency", "due_at", "desk_id")
        known = dict.fromkeys(("acknowledged_by", "acknowledged_by_name", "acknowledged_at"))
        self.world.add(
            "escalations",
            **{
                **{name: task[name] for name in names},
                "id": self.id(),
                "kind": "looped",
                "task_id": task["id"],
                "about": "referrals",
                "step": 2,
                "task_status": task["status"],
                "raised_at": self.world.now - HOUR,
                "resolved_at": None,
                **known,
            },
        )

    def add_corner_of(self, number: int, role: str) -> None:
        """Add tasks that one holder of a role has claimed, on either side, with decisions on sharing in every state."""
        appointment = next(row for row in self.world.rows("appointments") if row["role"] == role)
        actor, desk = appointment["actor_id"], self.desk_of(appointment)
        codes = [c for c, district in MUNICIPALITIES.items() if district == appointment["district_id"]]
        code = appointment["municipality_code"] or (codes or list(MUNICIPALITIES))[0]
        signal = self.add_envelope(f"REFER{number}", code, ["labour"])
        self.add_session(signal, actor, self.world.now - HOUR / 2)
        elsewhere = "dsp.zeeland" if desk != "dsp.zeeland" else "dsp.de_baronie"
        for side in SIDES:
            decision = self.add_decision(signal, side)
            received = f"zorgcoordinator.{signal['district_id']}" if side == SECURITY else "avim"
            decisions = [
                self.add_decided(signal, side, actor, status, received, until)
                for status, until in (("approved", 2), ("approved", 0), ("revoked", 2), ("proposed", 2))
            ]
            table = f"zorgtafel.{'zeeland' if desk != 'zorgtafel.zeeland' else 'de_baronie'}"
            if self.size.rare:  # to a desk that works on both sides
                self.add_decided(signal, side, actor, "approved", table, 2)
            for place, status in ((desk, "claimed"), (desk, "done"), (elsewhere, "claimed"), (desk, "claimed")):
                self.claimed_task(signal, decision, place, status, actor)
            for one in decisions:
                task = self.claimed_task(signal, decision, desk, "claimed", actor)
                self.add_referral(task, "offered", desk=received, decision=one["id"])
            task = self.claimed_task(signal, decision, desk, "claimed", actor)
            self.add_referral(task, "offered", partner=self.world.rows("partners")[0]["id"])
            task = self.claimed_task(signal, decision, desk, "claimed", actor)
            self.add_referral(task, "accepted", partner=self.world.rows("partners")[0]["id"], hands_over=False)
            task = self.claimed_task(signal, decision, desk, "claimed", actor)
            self.add_referral(task, "accepted", partner=self.world.rows("partners")[0]["id"], hands_over=True)
            task = self.claimed_task(signal, decision, desk, "claimed", actor)
            self.add_referral(task, "offered", desk=self.some(self.desks(side, ["labour"])))

    def claimed_task(self, signal: Row, decision: Row, desk: str, status: str, actor: UUID) -> Row:
        """Add a task that somebody has claimed, or has done."""
        task = self.add_task(signal, decision, desk, status)
        nothing = dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason", "referral_id"))
        task |= {**nothing, "claimed_by": actor, "minor_involved": False}
        return task

    def add_decided(self, signal: Row, side: str, proposer: UUID, status: str, desk: str, hours: int) -> Row:
        """Add a sharing decision that lets through to a desk until some hours from now."""
        self.add_sharing(signal, side, status, proposer)
        decision = self.world.rows("sharing_decisions")[-1]
        decision |= {"receiving_desk_id": desk, "valid_until": self.world.now + timedelta(hours=hours)}
        return decision
