"""The cases of a world: at every desk that opens them, in every state, with members of every kind.

Drawn apart from the rest, so that a world stays otherwise as it was before there were cases.
"""

from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import CARE, DISTRICTS, HOUR, SECURITY, Row, World
from tests.wall.signals import Signals

OPENED_AT = {"zorgcoordinator": CARE, "zorgtafel": CARE, "dsp": SECURITY}
CASE_DESKS = [
    *((f"{kind}.{district}", side, district) for kind, side in OPENED_AT.items() for district in DISTRICTS),
    *(("avim", SECURITY, district) for district in DISTRICTS),
]
"""Each desk that opens cases, with their side and their district."""
MEMBERS = ("zorgcoordinator", "zorgtafel", "avim", "projectleider_ondermijning", "dsp", "officier_van_justitie", "riec")
STATUSES = ("open", "suspended", "closed")


class Cases(Signals):
    """Fills cases and all that is in them, for actors and tasks that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} cases")  # noqa: S311 - worlds are no secrets

    def add_cases(self) -> None:
        """Open two cases at each desk; the first is going on, and led by somebody who was appointed there for sure."""
        self._appointed = [row for row in self.world.rows("appointments") if row["role"] in MEMBERS]
        for desk, side, district in CASE_DESKS:
            for number in range(2):
                self._add_case(desk, side, district, number)
        for decision in self.world.rows("sharing_decisions"):
            self._name_cases(decision)

    def _name_cases(self, decision: Row) -> None:
        """Let a decision come from a case and be received by one: of the other side mostly, or by none there is."""
        here, there = ([c for c in self.world.rows("cases") if c["compartment"] == side] for side in (CARE, SECURITY))
        if decision["compartment"] == SECURITY:
            here, there = there, here
        if self.chance(0.4):
            decision["case_reference"] = self.some(here)["reference"]
        if self.chance(0.6):
            named = self.some(there if self.chance(0.85) else here)["reference"]
            decision["receiving_case_reference"] = named if self.chance(0.9) else "ZWB-C-2026-NONE00"

    def _add_case(self, desk: str, side: str, district: str, number: int) -> None:
        status = self.some(STATUSES if number else STATUSES[:2])
        closed = status == "closed"
        case = self.world.add(
            "cases",
            id=self.id(),
            reference=f"ZWB-C-2026-{len(self.world.rows('cases')):06}",
            compartment=side,
            district_id=district,
            desk_id=desk,
            exploitation_forms=["labour"],
            status=status,
            lead_id=self.actor()["id"],
            opened_by=self.actor()["id"],
            opened_by_name="Somebody",
            opened_at=self.world.now - 5 * HOUR,
            closed_at=self.world.now - HOUR if closed else None,
            outcome="not_established" if closed else None,
            version=1,
        )
        sure = self._sure_of(desk) if number == 0 else None
        if sure is not None:
            self._add_member(case, sure, sure=True)
        members = self._add_members(case, sure)
        case["lead_id"], case["opened_by"] = sure or self._lead(case, members), self.some(members)
        self._add_signals(case)
        self._add_notes(case, members)
        self._add_changes(case, members)

    def _sure_of(self, desk: str) -> UUID | None:
        """Return somebody who works at a desk beyond doubt, if there is anybody."""
        there = [
            row["actor_id"]
            for row in self._appointed
            if self.desk_of(row) == desk
            and all(row[name] is None for name in ("valid_until", "withdrawn_at", "lent_from", "scopes"))
            and row["approved_at"] == row["valid_from"] == self.world.now - 9 * HOUR
        ]
        return self.some(there) if there else None

    def _add_members(self, case: Row, sure: UUID | None) -> list[UUID]:
        """Let in many of those whose roles can reach cases, wherever and of whatever side, and some of all others."""
        near = {row["actor_id"] for row in self._appointed if self._is_near(row, case)}
        others = {row["actor_id"] for row in self._appointed} - near
        chosen = [actor for actor in sorted(near) if self.chance(0.6 if sure else 0.75)]
        chosen += [actor for actor in sorted(others) if self.chance(0.2)]
        chosen += [self.actor()["id"] for _ in range(2)]
        others_than_sure = [actor for actor in dict.fromkeys(chosen) if actor != sure]
        for actor in others_than_sure:
            self._add_member(case, actor)
        return others_than_sure

    def _is_near(self, appointment: Row, case: Row) -> bool:
        return appointment["district_id"] in {None, case["district_id"]}

    def _add_member(self, case: Row, actor: UUID, *, sure: bool = False) -> None:
        now = self.world.now
        since, until = self.drawn.choice(
            (
                *((now - 2 * HOUR, now + 9 * HOUR),) * 5,
                (now, now + HOUR),
                (now - HOUR, now),
                (now - 3 * HOUR, now - HOUR),
                (now + HOUR, now + 5 * HOUR),
            )
        )
        if sure:
            since, until = now - 2 * HOUR, now + 9 * HOUR
        removed = self.chance(0.12) and not sure
        remover = self.other_than(actor)
        self.world.add(
            "case_members",
            id=self.id(),
            case_id=case["id"],
            compartment=case["compartment"],
            actor_id=actor,
            actor_name="Somebody",
            since=since,
            until=until,
            added_by=self.actor()["id"],
            added_by_name="Somebody",
            added_at=now - 4 * HOUR,
            removed_by=remover if removed else None,
            removed_by_name="Somebody" if removed else None,
            removed_at=now - HOUR if removed else None,
        )

    def _lead(self, case: Row, members: list[UUID]) -> UUID:
        """Let somebody lead who can work on the case, mostly."""
        there = {
            row["actor_id"]
            for row in self.world.rows("case_members")
            if row["case_id"] == case["id"] and row["since"] <= self.world.now < row["until"] and not row["removed_at"]
        }
        near = [row["actor_id"] for row in self._appointed if self._is_near(row, case) and row["actor_id"] in there]
        of_desk = [
            row["actor_id"]
            for row in self._appointed
            if row["actor_id"] in near and self.desk_of(row) == case["desk_id"]
        ]
        chosen: UUID = self.some(of_desk if of_desk and self.chance(0.5) else near if self.chance(0.8) else members)
        return chosen

    def _add_signals(self, case: Row) -> None:
        """Put in signals that have work on that side, mostly at that desk, and sometimes any signal."""
        tasks = [row for row in self.world.rows("tasks") if row["track"] == case["compartment"]]
        at_desk = [row["signal_id"] for row in tasks if row["desk_id"] == case["desk_id"]]
        told = {row["signal_id"] for row in self.world.rows("data_keys") if row["compartment"] == case["compartment"]}
        at_desk = [signal_id for signal_id in at_desk if signal_id in told] or at_desk
        anywhere = [row["signal_id"] for row in tasks]
        chosen = [self.some(at_desk or anywhere), self.some(anywhere)]
        for signal_id in dict.fromkeys(chosen):
            (signal,) = (row for row in self.world.rows("signals") if row["id"] == signal_id)
            self._add_signal(case, signal)

    def _add_signal(self, case: Row, signal: Row) -> None:
        copied = (
            *("municipality_code", "reference", "exploitation_forms", "acute_danger"),
            *("observed_from", "observed_until", "received_at"),
        )
        self.world.add(
            "case_signals",
            case_id=case["id"],
            signal_id=signal["id"],
            compartment=case["compartment"],
            **{name: signal[name] for name in copied},
            added_by=self.actor()["id"],
            added_by_name="Somebody",
            added_at=self.world.now - 4 * HOUR,
        )

    def _add_notes(self, case: Row, members: list[UUID]) -> None:
        earlier = None
        for _ in range(self.drawn.randint(1, 3)):
            note = self.world.add(
                "case_notes",
                id=self.id(),
                case_id=case["id"],
                compartment=case["compartment"],
                supersedes=earlier,
                written_by=self.some(members),
                written_by_name="Somebody",
                written_at=self.world.now - HOUR,
            )
            earlier = note["id"] if self.chance(0.4) else None

    def _add_changes(self, case: Row, members: list[UUID]) -> None:
        steps = {"open": ("resume",), "suspended": ("suspend",), "closed": ("suspend", "close")}[case["status"]]
        reached = {"resume": "open", "suspend": "suspended", "close": "closed"}
        for step in steps:
            self.world.add(
                "case_status_changes",
                id=self.id(),
                case_id=case["id"],
                compartment=case["compartment"],
                step=step,
                status=reached[step],
                reason="other",
                outcome="not_established" if step == "close" else None,
                changed_by=self.some(members),
                changed_by_name="Somebody",
                changed_at=self.world.now - HOUR,
            )
