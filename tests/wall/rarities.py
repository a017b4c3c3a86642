"""What chance draws in one world of many, by which a rule that lost a term shows; added when all else is there."""

from datetime import datetime
from random import Random
from uuid import UUID, uuid5

from tests.wall.draw import Size
from tests.wall.escalations import ENVELOPE
from tests.wall.model import CARE, DISTRICTS, HOUR, ISSUER, MUNICIPALITIES, OTHER_ISSUER, SECURITY, Row, World
from tests.wall.signals import Signals

OTHER = {CARE: SECURITY, SECURITY: CARE}
DAY = 24 * HOUR
LOOPED = 8
"""Of how many referrals it came up that they go round."""


class Rarities(Signals):
    """Adds one of each, or a few."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} rarities")  # noqa: S311 - worlds are no secrets

    def add_rarities(self) -> None:
        """Add everything that is rare; some of it the service never makes."""
        for role in ("dsp", "districtelijk_coordinator"):
            for at in (self.world.now - HOUR, self.world.now + HOUR):
                self._lend(role, at, withdrawn_at=at)
                self._lend(role, at, valid_until=at)
        self._let_work_also_at("dsp", "zorgcoordinator")
        self._let_work_also_at("arbeidsinspectie", "zorgcoordinator")
        self._let_overseers_break_glass()
        for task in [row for row in self.world.rows("tasks") if row["status"] == "claimed"][::4]:
            task["claimed_until"] = self.world.now  # so that it is free from this very moment
        self._claim_astray("zorgcoordinator")
        self._claim_astray("avim")
        for code in MUNICIPALITIES:
            self._share_within_a_side(code)
        self._offer_astray(SECURITY, f"zorgcoordinator.{DISTRICTS[0]}")
        self._offer_astray(CARE, "avim")
        for decision in self.world.rows("meeting_decisions")[:3]:
            self._decide_astray(decision)
        self._let_a_member_open_nothing()
        self._propose_to_share_now()
        self._ask_for_each_moment()
        self._name_who_never_was_anything()
        self._let_offers_end_before_they_are_mailed()
        for role in ("districtelijk_coordinator", "ketenregisseur"):
            self._appoint(role, municipality_code=next(iter(MUNICIPALITIES)), district_id=None)
        self._appoint("beheerder", scopes=["appointments:all:manage"])
        self._let_work_be_of_long_ago()
        self._repeat_across_the_wall()
        self._repeat_after_work_was_done()
        self._let_more_have_come_up()

    def _certain(self, role: str) -> Row:
        """Return somebody who holds a role in its first area beyond doubt."""
        return next(row for row in self.world.rows("appointments") if row["role"] == role)

    def _without(self, role: str, number: int) -> Row:
        """Return the number-th person who never held a role."""
        holders = {row["actor_id"] for row in self.world.rows("appointments") if row["role"] == role}
        people = (row for row in self.world.rows("actors") if row["kind"] == "person" and row["id"] not in holders)
        return list(people)[number]

    def _lend(self, role: str, at: datetime, **ends: datetime) -> None:
        """Lend an appointment that ended or will, for longer: the loan holds until then."""
        like = self._certain(role)
        holder, deputy, beheerder = (self._without(role, number)["id"] for number in range(3))
        name = " ".join((role, *ends, str(at)))
        decided = {"approved_by": beheerder, "lent_from": None, "proposed_by": None, "actor_id": holder}
        withdrawn_by = beheerder if "withdrawn_at" in ends else None
        original = {**like, **decided, **ends, "id": uuid5(like["id"], name), "withdrawn_by": withdrawn_by}
        loan = {"actor_id": deputy, "lent_from": original["id"], "proposed_by": holder, "valid_until": at + 2 * HOUR}
        none = {"withdrawn_by": None, "withdrawn_at": None}
        self.world.add("appointments", **original)
        self.world.add("appointments", **{**original, **loan, **none, "id": uuid5(original["id"], "lent")})

    def _offer_astray(self, side: str, desk: str) -> None:
        """Let a task be offered to a desk that does not work on its side, which is not that desk's to answer."""
        offers = [row for row in self.world.rows("referrals") if row["status"] == "offered"]
        within = [row for row in offers if row["track"] == row["to_track"] == side and row["to_desk_id"] is not None]
        for offer in [row for row in within if row["from_desk_id"] != desk][-1:]:
            offer["to_desk_id"] = desk

    def _claim_astray(self, role: str) -> None:
        """Let somebody have claimed a task at the own desk, of the side that it does not work on."""
        holder = self._certain(role)
        desk = self.desk_of(holder)
        claimed = [row for row in self.world.rows("tasks") if row["desk_id"] == desk and row["status"] == "claimed"]
        for task in claimed[:1]:
            side = OTHER[task["track"]]
            self.world.add("tasks", **{**task, "id": self.id(), "track": side, "claimed_by": holder["actor_id"]})
            self.ensure_key(task["signal_id"], side)

    def _let_work_also_at(self, role: str, other: str) -> None:
        """Let somebody of one role also work at a desk of another, which not all that they may do is of."""
        actor, like = self._certain(role)["actor_id"], self._certain(other)
        given = {"id": uuid5(like["id"], role), "actor_id": actor, "lent_from": None, "proposed_by": None}
        self.world.add("appointments", **{**like, **given, "approved_by": self._without(role, 4)["id"]})

    def _let_overseers_break_glass(self) -> None:
        """Let overseers have broken glass themselves, which is not theirs to review."""
        for role in ("auditor", "districtelijk_coordinator"):
            overseer = self._certain(role)
            district = overseer["district_id"] or DISTRICTS[0]
            signal = next(row for row in self.world.rows("signals") if row["district_id"] == district)
            self.add_session(signal, overseer["actor_id"], self.world.now - 3 * HOUR)
            reviewed = ("verdict", "reviewed_by", "reviewed_by_name", "reviewed_at")
            self.world.rows("break_glass_sessions")[-1].update(dict.fromkeys(reviewed))

    def _share_within_a_side(self, code: str) -> None:
        """Let a signal that no desk has a task of be shared with a desk of the side that it comes from."""
        signal = self.add_envelope(f"RARE{code}", code, ["labour"])
        for side, desk in ((CARE, f"zorgcoordinator.{MUNICIPALITIES[code]}"), (SECURITY, "avim")):
            self.add_sharing(signal, side, "approved", self.actor()["id"])
            until = {"receiving_desk_id": desk, "valid_until": self.world.now + HOUR}
            self.world.rows("sharing_decisions")[-1].update(until)

    def _decide_astray(self, decision: Row) -> None:
        """Let a decision of a meeting be of the side that its item is not on."""
        (item,) = (row for row in self.world.rows("agenda_items") if row["id"] == decision["item_id"])
        side = OTHER[item["track"]]
        self.world.add("meeting_decisions", **{**decision, "id": self.id(), "compartment": side})
        self.ensure_key(decision["signal_id"], side)

    def _appoint(self, role: str, **otherwise: object) -> None:
        """Give somebody who never held it a role, in another way than is usual."""
        like, actor, beheerder = self._certain(role), self._without(role, 5)["id"], self._without(role, 6)["id"]
        decided = {"actor_id": actor, "approved_by": beheerder, "lent_from": None, "proposed_by": None}
        self.world.add("appointments", **{**like, **decided, "id": uuid5(like["id"], "otherwise"), **otherwise})

    def _name_who_never_was_anything(self) -> None:
        """Let there be two people of one subject, of two issuers, whom nobody gave anything that was approved."""
        like = self._certain("system")
        for issuer in (ISSUER, OTHER_ISSUER):
            named = {"subject": "never-was", "name": "Never", "kind": "person", "issuer": issuer}
            made = self.world.add("actors", id=self.id(), **named, created_at=self.world.now - HOUR)
            proposed = {"id": self.id(), "actor_id": made["id"], "approved_at": None, "approved_by": None}
            self.world.add("appointments", **{**like, **proposed})

    def _ask_for_each_moment(self) -> None:
        """Let tasks ask of some interventions for each moment of a kind, of which another kind has some too.

        Half of them were not assessed yet, so that their kind can be put right.
        """
        kind = max(self.world.rows("intervention_kinds"), key=lambda row: len(row["assessed_after_weeks"]))
        begun = {row["id"]: row for row in self.world.rows("interventions") if row["status"] != "logged_in_error"}
        asked = {row["intervention_id"]: row for row in self.world.rows("tasks") if row["intervention_id"] in begun}
        left = self.world.rows("effects")
        left[:] = [row for row in left if row["intervention_id"] not in list(asked)[::2]]
        for number, task in asked.items():
            intervention = begun[number]
            intervention["kind_id"] = kind["id"]
            for weeks in kind["assessed_after_weeks"]:
                moment = intervention["started_on"] + weeks * 7 * DAY
                if all(
                    (row["intervention_id"], row["assessed_for"]) != (number, moment)
                    for row in self.world.rows("tasks")
                ):
                    self.world.add("tasks", **{**task, "id": self.id(), "assessed_for": moment})

    def _propose_to_share_now(self) -> None:
        """Let some have proposed to share something this very moment, of which they may still name what it is.

        Unless it was decided on by then, which somebody could do no sooner.
        """
        decisions = self.world.rows("sharing_decisions")
        for decision in [*[row for row in decisions if row["status"] == "proposed"][::2], *decisions[::5]]:
            decision["proposed_at"] = self.world.now

    def _let_a_member_open_nothing(self) -> None:
        """Let somebody be in a case of the own desk who may open none, by which its lead is taken over."""
        like, opening = self._certain("avim"), {"avim", "zorgcoordinator", "zorgtafel", "dsp"}
        opener = {row["actor_id"] for row in self.world.rows("appointments") if row["role"] in opening}
        people = [row["id"] for row in self.world.rows("actors") if row["kind"] == "person" and row["id"] not in opener]
        given = {"actor_id": people[0], "approved_by": people[1], "lent_from": None, "proposed_by": None}
        scopes = ["cases:member:read", "cases:member:contribute"]
        self.world.add("appointments", **{**like, **given, "id": uuid5(like["id"], "member"), "scopes": scopes})
        in_them = {row["case_id"] for row in self.world.rows("case_members") if row["actor_id"] == people[0]}
        cases = {row["id"] for row in self.world.rows("cases") if row["desk_id"] == "avim"} - in_them
        for member in [row for row in self.world.rows("case_members") if row["case_id"] in cases][:1]:
            none = {"removed_at": None, "removed_by": None, "removed_by_name": None, "until": self.world.now + 9 * HOUR}
            self.world.add("case_members", **{**member, **none, "id": self.id(), "actor_id": people[0]})

    def _let_offers_end_before_they_are_mailed(self) -> None:
        """Let mails be of nothing but an offer across the wall, whose sharing decision ends this very moment."""
        in_force = {row["id"]: row for row in self.world.rows("sharing_decisions") if row["status"] == "approved"}
        across = [row for row in self.world.rows("referrals") if row["track"] != row["to_track"]]
        decisions = {row["id"]: in_force.get(row["sharing_decision_id"]) for row in across}
        wanted = {row["actor_id"]: row for row in self.world.rows("notification_preferences")}
        told = [row for row in self.world.rows("notifications") if row["kind"] == "referral_offered"]
        unread = {row["actor_id"]: row for row in told if decisions.get(row["subject_id"]) and row["read_at"] is None}
        for actor, notification in unread.items():
            if actor in wanted:
                wanted[actor].update({"has_address": True, "muted": []})
                decision = decisions[notification["subject_id"]]
                if decision is not None:
                    decision["valid_until"] = self.world.now
                self._mail_alone(notification)

    def _mail_alone(self, notification: Row) -> None:
        """Let a notification be all there is in a mail that was tried, so that nothing is added to it."""
        actor, now = notification["actor_id"], self.world.now
        of_actor = [row for row in self.world.rows("mails") if (row["actor_id"], row["kind"]) == (actor, "work")]
        due = next((row for row in of_actor if row["state"] == "due"), None)
        items = [row for row in self.world.rows("mail_items") if row["actor_id"] == actor]
        if due is None:
            return
        due.update({"attempts": 2, "tried_since": now - HOUR})
        for item in items:
            if item["mail_id"] == due["id"]:
                item["mail_id"] = None
            if item["notification_id"] == notification["id"]:
                item["mail_id"] = due["id"]

    def _let_more_have_come_up(self) -> None:
        """Let referrals go round, and desks have been reminded of feedback."""
        looped = {row["task_id"] for row in self.world.rows("escalations") if row["about"] == "referrals"}
        for referral in {row["task_id"]: row for row in self.world.rows("referrals")[:LOOPED]}.values():
            if referral["task_id"] not in looped:
                self._loop(referral)
        reminded = {row["task_id"] for row in self.world.rows("escalations") if row["about"].endswith("feedback")}
        for task in [row for row in self.world.rows("tasks") if row["id"] not in reminded][:LOOPED]:
            self._remind(task, "first_feedback", 2)
            self._remind(task, "closing_feedback", 1)

    def _loop(self, referral: Row) -> None:
        """Let it have come up that the referrals of a task go round."""
        (task,) = (row for row in self.world.rows("tasks") if row["id"] == referral["task_id"])
        self._escalate(task, {"kind": "looped", "about": "referrals", "step": 2})

    def _remind(self, task: Row, about: str, ago: int) -> None:
        """Let a desk have been reminded of feedback, some hours ago."""
        raised = {"raised_at": self.world.now - ago * HOUR}
        self._escalate(task, {"kind": "feedback_overdue", "about": about, "step": 1, **raised})

    def _escalate(self, task: Row, about: Row) -> None:
        like = next(row for row in self.world.rows("escalations") if row["task_id"] is not None)
        envelope = {name: task[name] for name in (*ENVELOPE, "desk_id")}
        of_task = {"task_id": task["id"], "task_status": task["status"]}
        nothing = dict.fromkeys(("resolved_at", "acknowledged_by", "acknowledged_by_name", "acknowledged_at"))
        row = {**like, **envelope, **of_task, **about, **nothing, "id": self.id()}
        self.world.add("escalations", **row)

    def _let_work_be_of_long_ago(self) -> None:
        """Let what was done at each desk have come in too long ago to count, of signals with nothing else there."""
        by_place: dict[tuple[str, str, UUID], list[Row]] = {}
        for row in self.world.rows("tasks"):
            by_place.setdefault((row["desk_id"], row["track"], row["signal_id"]), []).append(row)
        for tasks in by_place.values():
            if all(row["status"] == "done" for row in tasks):
                for row in tasks:
                    row["opened_at"] = self.world.now - 91 * DAY

    def _repeat_across_the_wall(self) -> None:
        """Let what came up often be known of a signal, or be at its desk, on the other side only."""
        asked = {row["signal_id"] for row in self.world.rows("identity_lookups")}
        tasks = [row for row in self.world.rows("tasks") if row["status"] != "done"]
        for number, task in enumerate(row for row in tasks if row["urgency"] == 2 and row["signal_id"] not in asked):
            side, of_signal = task["track"], {task["signal_id"]}
            at = [row for row in tasks if row["desk_id"] == task["desk_id"]]
            there = {row["signal_id"] for row in at if row["track"] == side} - of_signal
            across = {row["signal_id"] for row in at if row["track"] != side} - of_signal - there
            place = (task["desk_id"], side)
            ever = [row for row in self.world.rows("tasks") if (row["desk_id"], row["track"]) == place]
            late = {row["signal_id"] for row in ever if row["opened_at"] > self.world.now - 90 * DAY}
            old = {row["signal_id"] for row in ever} - late - of_signal
            cases = (
                (OTHER[side], side, there),
                (side, OTHER[side], there),
                (side, side, across),
                (side, side, old),
            )
            for case, (mine, theirs, others) in enumerate(cases):
                value = uuid5(task["id"], str(case)).bytes * 2
                self._recognise(task["signal_id"], mine, value, number)
                for signal in sorted(others)[:2]:
                    self._recognise(signal, theirs, value, number)

    def _repeat_after_work_was_done(self) -> None:
        """Let what came up often at a desk be known of a signal whose task there is done, which nothing raises."""
        asked = {row["signal_id"] for row in self.world.rows("identity_lookups")}
        done = [row for row in self.world.rows("tasks") if row["status"] == "done" and row["urgency"] == 2]
        for number, task in enumerate(row for row in done if row["signal_id"] not in asked):
            place = (task["desk_id"], task["track"])
            there = [row for row in self.world.rows("tasks") if (row["desk_id"], row["track"]) == place]
            late = {row["signal_id"] for row in there if row["opened_at"] > self.world.now - 90 * DAY}
            value = uuid5(task["id"], "done").bytes * 2
            for signal in [task["signal_id"], *sorted(late - {task["signal_id"]})[:2]]:
                self._recognise(signal, task["track"], value, number)

    def _recognise(self, signal_id: UUID, side: str, value: bytes, number: int) -> None:
        """Let somebody be recognised in a side of a signal."""
        (signal,) = (row for row in self.world.rows("signals") if row["id"] == signal_id)
        place = {name: signal[name] for name in ("municipality_code", "district_id")}
        subject = uuid5(signal_id, f"{side} {number} {value.hex()}")
        known = {"kind": "name_birth_date", "strength": "strong", "value": value, "subject_id": subject}
        self.world.add("identity_tokens", signal_id=signal_id, compartment=side, **place, **known)
