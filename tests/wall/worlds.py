"""Worlds for proving the wall: everything a database of Signaalbrug can hold, drawn from a seed.

Areas are few and moments lie on whole hours around `now`, so that everything collides: people of one district with
those of the other, and the present with the very moment that something begins or ends. Rows are plain dicts by table;
what is encrypted is left out, and filled in when a world is loaded. Nothing here knows any access rule.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

Row = dict[str, Any]

BASE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ISSUER = "https://demo.signaalbrug.invalid"
CARE, SECURITY = "care", "security"
SIDES = (CARE, SECURITY)

MUNICIPALITIES = {
    "GM0758": "de_baronie",
    "GM0826": "de_baronie",
    "GM0664": "zeeland",
    "GM0654": "zeeland",
}
DISTRICTS = ("de_baronie", "zeeland")
FORMS = ("sexual", "labour", "criminal", "organ_removal")

MUNICIPAL_ROLES = ("aandachtsfunctionaris", "projectleider_ondermijning", "system")
DISTRICT_ROLES = ("zorgcoordinator", "zorgtafel", "dsp", "riec", "districtelijk_coordinator")
REGIONAL_ROLES = (
    "avim",
    "arbeidsinspectie",
    "officier_van_justitie",
    "ketenregisseur",
    "bestuurlijk_trekker",
    "beheerder",
    "auditor",
)
ROLES = MUNICIPAL_ROLES + DISTRICT_ROLES + REGIONAL_ROLES
SCOPES = ("signals:own:submit", "signals:known:read", "reference-data:all:read")
GLASS_ROLES = ("zorgcoordinator", "zorgtafel", "avim", "dsp")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is in a world."""

    signals: int = 24
    extra_actors: int = 24


@dataclass(eq=False)
class World:
    """Rows by table, and the moment at which they are read. Compared by identity."""

    seed: int
    now: datetime
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return self.tables.setdefault(table, [])

    def add(self, table: str, **row: Any) -> Row:
        """Add a row to a table."""
        self.rows(table).append(row)
        return row


def generate(seed: int, size: Size | None = None) -> World:
    """Draw a world; the same seed gives the same world."""
    drawn = Random(seed)  # noqa: S311 - worlds are no secrets
    world = World(seed, BASE + timedelta(minutes=drawn.randrange(50_000)))
    _Generator(world, drawn, size or Size()).fill()
    return world


class _Generator:
    """Fills a world table by table, each from those before it."""

    def __init__(self, world: World, drawn: Random, size: Size) -> None:
        self.world, self.drawn, self.size = world, drawn, size

    def fill(self) -> None:
        self.appoint_everybody()
        for number in range(self.size.signals):
            self.add_signal(number)
        for actor in self.world.rows("actors"):
            for number in range(self.drawn.randrange(3)):
                self.world.add(
                    "idempotency_keys",
                    actor_id=actor["id"],
                    operation="signals",
                    key=f"key-{number:08}",
                    fingerprint=b"\x00" * 32,
                    resource_id=self.id(),
                    created_at=self.world.now - HOUR,
                )
        for _ in range(6):  # of no signal: for nobody, or for a municipality
            self.add_event(None, self.some([None, *MUNICIPALITIES]), self.some([None, *SIDES]))

    # What is drawn

    def id(self) -> UUID:
        return UUID(int=self.drawn.getrandbits(128), version=4)

    def some(self, choices: Any) -> Any:
        return self.drawn.choice(list(choices))

    def chance(self, probability: float) -> bool:
        return self.drawn.random() < probability

    def hours(self, first: int, last: int) -> datetime:
        """Return a moment a whole number of hours from now, now itself not unlikely."""
        return self.world.now + HOUR * self.drawn.randint(first, last)

    def actor(self) -> Row:
        row: Row = self.some(self.world.rows("actors"))
        return row

    def other_than(self, *actors: UUID | None) -> UUID:
        chosen: UUID = self.some(row["id"] for row in self.world.rows("actors") if row["id"] not in actors)
        return chosen

    # People

    def appoint_everybody(self) -> None:
        """One of each role in each area, appointed beyond doubt, and others about whom anything may be the case."""
        areas: list[tuple[str, str | None, str | None]] = [
            *((role, code, None) for role in MUNICIPAL_ROLES for code in MUNICIPALITIES),
            *((role, None, district) for role in DISTRICT_ROLES for district in DISTRICTS),
            *((role, None, None) for role in REGIONAL_ROLES),
        ]
        second = ("zorgcoordinator", "avim", "beheerder")
        certain = areas + [area for area in areas if area[0] in second]
        for number in range(len(certain) + self.size.extra_actors):
            role = certain[number][0] if number < len(certain) else None
            client = role == "system" or (role is None and self.chance(0.15))
            self.world.add(
                "actors",
                id=self.id(),
                issuer=ISSUER,
                subject=f"actor-{number}",
                name=f"Actor {number}",
                created_at=self.world.now - 90 * HOUR,
                kind="client" if client else "person",
            )
        actors = self.world.rows("actors")
        for actor, area in zip(actors, certain, strict=False):
            scopes = self.scopes() if area[0] == "system" and self.chance(0.5) else None
            self.appoint(actor["id"], area, self.world.now - 9 * HOUR, scopes=scopes)
        for actor in actors[len(certain) :]:
            for _ in range(self.drawn.choice((1, 1, 2, 3))):
                area = self.some(area for area in areas if (area[0] == "system") == (actor["kind"] == "client"))
                scopes = self.scopes() if actor["kind"] == "client" and self.chance(0.6) else None
                self.appoint(actor["id"], area, self.hours(-3, 1), doubtful=True, scopes=scopes)
        originals = list(self.world.rows("appointments"))
        for original in self.drawn.sample(originals, len(originals) // 4):
            self.lend(original)

    def scopes(self) -> list[str]:
        return self.drawn.sample(SCOPES, self.drawn.randint(0, 2))

    def appoint(
        self,
        actor: UUID,
        area: tuple[str, str | None, str | None],
        begins: datetime,
        *,
        doubtful: bool = False,
        scopes: list[str] | None = None,
    ) -> None:
        """Give an appointment; a doubtful one may be proposed only, to come, ended or withdrawn."""
        proposed_by = self.other_than(actor) if self.chance(0.5) else None
        approved = not doubtful or self.chance(0.85)
        withdrawn = self.hours(-2, 2) if doubtful and self.chance(0.25) else None
        self.world.add(
            "appointments",
            id=self.id(),
            actor_id=actor,
            role=area[0],
            municipality_code=area[1],
            district_id=area[2],
            valid_from=begins,
            valid_until=max(begins + HOUR, self.hours(-2, 2)) if doubtful and self.chance(0.5) else None,
            scopes=scopes,
            lent_from=None,
            proposed_by=proposed_by,
            proposed_at=begins - 5 * HOUR,
            approved_by=self.other_than(actor, proposed_by) if approved else None,
            approved_at=(self.hours(-3, 1) if doubtful else begins) if approved else None,
            withdrawn_by=self.other_than(actor) if withdrawn else None,
            withdrawn_at=withdrawn,
            last_used_on=None,
        )

    def lend(self, original: Row) -> None:
        """Lend an appointment to somebody, by its holder."""
        deputy = self.other_than(original["actor_id"])
        begins = self.hours(-3, 0)
        self.world.add(
            "appointments",
            **{
                **original,
                "id": self.id(),
                "actor_id": deputy,
                "valid_from": begins,
                "valid_until": begins + HOUR * self.drawn.randint(2, 6),
                "lent_from": original["id"],
                "proposed_by": original["actor_id"],
                "approved_by": self.other_than(deputy, original["actor_id"]),
                "approved_at": begins,
                "withdrawn_by": None,
                "withdrawn_at": None,
            },
        )

    # Signals

    def add_signal(self, number: int) -> None:
        """Add a signal with all that can belong to it, on each side or not."""
        code = self.some(MUNICIPALITIES)
        forms = self.drawn.sample(FORMS, self.drawn.randint(1, 2))
        signal = self.world.add(
            "signals",
            id=self.id(),
            reference=f"ZWB-2026-{number:06}",
            municipality_code=code,
            district_id=MUNICIPALITIES[code],
            exploitation_forms=forms,
            acute_danger=self.chance(0.2),
            observed_from=date(2026, 11, 2),
            observed_until=None,
            received_at=self.world.now - 5 * HOUR,
        )
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
        for side in decided:
            self.add_tasks(signal, side)
        if len(decided) == 1 and self.chance(0.3):  # decided on, without a task on that side
            self.add_decision(signal, SECURITY if decided == (CARE,) else CARE)
        for side in SIDES:
            self.add_contents(signal, side)
        for side in (None, *SIDES):
            for _ in range(self.drawn.randint(1, 2)):
                self.add_event(signal["id"], None if self.chance(0.1) else code, side)
        self.add_crossings(signal)

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

    def add_tasks(self, signal: Row, side: str) -> None:
        """Route one track of a signal to some desks, rarely to one that works on the other track."""
        decision = self.add_decision(signal, side)
        for _ in range(self.drawn.randint(1, 3)):
            status = self.some(("open", "claimed", "done"))
            desks = self.desks(side if self.chance(0.85) else SECURITY, signal["exploitation_forms"])
            if self.chance(0.1):
                desks = self.desks(CARE, [])
            task = self.world.add(
                "tasks",
                id=self.id(),
                decision_id=decision["id"],
                desk_id=self.some(desks),
                track=side,
                layer=1,
                involvement=self.some(("responsible", "informed")),
                status=status,
                urgency=self.drawn.randrange(3),
                due_at=self.hours(-5, 40),
                opened_at=signal["received_at"],
                **{name: signal[name] for name in _ENVELOPE},
                signal_id=signal["id"],
                claimed_by=None if status == "open" else self.actor()["id"],
                claimed_at=None if status == "open" else signal["received_at"],
                outcome="noted" if status == "done" else None,
                completed_at=self.world.now - HOUR if status == "done" else None,
                version=1,
            )
            if self.chance(0.6):
                self.world.add(
                    "task_notes",
                    id=self.id(),
                    task_id=task["id"],
                    signal_id=signal["id"],
                    compartment=side if self.chance(0.85) else self.some(SIDES),
                    written_by=self.actor()["id"],
                    written_at=signal["received_at"],
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
            self.world.add("signal_parts", **common, indicators=[], organised=False)
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

    # What may cross the wall

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
            self.add_sharing(signal)
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
        for _ in range(self.drawn.randrange(4)):
            self.add_session(signal)

    def add_sharing(self, signal: Row) -> None:
        side, status = self.some(SIDES), self.some(("proposed", "approved", "approved", "revoked"))
        proposer, forms = self.actor()["id"], signal["exploitation_forms"]
        approver = self.other_than(proposer) if status != "proposed" else None
        other = SECURITY if side == CARE else CARE
        decision = self.world.add(
            "sharing_decisions",
            id=self.id(),
            signal_id=signal["id"],
            compartment=side,
            receiving_desk_id=self.some(self.desks(other if self.chance(0.8) else side, forms)),
            purpose="protect_victim",
            legal_basis="vital_interest",
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
            version=1,
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

    def add_session(self, signal: Row) -> None:
        """Break glass, as anybody might have that once had the role, from three hours ago until an hour to come."""
        candidates = [row["actor_id"] for row in self.world.rows("appointments") if row["role"] in GLASS_ROLES]
        actor = self.some(candidates) if self.chance(0.9) else self.actor()["id"]
        opened, reviewed = self.world.now + self.drawn.randint(-5, 1) * HOUR / 2, self.chance(0.3)
        self.world.add(
            "break_glass_sessions",
            id=self.id(),
            actor_id=actor,
            actor_name="Somebody",
            signal_id=signal["id"],
            **{name: signal[name] for name in ("reference", "municipality_code", "district_id")},
            opened_at=opened,
            ends_at=opened + HOUR,
            verdict="justified" if reviewed else None,
            reviewed_by=self.other_than(actor) if reviewed else None,
            reviewed_by_name="Overseer" if reviewed else None,
            reviewed_at=opened + HOUR if reviewed else None,
        )


_ENVELOPE = ("reference", "municipality_code", "district_id", "exploitation_forms", "acute_danger")
