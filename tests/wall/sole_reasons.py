"""Mails of one thing alone, each to somebody new: what each of them is sent for, or is not sent for any more, shows."""

from random import Random
from typing import Any
from uuid import UUID

from tests.wall.alone import appoint_somebody_new
from tests.wall.draw import Size
from tests.wall.model import CARE, HOUR, MUNICIPALITIES, SECURITY, Row, World
from tests.wall.notifications import NOBODY
from tests.wall.referrals import Referrals

AVIM = {**NOBODY, "desk_id": "avim", "track": SECURITY}


class SoleReasons(Referrals):
    """Adds somebody of AVIM for each, with preferences, a notification and a mail that was tried."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} sole reasons")  # noqa: S311 - worlds are no secrets

    def add_sole_reasons(self) -> None:
        """Tell of what is shared, and is no more, and never was; of offers; and of what only their case tells them."""
        self._signal = self.add_envelope("SOLE", next(iter(MUNICIPALITIES)), ["labour"])
        for name, side, hours in (("receiving", CARE, 1), ("received", CARE, 0), ("of the own side", SECURITY, 1)):
            self._mail(name, "sharing_approved", self._share(side, hours), AVIM)
        revoked = self.add_decided(self._signal, CARE, self.actor()["id"], "revoked", "avim", 1)
        self._mail("received in vain", "sharing_approved", revoked["id"], AVIM)
        self._mail("offered", "referral_offered", self._offer(SECURITY), AVIM)
        self._mail("offered across", "referral_offered", self._offer(CARE, self._share(CARE, 1)), AVIM)
        self._tell_a_member_as_the_dsp()
        self._tell_who_may_take_up_as_a_member()

    def _share(self, side: str, hours: int) -> UUID:
        """Share something with AVIM, for so many hours from now."""
        decision: UUID = self.add_decided(self._signal, side, self.actor()["id"], "approved", "avim", hours)["id"]
        return decision

    def _offer(self, side: str, decision: UUID | None = None) -> UUID:
        """Offer a task of a side to AVIM, across the wall by a decision."""
        table, routed = f"zorgtafel.{self._signal['district_id']}", self.add_decision(self._signal, side)
        task = self.claimed_task(self._signal, routed, table, "claimed", self.actor()["id"])
        task |= dict.fromkeys(self.world.rows("tasks")[0].keys() - task.keys())  # nothing of what others came to have
        self.add_referral(task, "offered", desk="avim", decision=decision)
        referral: UUID = self.world.rows("referrals")[-1]["id"]
        return referral

    def _tell_a_member_as_the_dsp(self) -> None:
        """Tell a member of a case, who hears what becomes of its proposal, that it waits for a desk not theirs."""
        proposal = self.world.rows("dsp_proposals")[0]
        place = {**NOBODY, "desk_id": f"dsp.{proposal['district_id']}", "track": SECURITY}
        told = self._mail("in the case", "dsp_proposal_submitted", proposal["id"], place)
        like = self.world.rows("case_members")[0]
        now, out = self.world.now, dict.fromkeys(("removed_at", "removed_by", "removed_by_name"))
        of_case = {"case_id": proposal["case_id"], "actor_id": told, "since": now - HOUR, "until": now + 9 * HOUR}
        self.world.add("case_members", **{**like, **out, **of_case, "id": self.id()})

    def _tell_who_may_take_up_as_a_member(self) -> None:
        """Tell somebody at the desk of a case without a lead that they are in it, which they are not."""
        like = next(row for row in self.world.rows("cases") if row["desk_id"] == "avim")
        new = {"id": self.id(), "reference": "ZWB-C-2026-SOLE00", "lead_id": self.actor()["id"]}
        case = self.world.add("cases", **{**like, **new, "status": "open", "closed_at": None, "outcome": None})
        self._mail("not in the case", "case_member_added", case["id"], {**AVIM, "desk_id": None}, audience="member")
        elsewhere = {"audience": "openers", "role": "zorgcoordinator"}
        self._mail("opening elsewhere", "case_without_lead", case["id"], AVIM, **elsewhere)

    def _mail(
        self, name: str, kind: str, subject: UUID, place: Row, *, audience: str = "desk", role: str = "avim"
    ) -> UUID:
        """Appoint somebody, at AVIM mostly, and mail them of one thing alone; returns who."""
        actor = appoint_somebody_new(self.world, role, name)
        now, of_actor = self.world.now, {"actor_id": actor, "kind": kind}
        notification: dict[str, Any] = {"id": self.id(), "event_id": self.id(), **of_actor, "subject_id": subject}
        told = {"audience": audience, "created_at": now - HOUR, "read_at": None}
        self.world.add("notifications", **notification, **told, **place)
        like = self.world.rows("notification_preferences")[0]
        wants = {"id": self.id(), "actor_id": actor, "muted": [], "has_address": True, "refused_at": None}
        self.world.add("notification_preferences", **{**like, **wants})
        mail = {"id": self.id(), "actor_id": actor, "kind": "work", "state": "due", "attempts": 2, "sent_at": None}
        self.world.add("mails", **mail, made_at=now - HOUR, at=now, tried_since=now - HOUR)
        item = {"notification_id": notification["id"], "actor_id": actor, "kind": "work", "mail_id": mail["id"]}
        self.world.add("mail_items", **item)
        return actor
