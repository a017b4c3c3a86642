"""What desks do with their work in a world: waiting, claims that lapsed, notes, and what can be found by searching.

It has a source of chance of its own, so that the rest of a world stays as it was drawn before there was this.
"""

from datetime import timedelta
from random import Random
from uuid import UUID, uuid5

from tests.wall.corners import Corners
from tests.wall.holding import WORKS_ON
from tests.wall.model import HOUR, SIDES, SOUGHT_ADDRESSES, SOUGHT_NAMES

VIEWS: tuple[tuple[dict[str, object], str], ...] = (
    ({}, "urgency"),
    ({"overdue": True, "minorInvolved": False}, "-dueAt"),
    ({"status": "waiting", "olderThanDays": 7}, "openedAt"),
)


class DeskWork(Corners):
    """Fills what is only of the work of desks."""

    def add_desk_work(self) -> None:
        """Go over all that there is, once it is there."""
        drawn = Random(f"desk work {self.world.seed}")  # noqa: S311 - worlds are no secrets
        self._lend_what_was_not_approved()
        self._withdraw_overseers()
        self._work_on_tasks(drawn)
        self._claim_what_is_astray(Random(f"astray {self.world.seed}"))  # noqa: S311 - worlds are no secrets
        done = {task["id"] for task in self.world.rows("tasks") if task["status"] == "done"}
        for note in self.world.rows("task_notes"):
            note["kind"] = "outcome" if note["task_id"] in done else "internal"
            note["written_by_name"] = "Somebody"
        values = list(SOUGHT_ADDRESSES.values())
        for token in self.world.rows("identity_tokens"):
            token["value"] = values[token["value"][0]]
        self._add_names(drawn)
        for actor in self.world.rows("actors"):
            self._add_own(drawn, actor["id"])

    def _work_on_tasks(self, drawn: Random) -> None:
        now = self.world.now
        for task in self.world.rows("tasks"):
            task["minor_involved"] = drawn.random() < 0.3
            task.update(dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason")))
            if task["status"] != "claimed":
                continue
            if drawn.random() < 0.4:
                ends = now + drawn.randint(-1, 2) * HOUR
                task.update(status="waiting", waiting_until=ends, waiting_reason="meeting")
            if drawn.random() < 0.3:
                task["claimed_until"] = now + drawn.randint(-1, 1) * HOUR

    def _claim_what_is_astray(self, drawn: Random) -> None:
        """Let some tasks that are on a side on which nobody works at their desk be claimed all the same."""
        claimants = [row["id"] for row in self.world.rows("actors")]
        for task in self.world.rows("tasks"):
            if task["track"] not in WORKS_ON[task["desk_id"].split(".")[0]] and task["status"] == "open":
                claim = {"status": "claimed", "claimed_by": drawn.choice(claimants), "claimed_at": self.world.now}
                task.update(claim if drawn.random() < 0.5 else {})

    def _lend_what_was_not_approved(self) -> None:
        """Lend an appointment at a desk that was proposed only: it gives nothing, though the loan was approved."""
        people = [row["id"] for row in self.world.rows("actors") if row["kind"] == "person"]
        for number, role in enumerate(WORKS_ON):
            like = next(row for row in self.world.rows("appointments") if row["role"] == role and row["approved_at"])
            holder, deputy = people[2 * number], people[2 * number + 1]
            proposed = {**like, "id": uuid5(like["id"], "proposed"), "actor_id": holder, "lent_from": None}
            proposed["proposed_by"] = deputy
            proposed |= {"approved_by": None, "approved_at": None, "withdrawn_by": None, "withdrawn_at": None}
            loan = {**like, "id": uuid5(like["id"], "lent"), "actor_id": deputy, "lent_from": proposed["id"]}
            approver = next(one for one in people if one not in {holder, deputy})
            loan |= {"proposed_by": holder, "approved_by": approver, "valid_until": self.world.now + HOUR}
            loan |= {"withdrawn_by": None, "withdrawn_at": None}
            self.world.add("appointments", **proposed)
            self.world.add("appointments", **loan)

    def _withdraw_overseers(self) -> None:
        """Let there be overseers whose appointment was withdrawn, and who hold no other of that role."""
        for role in ("districtelijk_coordinator", "ketenregisseur"):
            listed = [row for row in self.world.rows("appointments") if row["role"] == role]
            like, holders = listed[0], {row["actor_id"] for row in listed}
            people = [row["id"] for row in self.world.rows("actors") if row["kind"] == "person"]
            holder, beheerder, other = [one for one in people if one not in holders][:3]
            decided = {"proposed_by": other, "approved_by": beheerder, "lent_from": None}
            withdrawn = {"withdrawn_by": beheerder, "withdrawn_at": self.world.now, "actor_id": holder}
            self.world.add("appointments", **{**like, **decided, **withdrawn, "id": uuid5(like["id"], "withdrawn")})

    def _add_names(self, drawn: Random) -> None:
        for signal in self.world.rows("signals"):
            for side in SIDES:
                for value in drawn.sample(list(SOUGHT_NAMES.values()), drawn.randrange(3)):
                    of_signal = {"signal_id": signal["id"], "municipality_code": signal["municipality_code"]}
                    self.world.add("search_tokens", **of_signal, compartment=side, value=value)

    def _add_own(self, drawn: Random, actor: UUID) -> None:
        """Add views and searches of an actor, whoever that is."""
        for filters, sort in drawn.sample(VIEWS, drawn.randint(1, len(VIEWS))):
            made = self.world.now - timedelta(days=drawn.randrange(9))
            own = {"id": _id(drawn), "actor_id": actor, "created_at": made, "changed_at": made}
            self.world.add("saved_views", **own, filters=filters, sort=sort, version=1)
        for _ in range(drawn.randrange(2)):
            asked = {"asked_at": self.world.now - HOUR, "kind": "person"}
            self.world.add("task_searches", id=_id(drawn), actor_id=actor, **asked)


def _id(drawn: Random) -> UUID:
    return UUID(int=drawn.getrandbits(128), version=4)
