"""The people and clients of a world, with appointments of every kind and state."""

from datetime import datetime
from uuid import UUID

from tests.wall.draw import Draw
from tests.wall.model import (
    DISTRICT_ROLES,
    DISTRICTS,
    HOUR,
    ISSUER,
    MUNICIPAL_ROLES,
    MUNICIPALITIES,
    OTHER_ISSUER,
    REGIONAL_ROLES,
    ROLES,
    SCOPES,
    Row,
)

Area = tuple[str, str | None, str | None]
"""A role, and the municipality or the district that it is for."""

AREAS: list[Area] = [
    *((role, code, None) for role in MUNICIPAL_ROLES for code in MUNICIPALITIES),
    *((role, None, district) for role in DISTRICT_ROLES for district in DISTRICTS),
    *((role, None, None) for role in REGIONAL_ROLES),
]
"""Each role in each area where it belongs."""


class People(Draw):
    """Fills actors and appointments."""

    def appoint_everybody(self) -> None:
        """One of each role in each area, appointed beyond doubt, and others about whom anything may be the case."""
        certain, limited = self.certain()
        for number in self.drawn.sample(range(len(certain)), 4):
            self.world.add("actors", **self.person(number), issuer=OTHER_ISSUER, kind="person")
        namesakes = list(self.world.rows("actors"))
        for number in range(len(certain) + len(limited) + self.size.extra_actors):
            roles = [area[0] for area in (certain + limited)[number : number + 1]]
            client = roles == ["system"] or (not roles and self.chance(0.15))
            kind = "client" if client else "person"
            self.world.add("actors", **self.person(number), issuer=ISSUER, kind=kind)
        actors = self.world.rows("actors")[len(namesakes) :]
        for number, (actor, area) in enumerate(zip(actors, certain + limited, strict=False)):
            scopes = self.scopes() if area[0] == "system" and self.chance(0.5) else None
            if number >= len(certain):
                scopes = []
            self.appoint(actor["id"], area, self.world.now - 9 * HOUR, scopes=scopes)
        for actor in [*namesakes, *actors[len(certain) + len(limited) :]]:
            self.appoint_somehow(actor)
        for original in list(self.world.rows("appointments")):
            if self.chance(0.7 if original["withdrawn_at"] or original["valid_until"] else 0.15):
                self.lend(original)

    def certain(self) -> tuple[list[Area], list[Area]]:
        """List who there is in any case: with all that a role gives, and with a role whose scopes allow nothing."""
        seconds = [area for area in AREAS if area[0] in {"zorgcoordinator", "avim", "beheerder"}]
        limited = [self.some(area for area in AREAS if area[0] == role) for role in ROLES]
        if self.size.impossible:  # roles for a district or the region, where they would reach too far
            limited += [(role, next(iter(MUNICIPALITIES)), None) for role in ("avim", "auditor")]
        return AREAS + seconds, limited

    def appoint_somehow(self, actor: Row) -> None:
        """Give some appointments of which anything may be the case."""
        for _ in range(self.drawn.choice((1, 1, 2, 3))):
            area = self.some(area for area in AREAS if (area[0] == "system") == (actor["kind"] == "client"))
            if self.size.impossible and self.chance(0.15):  # a role where it does not belong
                area = (area[0], *self.some(AREAS)[1:])
            scopes = self.scopes() if self.chance(0.6 if actor["kind"] == "client" else 0.2) else None
            self.appoint(actor["id"], area, self.hours(-3, 1), doubtful=True, scopes=scopes)

    def person(self, number: int) -> Row:
        """Make what is known of anybody."""
        subject, created = f"actor-{number}", self.world.now - 90 * HOUR
        return {"id": self.id(), "subject": subject, "name": f"Actor {number}", "created_at": created}

    def scopes(self) -> list[str]:
        return self.drawn.sample(SCOPES, self.drawn.randint(0, 4))

    def appoint(
        self,
        actor: UUID,
        area: Area,
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
