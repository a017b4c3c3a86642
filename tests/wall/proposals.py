"""The DSP proposals of a world: for each case of the security side, in every state, of every kind of people."""

from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import HOUR, SECURITY, Row, World
from tests.wall.signals import Signals

STATES = ("drafted", "submitted", "returned", "drafted", "accepted", "submitted", "refused", "withdrawn")
STEP_TO = {
    "submitted": "submit",
    "returned": "amend",
    "accepted": "accept",
    "refused": "refuse",
    "withdrawn": "withdraw",
}


class Proposals(Signals):
    """Fills proposals, their versions and steps for cases that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} proposals")  # noqa: S311 - worlds are no secrets
        self.waits = Random(f"{world.seed} waiting proposals")  # noqa: S311 - worlds are no secrets

    def add_proposals(self) -> None:
        """Make some for each case, so that each state stands once with somebody who may go on with it."""
        states = 0
        for case in (row for row in self.world.rows("cases") if row["compartment"] == SECURITY):
            for _ in range(4):
                self._add(case, STATES[states % len(STATES)])
                states += 1

    def _add(self, case: Row, status: str) -> None:
        drafter = self._drafter(case)
        was_submitted = status not in {"drafted", "withdrawn"} or self.chance(0.5)
        number = 2 if status == "drafted" and was_submitted else self.drawn.randint(1, 2)
        decided = status in {"returned", "accepted", "refused"}
        other = self._decider(case) if decided else self.some([drafter, case["lead_id"], self._decider(case)])
        changed_by = drafter if status == "withdrawn" else other
        changed_at = self.world.now if self.chance(0.5) else self.world.now - HOUR
        proposal = self.world.add(
            "dsp_proposals",
            id=self.id(),
            case_id=case["id"],
            compartment=SECURITY,
            district_id=case["district_id"],
            case_reference=case["reference"],
            exploitation_forms=["labour"] if status == "refused" else ["criminal", "labour"],
            status=status,
            number=number,
            drafted_by=drafter,
            drafted_by_name="Somebody",
            drafted_at=self.world.now - 4 * HOUR,
            submitted_at=self.world.now - 3 * HOUR if was_submitted else None,
            decided_at=changed_at if status in {"accepted", "refused"} else None,
            changed_by=changed_by,
            changed_at=changed_at,
            version=1,
        )
        proposal |= self._waiting(status)
        self._add_versions(proposal)
        if number == 2 and was_submitted and self.chance(0.8):
            self._add_step(proposal, "submit", 1)
        if status != "drafted":
            self._add_step(proposal, STEP_TO[status], number)
        if decided and self.chance(0.8):
            self._add_step(proposal, "submit", number)

    def _waiting(self, status: str) -> Row:
        """Let what was submitted wait until a moment around now, which the DSP was reminded of or was not."""
        if status != "submitted":
            return dict.fromkeys(("due_at", "reminded_for"))
        due = self.world.now + HOUR * self.waits.randint(-2, 2)
        return {"due_at": due, "reminded_for": self.waits.choice((None, None, due, due - HOUR))}

    def _drafter(self, case: Row) -> UUID:
        """Return the lead of the case, mostly; or any of its members, or somebody of the DSP who was one."""
        members = [row["actor_id"] for row in self.world.rows("case_members") if row["case_id"] == case["id"]]
        drafter: UUID = case["lead_id"] if self.chance(0.6) else self.some([*members, self._decider(case)])
        return drafter

    def _decider(self, case: Row) -> UUID:
        """Return somebody of the DSP of the district, if there is anybody."""
        desk = f"dsp.{case['district_id']}"
        there = [row["actor_id"] for row in self.world.rows("appointments") if self.desk_of(row) == desk]
        decider: UUID = self.some(there) if there else self.actor()["id"]
        return decider

    def _hand_in(self, proposal: Row) -> UUID:
        """Return who drafted a proposal, mostly; or somebody of the DSP, who led the case then."""
        hand: UUID = proposal["drafted_by"] if self.chance(0.7) else self._decider(proposal)
        return hand

    def _add_versions(self, proposal: Row) -> None:
        """Write its versions; the last is missing now and then, mostly of a draft, so that there is one to write."""
        missing = self.chance(0.5) if proposal["status"] == "drafted" else self.size.rare and self.chance(0.2)
        for number in range(1, proposal["number"] + (0 if missing else 1)):
            self.write_version(proposal, number, id=self.id(), written_by=self._hand_in(proposal))

    def write_version(self, proposal: Row, number: int, **of_version: UUID) -> None:
        """Write a version of a proposal, under an id and by somebody."""
        self.world.add(
            "dsp_proposal_versions",
            proposal_id=proposal["id"],
            case_id=proposal["case_id"],
            compartment=SECURITY,
            number=number,
            written_by_name="Somebody",
            written_at=self.world.now - 3 * HOUR,
            **of_version,
        )

    def _add_step(self, proposal: Row, step: str, number: int) -> None:
        by = {"submit": self._hand_in(proposal), "withdraw": proposal["drafted_by"]}
        self.record_step(proposal, step, number, by[step] if step in by else proposal["changed_by"])

    def record_step(self, proposal: Row, step: str, number: int, by: UUID) -> None:
        """Record a step that somebody took with a version of a proposal."""
        reached = {taken: status for status, taken in STEP_TO.items()}
        self.world.add(
            "dsp_proposal_steps",
            id=self.id(),
            proposal_id=proposal["id"],
            case_id=proposal["case_id"],
            compartment=SECURITY,
            number=number,
            step=step,
            status=reached[step],
            reason=None if step in {"submit", "withdraw"} else "other",
            taken_by=by,
            taken_by_name="Somebody",
            taken_at=self.world.now - HOUR,
        )
