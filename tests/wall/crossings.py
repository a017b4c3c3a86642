"""What may cross the wall in a world: sharing decisions, matches, and glass that was broken."""

from datetime import datetime
from uuid import UUID

from tests.wall.draw import Draw
from tests.wall.model import CARE, DISTRICTS, GLASS_ROLES, HOUR, MUNICIPALITIES, SECURITY, SIDES, Row


class Crossings(Draw):
    """Fills sharing decisions, identity tokens and lookups, matches and sessions of breaking glass."""

    def desks(self, side: str, forms: list[str]) -> list[str]:
        """List the desks of a side, in any area; the Zorgtafel is on both."""
        tables = [f"zorgtafel.{district}" for district in DISTRICTS]
        if side == CARE:
            return tables + [f"zorgcoordinator.{district}" for district in DISTRICTS]
        return [
            *tables,
            "avim",
            *(["arbeidsinspectie"] if "labour" in forms else []),
            *(f"dsp.{district}" for district in DISTRICTS),
            *(f"projectleider_ondermijning.{code}" for code in MUNICIPALITIES),
        ]

    def near(self, signal: Row) -> list[UUID]:
        """List who is or was appointed at a desk that has a task of a signal, on whichever track."""
        desks = {task["desk_id"] for task in self.world.rows("tasks") if task["signal_id"] == signal["id"]}
        return [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) in desks]

    def desk_of(self, appointment: Row) -> str:
        """Name the desk of an appointment, whether there is one or not."""
        area = appointment["municipality_code"] or appointment["district_id"]
        return appointment["role"] if area is None else f"{appointment['role']}.{area}"

    def add_token(self, signal: Row, side: str, subject: UUID) -> None:
        self.world.add(
            "identity_tokens",
            subject_id=subject,
            value=bytes([self.drawn.randrange(6)]) * 32,
            strength=self.some(("strong", "probable", "possible")),
            signal_id=signal["id"],
            municipality_code=signal["municipality_code"],
            district_id=signal["district_id"],
            compartment=side,
        )

    def add_crossings(self, signal: Row) -> None:
        """Add sharing decisions, matches, lookups and sessions of breaking glass."""
        for _ in range(self.drawn.randrange(4)):
            self.draw_sharing(signal)
        for side in SIDES:
            for desk in self.drawn.sample(["avim", "zorgcoordinator.zeeland"], self.drawn.randrange(3)):
                found = {"strength": "strong", "found_at": self.world.now - HOUR}
                self.world.add("matches", signal_id=signal["id"], compartment=side, desk_id=desk, **found)
        if self.chance(0.6):
            self.world.add(
                "identity_lookups",
                signal_id=signal["id"],
                municipality_code=signal["municipality_code"],
                actor_id=self.actor()["id"],
                asked_at=self.world.now - HOUR,
                compared_at=self.world.now - HOUR,
            )
        for _ in range(self.drawn.randrange(6)):
            self.draw_session(signal)

    def draw_sharing(self, signal: Row) -> None:
        """Add a decision on either side, likely proposed by somebody whose desk knows the signal."""
        near = self.near(signal)
        proposer = self.some(near) if near and self.chance(0.7) else self.actor()["id"]
        status = self.some(("proposed", "approved", "approved", "revoked"))
        self.add_sharing(signal, self.some(SIDES), status, proposer)

    def add_sharing(self, signal: Row, side: str, status: str, proposer: UUID) -> None:
        approver = self.other_than(proposer) if status != "proposed" else None
        other = SECURITY if side == CARE else CARE
        decision = self.world.add(
            "sharing_decisions",
            id=self.id(),
            signal_id=signal["id"],
            compartment=side,
            receiving_desk_id=self.some(self.desks(other if self.chance(0.8) else side, signal["exploitation_forms"])),
            case_reference=None,
            receiving_case_reference=None,
            purpose="protect_victim",
            legal_basis="avg_6_1_d",
            **{name: signal[name] for name in ("municipality_code", "district_id", "reference", "exploitation_forms")},
            valid_until=self.hours(-2, 3),
            status=status,
            proposed_by=proposer,
            proposed_by_name="Somebody",
            proposed_at=self.world.now - 4 * HOUR,
            approved_by=approver,
            approved_by_name="Another" if approver else None,
            approved_at=self.world.now - 3 * HOUR if approver else None,
            revoked_by=proposer if status == "revoked" else None,
            revoked_by_name="Somebody" if status == "revoked" else None,
            revoked_at=self.world.now - HOUR if status == "revoked" else None,
        )
        for _ in range(self.drawn.randint(1, 2)):
            self.world.add(
                "shared_items",
                id=self.id(),
                decision_id=decision["id"],
                compartment=side if self.chance(0.9) else other,
                kind="narrative",
                item_id=signal["id"],
            )

    def draw_session(self, signal: Row) -> None:
        """Break glass, as anybody might have that once had the role, from three hours ago until an hour to come."""
        candidates = [row["actor_id"] for row in self.world.rows("appointments") if row["role"] in GLASS_ROLES]
        near = [actor for actor in self.near(signal) if actor in candidates]
        actor = self.some(near if near and self.chance(0.6) else candidates)
        if self.chance(0.05):
            actor = self.actor()["id"]
        self.add_session(signal, actor, self.world.now + self.drawn.randint(-5, 1) * HOUR / 2)

    def add_session(self, signal: Row, actor: UUID, opened: datetime) -> None:
        named = {name: signal[name] for name in ("reference", "municipality_code", "district_id")}
        self.add_opening(actor, opened, signal_id=signal["id"], case_id=None, **named)

    def add_opening(self, actor: UUID, opened: datetime, **what: object) -> None:
        """Let somebody have broken glass for a signal or a case."""
        reviewed = self.chance(0.3)
        self.world.add(
            "break_glass_sessions",
            id=self.id(),
            actor_id=actor,
            actor_name="Somebody",
            **what,
            opened_at=opened,
            ends_at=opened + HOUR,
            verdict="justified" if reviewed else None,
            reviewed_by=self.other_than(actor) if reviewed else None,
            reviewed_by_name="Overseer" if reviewed else None,
            reviewed_at=opened + HOUR if reviewed else None,
        )
