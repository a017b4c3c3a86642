"""The notifications of a world: of every kind and audience, for who has to do with it and for who has not."""

from random import Random

from tests.wall.draw import Size
from tests.wall.escalations import Escalations
from tests.wall.model import DISTRICTS, HOUR, MUNICIPALITIES, SIDES, Row, World

NOBODY = dict.fromkeys(("desk_id", "track", "municipality_code", "district_id"))


class Notifications(Escalations):
    """Fills notifications, for tasks, referrals and appointments that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} notifications")  # noqa: S311 - worlds are no secrets

    def add_notifications(self) -> None:
        """Notify of every appointment, whatever its state, and a few actors of what is not theirs."""
        appointments = self.world.rows("appointments")
        for appointment in appointments:
            for holder in (appointment, self.some(appointments)) if self.chance(0.5) else (appointment,):
                self.add_for(holder["actor_id"], appointment)
        for referral in self.world.rows("referrals"):
            self.add_offer(referral)

    def add_for(self, actor: object, appointment: Row) -> None:
        """Notify an actor of what the holder of an appointment has to do with."""
        district = appointment["district_id"] or self.some(DISTRICTS)
        municipality = appointment["municipality_code"] or self.some(MUNICIPALITIES)
        place = {"municipality_code": municipality, "district_id": district, "track": self.some(SIDES)}
        audience, kind = {
            "aandachtsfunctionaris": ("submitters", "feedback_given"),
            "system": ("submitters", "feedback_given"),
            "districtelijk_coordinator": ("coordinators", "escalated"),
            "ketenregisseur": ("chain", "escalated"),
            "beheerder": ("beheerders", "desk_unstaffed"),
        }.get(appointment["role"], ("desk", self.some(("new_work", "acute_danger", "assigned", "referral_returned"))))
        if audience == "beheerders":
            place["track"] = None
        desks = sorted({task["desk_id"] for task in self.world.rows("tasks")})
        desk = self.desk_of(appointment) if self.desk_of(appointment) in desks else self.some(desks)
        self.add_one(actor, kind, audience, {**place, "desk_id": desk}, self.id())

    def add_offer(self, referral: Row) -> None:
        """Notify of a referral that was offered to a desk, also where there is none."""
        desk, track = referral["to_desk_id"], referral["to_track"]
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == desk]
        if desk is None or not there:
            return
        place = {**NOBODY, "desk_id": desk, "track": track}
        for subject in (referral["id"], self.id()) if self.chance(0.3) else (referral["id"],):
            self.add_one(self.some(there), "referral_offered", "desk", place, subject)

    def add_one(self, actor: object, kind: str, audience: str, place: Row, subject: object) -> None:
        self.world.add(
            "notifications",
            id=self.id(),
            event_id=self.id(),
            actor_id=actor,
            kind=kind,
            subject_id=subject,
            audience=audience,
            **place,
            created_at=self.world.now - HOUR * self.drawn.randint(1, 5),
            read_at=None if self.chance(0.6) else self.world.now - HOUR / 2,
        )
