"""What was told to the DSP and to who proposed something, that they may know still, no longer, or never could."""

from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import SECURITY, Row, World
from tests.wall.notifications import NOBODY
from tests.wall.telling import Tellings


class Answers(Tellings):
    """Fills notifications of proposals to the DSP and of answers, some of them alone in a mail."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} answers")  # noqa: S311 - worlds are no secrets

    def add_answers(self) -> None:
        """Tell of proposals in every state, and of decisions to share: who proposed them, and others."""
        for proposal in self.world.rows("dsp_proposals")[::3]:
            self._tell_dsp(proposal)
            self._tell_askers(proposal)
        for decision in self.world.rows("sharing_decisions")[::2]:
            place = {**NOBODY, "track": decision["compartment"]}
            asker = decision["proposed_by"] if self.chance(0.7) else self.actor()["id"]
            kind = self.some(("own_sharing_approved", "own_sharing_refused", "own_sharing_revoked"))
            self._tell(kind, "askers", decision["id"], [asker], place)
            if self.chance(0.2):
                self._tell(kind, "askers", self.id(), [asker], place)

    def _tell_dsp(self, proposal: Row) -> None:
        """Tell somebody of the DSP of the district that a proposal waits."""
        desk = f"dsp.{proposal['district_id']}"
        place = {**NOBODY, "desk_id": desk, "track": SECURITY}
        self._tell("dsp_proposal_submitted", "desk", proposal["id"], self._at(desk), place)

    def _tell_askers(self, proposal: Row) -> None:
        """Tell a member of the case, past ones too, somebody of the DSP, or anybody, what became of a proposal."""
        of_case = [row for row in self.world.rows("case_members") if row["case_id"] == proposal["case_id"]]
        members: list[UUID] = [row["actor_id"] for row in of_case]
        kind = self.some(("accepted", "returned", "refused", "withdrawn"))
        for there in (members, self._at(f"dsp.{proposal['district_id']}"), [self.actor()["id"]]):
            self._tell(f"dsp_proposal_{kind}", "askers", proposal["id"], there, {**NOBODY, "track": SECURITY})
