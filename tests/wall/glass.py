"""Cases that somebody broke glass for, in every state: by members and others, of the own district and elsewhere.

Drawn apart from the rest, and added when all else is there that looks at sessions.
"""

from datetime import datetime
from random import Random
from uuid import UUID

from tests.wall.cases import STATUSES
from tests.wall.draw import Size
from tests.wall.model import GLASS_ROLES, HOUR, SIDES, Row, World
from tests.wall.signals import Signals


class CaseGlass(Signals):
    """Fills sessions of breaking glass for cases that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} glass of cases")  # noqa: S311 - worlds are no secrets

    def add_glass_of_cases(self) -> None:
        """Let cases be opened by anybody who once had the role, and those of each side and state by who surely has."""
        once = [row["actor_id"] for row in self.world.rows("appointments") if row["role"] in GLASS_ROLES]
        for case in self.world.rows("cases"):
            if self.chance(0.4):
                self._break_for(case, self.some(once), self.world.now + self.drawn.randint(-5, 1) * HOUR / 2)
        for side in SIDES:
            for status in STATUSES:
                cases = [c for c in self.world.rows("cases") if (c["compartment"], c["status"]) == (side, status)]
                self._let_outsiders_look(cases)

    def _let_outsiders_look(self, cases: list[Row]) -> None:
        """Let the first of these cases that tells of somebody be opened, now, by two who never were members of it."""
        told = {row["case_id"] for row in self.world.rows("safety_assessments")}
        for case in sorted(cases, key=lambda one: one["id"] not in told)[:1]:
            members = {row["actor_id"] for row in self.world.rows("case_members") if row["case_id"] == case["id"]}
            sure = [row["actor_id"] for row in self.world.rows("appointments") if self._reaches_for_sure(row, case)]
            for actor in [one for one in dict.fromkeys(sure) if one not in members][:2]:
                self._break_for(case, actor, self.world.now - HOUR / 2)

    def _reaches_for_sure(self, appointment: Row, case: Row) -> bool:
        endless = all(appointment[name] is None for name in ("valid_until", "withdrawn_at", "lent_from", "scopes"))
        begun = appointment["approved_at"] == appointment["valid_from"] == self.world.now - 9 * HOUR
        near = appointment["municipality_code"] is None and appointment["district_id"] in {None, case["district_id"]}
        return bool(appointment["role"] in GLASS_ROLES) and endless and begun and near

    def _break_for(self, case: Row, actor: UUID, opened: datetime) -> None:
        named = {name: case[name] for name in ("reference", "district_id")}
        self.add_opening(actor, opened, signal_id=None, case_id=case["id"], municipality_code=None, **named)
