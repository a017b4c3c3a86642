"""Cases that somebody new would lead but for one thing: not yet, no more, let go, or of a role that reaches none."""

from random import Random
from uuid import UUID

from tests.wall.alone import appoint_somebody_new
from tests.wall.draw import Draw, Size
from tests.wall.model import HOUR, Row, World


class Unled(Draw):
    """Adds a case of AVIM for each, with one member."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} unled")  # noqa: S311 - worlds are no secrets

    def add_unled(self) -> None:
        """Let one be led by its lead, one by a colleague at its desk, and the others by nobody."""
        now, lead = self.world.now, appoint_somebody_new(self.world, "avim", "leading")
        overseer = appoint_somebody_new(self.world, "auditor", "leading")
        elsewhere = appoint_somebody_new(self.world, "dsp", "leading")
        by = {"removed_by": overseer, "removed_by_name": "Somebody", "removed_at": now - HOUR}
        self._add({"actor_id": lead})
        self._add({"actor_id": lead}, lead_id=overseer)
        self._add({"actor_id": elsewhere})
        self._add({"actor_id": lead, "since": now + HOUR})
        self._add({"actor_id": lead, "until": now})
        self._add({"actor_id": lead, **by})
        self._add({"actor_id": overseer})
        self._add({"actor_id": elsewhere}, lead_id=overseer)
        self._add({"actor_id": self._deputy_of_who_leaves()})
        self._add({"actor_id": overseer}, status="closed", closed_at=now - HOUR, outcome="not_established")

    def _deputy_of_who_leaves(self) -> UUID:
        """Let somebody have lent to somebody new what will be withdrawn in an hour; returns the deputy."""
        lender, deputy = (appoint_somebody_new(self.world, "avim", name) for name in ("leaving", "deputising"))
        of = {row["actor_id"]: row for row in self.world.rows("appointments")}
        of[lender] |= {"withdrawn_at": self.world.now + HOUR, "withdrawn_by": deputy}
        loan = {"lent_from": of[lender]["id"], "proposed_by": lender, "valid_until": self.world.now + 2 * HOUR}
        of[deputy] |= loan
        return deputy

    def _add(self, member: Row, **case: object) -> None:
        like = next(row for row in self.world.rows("cases") if row["desk_id"] == "avim")
        new = {"id": self.id(), "lead_id": member["actor_id"], "status": "open", "closed_at": None, "outcome": None}
        made = self.world.add("cases", **{**like, **new, "unled_since": None, **case})
        made["reference"] = f"ZWB-C-2026-{made['id'].hex[-8:]}"
        stays = {"since": self.world.now - HOUR, "until": self.world.now + 9 * HOUR}
        there = dict.fromkeys(("removed_by", "removed_by_name", "removed_at", "reminded_for"))
        of_case = {"id": self.id(), "case_id": made["id"], **there, **stays, **member}
        self.world.add("case_members", **{**self.world.rows("case_members")[0], **of_case})
