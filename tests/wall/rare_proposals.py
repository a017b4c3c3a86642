"""Proposals to the DSP that chance draws too seldom: returned and sent in again, and one that nobody waits for."""

from random import Random
from uuid import UUID

from tests.wall.alone import appoint_somebody_new
from tests.wall.draw import Size
from tests.wall.model import DISTRICTS, HOUR, Row, World
from tests.wall.proposals import Proposals

WITHOUT_DSP = "hart_van_brabant"
"""A district in which nobody of a world is appointed."""


class RareProposals(Proposals):
    """Adds one of each."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} rare proposals")  # noqa: S311 - worlds are no secrets

    def add_rare_proposals(self) -> None:
        """Let somebody of the DSP who returned a proposal have it before them again, and one wait where no DSP is."""
        dsp = appoint_somebody_new(self.world, "dsp", "returning")
        like = next(row for row in self.world.rows("dsp_proposals") if row["district_id"] == DISTRICTS[0])
        lead = next(row["lead_id"] for row in self.world.rows("cases") if row["id"] == like["case_id"])
        again = self._late(like, lead)
        for number in (1, 2):
            self.write_version(again, number, id=self.id(), written_by=lead)
            self.record_step(again, "submit", number, lead)
        self.record_step(again, "amend", 1, dsp)
        self._late({**like, "case_id": self._case_elsewhere(like)["id"], "district_id": WITHOUT_DSP}, lead)

    def _late(self, like: Row, drafter: UUID) -> Row:
        """Let a proposal wait that the DSP should have decided on an hour ago, and was not reminded of."""
        now = self.world.now
        by = {"drafted_by": drafter, "changed_by": drafter, "changed_at": now - HOUR, "submitted_at": now - 3 * HOUR}
        waits = {"status": "submitted", "number": 2, "decided_at": None, "due_at": now - HOUR, "reminded_for": None}
        return self.world.add("dsp_proposals", **{**like, **by, **waits, "id": self.id()})

    def _case_elsewhere(self, like: Row) -> Row:
        """Open a case at a desk of the region, in the district where there is no DSP."""
        case = next(row for row in self.world.rows("cases") if row["desk_id"] == "avim")
        new = {"id": self.id(), "district_id": WITHOUT_DSP, "lead_id": like["drafted_by"]}
        return self.world.add("cases", **{**case, **new, "reference": f"ZWB-C-2026-{new['id'].hex[-8:]}"})
