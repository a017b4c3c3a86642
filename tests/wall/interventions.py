"""The interventions of a world and the assessments of their effect, by desks that have a task; drawn apart."""

from datetime import timedelta
from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import CARE, HOUR, SECURITY, Row, World
from tests.wall.signals import Signals

KINDS = {"help": [6, 10], "labour_inspection": [6]}
"""When the effect of each kind is assessed, in weeks after it began."""
STATUSES = ("planned", "started", "ended", "stopped")
DAY = timedelta(days=1)
ENDS = ("claimed_by", "claimed_at", "claimed_until", "waiting_until", "waiting_reason", "outcome", "completed_at")
OTHER = {CARE: SECURITY, SECURITY: CARE}


class Interventions(Signals):
    """Fills the kinds of intervention, what desks do by their tasks, and what is known of its effect."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} interventions")  # noqa: S311 - worlds are no secrets

    def add_interventions(self) -> None:
        """Let half of the tasks have led to something, planned, begun or over, and assessed or not.

        But not those of corners, on which there are no data keys yet.
        """
        for task in self.world.rows("tasks"):
            task |= {"intervention_id": None, "assessed_for": None}
        for number, (code, weeks) in enumerate(KINDS.items()):
            self._add_kind(code, weeks, self.actor()["id"] if number else None)
        for task in [row for row in self.world.rows("tasks") if "CORNER" not in row["reference"]]:
            for _ in range(self.drawn.randrange(3)):
                self._add_intervention(task)
        for intervention in self.world.rows("interventions")[::4]:
            if intervention["started_on"] is not None:
                self._add_assessment(intervention)

    def _add_kind(self, code: str, weeks: list[int], changed_by: UUID | None) -> None:
        self.world.add(
            "intervention_kinds",
            id=self.id(),
            code=code,
            label_nl=code,
            label_en=code,
            domain="care",
            pillar=2,
            strategic_goal=3,
            assessed_after_weeks=weeks,
            closed_at=None,
            changed_by=changed_by,
            changed_at=None if changed_by is None else self.world.now - HOUR,
            version=1,
        )

    def _add_intervention(self, task: Row) -> None:
        """Log an intervention by a task, mostly by somebody at its desk, and aim it at somebody of its side or not."""
        side, status, today = task["track"], self.some(STATUSES), self.world.now.date()
        aims = [
            row["id"]
            for row in self.world.rows("persons")
            if row["signal_id"] == task["signal_id"] and row["compartment"] == side
        ]
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == task["desk_id"]]
        intervention = self.world.add(
            "interventions",
            id=self.id(),
            **{name: task[name] for name in ("signal_id", "municipality_code", "district_id", "desk_id")},
            compartment=side,
            kind_id=self.some(self.world.rows("intervention_kinds"))["id"],
            target="victim",
            person_id=self.some(aims) if aims and self.chance(0.5) else None,
            location_id=None,
            organisations=["labour_inspectorate" if status == "started" else "municipality"],
            cost_band="unknown",
            status=status,
            planned_for=None,
            started_on=None if status == "planned" else today - 50 * DAY,
            ended_on=today - DAY if status in {"ended", "stopped"} else None,
            stop_reason="other" if status == "stopped" else None,
            logged_by=self.some(there) if there and self.chance(0.7) else self.actor()["id"],
            logged_by_name="Somebody",
            logged_at=self.world.now - HOUR,
            version=1,
        )
        self.ensure_key(intervention["signal_id"], side)
        for _ in range(self.drawn.randrange(3) if status != "planned" else 0):
            self._add_effect(intervention, there)

    def _add_assessment(self, intervention: Row) -> None:
        """Ask the desk of an intervention to assess its effect."""
        task = next(
            row
            for row in self.world.rows("tasks")
            if (row["signal_id"], row["desk_id"], row["track"])
            == (intervention["signal_id"], intervention["desk_id"], intervention["compartment"])
        )
        nothing = dict.fromkeys((*ENDS, "decision_id", "referral_id", "agenda_item_id", "feedback_due_at"))
        asked = {"intervention_id": intervention["id"], "assessed_for": intervention["started_on"] + 42 * DAY}
        fresh = {"id": self.id(), "status": "open", "involvement": "assessment", **asked}
        self.world.add("tasks", **{**task, **nothing, **fresh})

    def _add_effect(self, intervention: Row, there: list[UUID]) -> None:
        """Assess an effect, rarely on the side that its intervention is not on."""
        astray = self.size.impossible and self.chance(0.15)
        side = OTHER[intervention["compartment"]] if astray else intervention["compartment"]
        self.world.add(
            "effects",
            id=self.id(),
            intervention_id=intervention["id"],
            signal_id=intervention["signal_id"],
            compartment=side,
            scale="victim",
            outcome=self.some(("safe", "revictimised")),
            source="partner",
            confidence="high",
            assessed_on=self.world.now.date() - DAY,
            assessed_by=self.some(there) if there and self.chance(0.6) else self.actor()["id"],
            assessed_by_name="Somebody",
            recorded_at=self.world.now - HOUR,
        )
        self.ensure_key(intervention["signal_id"], side)
