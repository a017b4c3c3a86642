"""What is done in the cases of a world, and for which goals: by members of every kind, on both sides."""

from datetime import timedelta
from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import CARE, HOUR, Row, World
from tests.wall.signals import Signals

GOAL_STATES = ("open", "reached", "dropped")
STEP_TO = {"reached": "reach", "dropped": "drop", "open": "reopen"}
STATES = ("planned", "started", "ended", "stopped")
DAY = timedelta(days=1)
OTHER_DESKS = {CARE: "zorgtafel", "security": "dsp"}


class Plans(Signals):
    """Fills goals, interventions and effects for cases that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} plans")  # noqa: S311 - worlds are no secrets

    def add_plans(self) -> None:
        """Set goals in each case, and let something be done for them, or for none."""
        for intervention in self.world.rows("interventions"):
            intervention |= {"case_id": None, "goal_id": None}
        for number, case in enumerate(self.world.rows("cases")):
            members = [row["actor_id"] for row in self.world.rows("case_members") if row["case_id"] == case["id"]]
            for turn in range(2):
                goal = self._add_goal(case, members, GOAL_STATES[(number + turn) % len(GOAL_STATES)])
                self._add_intervention(case, members, goal if self.chance(0.6) else None, STATES[(number + turn) % 4])

    def _add_goal(self, case: Row, members: list[UUID], status: str) -> Row:
        goal = self.world.add(
            "case_goals",
            id=self.id(),
            case_id=case["id"],
            compartment=case["compartment"],
            kind="protect",
            target_date=None,
            status=status,
            set_by=self.some(members),
            set_by_name="Somebody",
            set_at=self.world.now - HOUR,
            version=1,
        )
        if status != "open" or self.chance(0.5):
            self.world.add(
                "case_goal_changes",
                id=self.id(),
                goal_id=goal["id"],
                case_id=case["id"],
                compartment=case["compartment"],
                step=STEP_TO[status],
                status=status,
                changed_by=self.some(members),
                changed_by_name="Somebody",
                changed_at=self.world.now - HOUR,
            )
        return goal

    def _add_intervention(self, case: Row, members: list[UUID], goal: Row | None, status: str) -> None:
        """Log it by a member or by anybody, for the desk of the case mostly, aimed at somebody of the case or not."""
        today = self.world.now.date()
        aims = [row["id"] for row in self.world.rows("case_persons") if row["case_id"] == case["id"]]
        elsewhere = f"{OTHER_DESKS[case['compartment']]}.{case['district_id']}"
        intervention = self.world.add(
            "interventions",
            id=self.id(),
            signal_id=None,
            municipality_code=None,
            case_id=case["id"],
            goal_id=None if goal is None else goal["id"],
            district_id=case["district_id"],
            desk_id=case["desk_id"] if self.chance(0.7) else elsewhere,
            compartment=case["compartment"],
            kind_id=self.some(self.world.rows("intervention_kinds"))["id"],
            target="victim",
            person_id=self.some(aims) if aims and self.chance(0.5) else None,
            location_id=None,
            organisations=["municipality" if status == "planned" else "labour_inspectorate"],
            cost_band="unknown",
            status=status,
            planned_for=None,
            started_on=None if status == "planned" else today - 50 * DAY,
            ended_on=today - DAY if status in {"ended", "stopped"} else None,
            stop_reason="other" if status == "stopped" else None,
            logged_by=self.some(members),
            logged_by_name="Somebody",
            logged_at=self.world.now - HOUR,
            version=1,
        )
        if status != "planned":
            self._add_effect(intervention, members)

    def _add_effect(self, intervention: Row, members: list[UUID]) -> None:
        self.world.add(
            "effects",
            id=self.id(),
            intervention_id=intervention["id"],
            signal_id=None,
            compartment=intervention["compartment"],
            scale="victim",
            outcome=self.some(("safe", "revictimised")),
            source="partner",
            confidence="high",
            assessed_on=self.world.now.date() - DAY,
            assessed_by=self.some(members),
            assessed_by_name="Somebody",
            recorded_at=self.world.now - HOUR,
        )
