"""What was told of cases to who was let in, to who had to go, and to desks; some of them know of it no longer."""

from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import HOUR, Row, World
from tests.wall.notifications import NOBODY
from tests.wall.telling import Tellings

TO_MEMBERS = ("member_added", "membership_changed", "membership_ending", "lead_given", "lead_taken")


class Belonging(Tellings):
    """Fills notifications of cases, some of them alone in a mail, and what the worker told of them before."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} belonging")  # noqa: S311 - worlds are no secrets

    def add_told_of_cases(self) -> None:
        """Tell members of now, of before and to come; the desk of each case, led or not; and anybody."""
        self._leave_some_without_lead()
        for member in self.world.rows("case_members"):
            until = member["until"]
            member["reminded_for"] = self.some((None, None, until, until - HOUR))
        for case in self.world.rows("cases"):
            case["unled_since"] = self.some((None, None, self.world.now - HOUR))
            self._tell_members(case)
            place = {**NOBODY, "desk_id": case["desk_id"], "track": case["compartment"]}
            for there in (self._at(case["desk_id"]), self._at(case["desk_id"]), [self.actor()["id"]]):
                self._tell("case_without_lead", "openers", case["id"], there, place)
        for case in self.world.rows("cases"):  # of those at its desk some are no members, and may yet take it up
            side = {**NOBODY, "track": case["compartment"]}
            self._tell("case_member_added", "member", case["id"], self._at(case["desk_id"]), side)

    def _leave_some_without_lead(self) -> None:
        """Let there be a case at each desk that nobody leads, and mostly one member, who is of another desk or was."""
        for case in self.world.rows("cases")[::2]:
            new = {"id": self.id(), "lead_id": self.actor()["id"]}
            new["reference"] = f"ZWB-C-2026-{new['id'].hex[-8:]}"
            self.world.add("cases", **{**case, **new})
            of_case = [row for row in self.world.rows("case_members") if row["case_id"] == case["id"]]
            away = [row for row in of_case if row["actor_id"] not in self._at(case["desk_id"])]
            if away and self.chance(0.7):
                self.world.add("case_members", **{**self.some(away), "id": self.id(), "case_id": new["id"]})

    def _tell_members(self, case: Row) -> None:
        """Tell two of the members and somebody else that they are in it, and that they are not any more."""
        members: list[UUID] = [
            row["actor_id"] for row in self.world.rows("case_members") if row["case_id"] == case["id"]
        ]
        side = {**NOBODY, "track": case["compartment"]}
        for there in (members, members, [self.actor()["id"]]):
            self._tell(f"case_{self.some(TO_MEMBERS)}", "member", case["id"], there, side)
            place = {**side, "district_id": case["district_id"]}
            self._tell("case_membership_ended", "former_member", case["id"], there, place)
