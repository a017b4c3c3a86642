"""Proposals to the DSP that chance draws too seldom: sent in again, waiting in vain, of strange drafters."""

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
        self._draft(like, appoint_somebody_new(self.world, "dsp", "drafting"))
        self._draft(like, self._machine_in(like["case_id"]))

    def _late(self, like: Row, drafter: UUID) -> Row:
        """Let a proposal wait that the DSP should have decided on an hour ago, and was not reminded of."""
        now = self.world.now
        by = {"drafted_by": drafter, "changed_by": drafter, "changed_at": now - HOUR, "submitted_at": now - 3 * HOUR}
        waits = {"status": "submitted", "number": 2, "decided_at": None, "due_at": now - HOUR, "reminded_for": None}
        return self.world.add("dsp_proposals", **{**like, **by, **waits, "id": self.id()})

    def _draft(self, like: Row, drafter: UUID) -> None:
        """Let somebody have drafted a proposal that never was submitted: only the case knows what becomes of it."""
        by = {"drafted_by": drafter, "changed_by": drafter, "changed_at": self.world.now - HOUR}
        never = dict.fromkeys(("submitted_at", "decided_at", "due_at", "reminded_for"))
        self.world.add("dsp_proposals", **{**like, **by, **never, "id": self.id(), "status": "drafted", "number": 1})

    def _machine_in(self, case: UUID) -> UUID:
        """Let a machine belong to a case as people do: it is told nothing, whatever it did there."""
        machine = appoint_somebody_new(self.world, "avim", "machine in a case")
        next(row for row in self.world.rows("actors") if row["id"] == machine)["kind"] = "client"
        like, now = self.world.rows("case_members")[0], self.world.now
        out = dict.fromkeys(("removed_at", "removed_by", "removed_by_name"))
        belongs = {"case_id": case, "actor_id": machine, "since": now - HOUR, "until": now + 9 * HOUR}
        self.world.add("case_members", **{**like, **out, **belongs, "id": self.id()})
        return machine

    def _case_elsewhere(self, like: Row) -> Row:
        """Open a case at a desk of the region, in the district where there is no DSP."""
        case = next(row for row in self.world.rows("cases") if row["desk_id"] == "avim")
        new = {"id": self.id(), "district_id": WITHOUT_DSP, "lead_id": like["drafted_by"]}
        return self.world.add("cases", **{**case, **new, "reference": f"ZWB-C-2026-{new['id'].hex[-8:]}"})
