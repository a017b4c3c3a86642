"""Changes one side of a world and nothing else: other values, other states, more rows, fewer rows, other signals.

What is on a side: its rows in the tables of `SIDED`, whole signals of which nobody of the other side knows, and what
nobody of the other side is told of: identity tokens and lookups, submissions, who broke glass, and the sharing
decisions of that side but for those in force at a desk of the other one. Envelopes that the other side knows of stay
as they are.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from itertools import cycle
from random import Random
from uuid import UUID

from tests.wall.case_changes import OF_CASES, change_cases
from tests.wall.holding import held
from tests.wall.model import HOUR, SECURITY, Row, World
from tests.wall.sides import NO_SIDE, ONCE, OTHER, ROLES, SIDED, UNSEEN


def is_only_of(world: World, actor: Row, side: str) -> bool:
    """Tell whether an actor works on one side alone: all that it holds counts there, and it has broken no glass."""
    roles = {appointment["role"] for appointment in held(world, actor["id"], world.now)}
    opened = any(
        session["actor_id"] == actor["id"] and session["opened_at"] <= world.now < session["ends_at"]
        for session in world.rows("break_glass_sessions")
    )
    return roles <= ROLES[side] | NO_SIDE and not opened


def quiet(world: World) -> World:
    """Return a world in which nobody looks across the wall through broken glass, and only done tasks have notes.

    What was handed over is done, as it is after every referral that was accepted.
    """
    calm = deepcopy(world)
    handed_over = {row["task_id"] for row in world.rows("referrals") if row["hands_over"]}
    for task in (row for row in calm.rows("tasks") if row["id"] in handed_over):
        task.update(status="done", outcome="handed_over", completed_at=world.now - HOUR)
        task.update(dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason")))
        task["claimed_by"] = task["claimed_by"] or calm.rows("actors")[0]["id"]
    done = {row["id"] for row in world.rows("tasks") if row["status"] == "done"}
    calm.tables["task_notes"] = [row for row in world.rows("task_notes") if row["task_id"] in done]
    calm.tables["break_glass_sessions"] = [
        row for row in world.rows("break_glass_sessions") if not row["opened_at"] <= world.now < row["ends_at"]
    ]
    return calm


def with_other(side: str, world: World, seed: int) -> World:
    """Return a world that differs from this one on one side of the wall only."""
    return _Change(side, deepcopy(world), Random(f"other {seed}")).done()  # noqa: S311 - worlds are no secrets


def _is_assessment(table: str, row: Row) -> bool:
    return table == "tasks" and row["intervention_id"] is not None


def _once(table: str, row: Row, world: World) -> Row:
    """Return what a copy must have otherwise: a task is offered once at a time, and merged once."""
    if table == "signal_links" and row["kind"] == "merged":
        return {"ended_by": row["linked_by"], "ended_by_name": "Somebody", "ended_at": world.now}
    if table != "referrals" or row["status"] != "offered":
        return {}
    return {"status": "withdrawn", "ended_by": row["offered_by"], "ended_by_name": "Somebody", "ended_at": world.now}


class _Change:
    def __init__(self, side: str, world: World, drawn: Random) -> None:
        self.side, self.world, self.drawn = side, world, drawn
        self.offered_across = {r["task_id"] for r in world.rows("referrals") if r["track"] == side != r["to_track"]}
        self.spared = {a["id"] for a in world.rows("actors") if is_only_of(world, a, OTHER[side])}

    def done(self) -> World:
        alone = [row["id"] for row in self.world.rows("signals") if self._is_alone(row["id"])]
        for signal_id in alone[::2]:
            self._remove(signal_id)
        for signal_id in alone[1::2]:
            self._double(signal_id)
        changes = cycle((self._alter, self._add, self._clear))
        for signal, change in zip(self.world.rows("signals"), changes, strict=False):
            change(signal["id"])
        for table in UNSEEN:
            for row in self.world.rows(table):
                self._other_values(table, row)
        decided = {row["id"] for row in self.world.rows("sharing_decisions")}
        self._keep(
            "shared_items", lambda row: row["decision_id"] in decided and not self._is_changed("shared_items", row)
        )
        self._other_sessions()
        self._other_escalations()
        self._other_minutes()
        self._other_figures()
        change_cases(self.world, self.side, self._id)
        self._other_notifications()
        return self.world

    def _is_alone(self, signal_id: UUID) -> bool:
        """Tell whether nobody of the other side knows of a signal, so that even its envelope is of this side."""
        here = ((table, row) for table in self.world.tables for row in self.world.rows(table))
        return not any(
            (table == "tasks" and row["track"] == OTHER[self.side])
            or (table == "sharing_decisions" and self._crosses(row))
            or (table == "referrals" and OTHER[self.side] in {row["track"], row["to_track"]})
            or (table == "break_glass_sessions" and row["actor_id"] in self.spared)
            or (table == "case_signals" and row["compartment"] == OTHER[self.side])
            for table, row in here
            if row.get("signal_id") == signal_id
        )

    def _crosses(self, row: Row) -> bool:
        """Tell whether a sharing decision of this side is in force, or could have been, at the other side's desks."""
        return bool(row["status"] == "approved" and self.world.now < row["valid_until"])

    def _is_changed(self, table: str, row: Row) -> bool:
        if row[SIDED[table]] != self.side:
            return False
        if table == "shared_items":
            decisions = [d for d in self.world.rows("sharing_decisions") if d["id"] == row["decision_id"]]
            return not any(self._crosses(decision) or decision["compartment"] != self.side for decision in decisions)
        if table == "referrals":  # one across the wall is seen from both sides
            return bool(row["to_track"] == self.side)
        if table == "tasks" and row["id"] in self.offered_across:
            return False
        return table != "sharing_decisions" or not self._crosses(row)

    def _rows_of(self, signal_id: UUID) -> list[tuple[str, Row]]:
        return [
            (table, row)
            for table in SIDED
            for row in self.world.rows(table)
            if row.get("signal_id") == signal_id and self._is_changed(table, row)
        ]

    def _remove(self, signal_id: UUID) -> None:
        """Remove a signal that is on this side alone, as if it was never submitted."""
        for table in self.world.tables:
            key = "id" if table == "signals" else "signal_id"
            self._keep(table, lambda row, key=key: row.get(key) != signal_id)  # type: ignore[misc]  # a default binds

    def _clear(self, signal_id: UUID) -> None:
        """Leave nothing of this side on a signal."""
        gone = {id(row) for _, row in self._rows_of(signal_id)}
        for table in SIDED:
            self._keep(table, lambda row: id(row) not in gone)

    def _alter(self, signal_id: UUID) -> None:
        """Give everything of this side on a signal other values."""
        for table, row in self._rows_of(signal_id):
            self._other_values(table, row)

    def _add(self, signal_id: UUID) -> None:
        """Add rows of this side beside those there are, and a task where there was none."""
        for table, row in self._rows_of(signal_id):
            if "id" in row and table not in OF_CASES:
                self.world.add(table, **{**row, "id": self._id(), **_once(table, row, self.world)})
                self._other_values(table, row)

    def _double(self, signal_id: UUID) -> None:
        """Add another signal like one that is on this side alone."""
        new = self._id()
        for table, rows in list(self.world.tables.items()):
            for row in list(rows):
                if table == "signals" and row["id"] == signal_id:
                    self.world.add(table, **{**row, "id": new, "reference": row["reference"].replace("2026", "2025")})
                elif row.get("signal_id") == signal_id and table not in ONCE and not _is_assessment(table, row):
                    fresh = {"id": self._id()} if "id" in row else {}
                    self.world.add(table, **{**row, **fresh, "signal_id": new})

    def _other_values(self, table: str, row: Row) -> None:
        later = timedelta(minutes=self.drawn.randint(1, 500))
        now, actors = self.world.now, self.world.rows("actors")
        values: dict[str, Callable[[], object]] = {
            "urgency": lambda: (row["urgency"] + 1) % 3,
            "due_at": lambda: row["due_at"] - later,
            "opened_at": lambda: row["opened_at"] - later,
            "decided_at": lambda: row["decided_at"] - later,
            "occurred_at": lambda: row["occurred_at"] - later,
            "found_at": lambda: row["found_at"] - later,
            "given_at": lambda: row["given_at"] - later,
            "feedback_due_at": lambda: None if row["feedback_due_at"] else now + later,
            "asked_at": lambda: row["asked_at"] - later,
            "expires_at": lambda: row["expires_at"] - later,
            "version": lambda: 7,
            "minor_involved": lambda: not row["minor_involved"],
            "facts": lambda: {"mark": "other"},
            "data": lambda: {"mark": "other"},
            "type": lambda: "task.opened",
            "value": lambda: self.drawn.randbytes(32),
            "strength": lambda: "possible",
            "aimed_at": lambda: "unknown",
            "source_kind": lambda: "enforcement",
            "submitted_by": lambda: self.drawn.choice(actors)["id"],
            "organisations": lambda: ["other"],
            "confidence": lambda: "low",
            "indicators": lambda: ["G1"],
            "organised": lambda: True,
            "sector": lambda: "hospitality" if row["sector"] is None else None,
            "purpose": lambda: "assess_safety",
            "involvement": lambda: "facilitator" if self.side == SECURITY else "close_contact",
        }
        for name in sorted(values.keys() & row.keys()):
            if (table, name) != ("tasks", "involvement"):
                row[name] = values[name]()
        if _is_assessment(table, row):
            row["assessed_for"] -= timedelta(days=self.drawn.randint(1, 9_999))  # of one moment there is one task
        if table == "tasks":
            states: list[Row] = [
                {"status": "open", "claimed_by": None, "claimed_at": None},
                {"status": "claimed", "claimed_by": self.drawn.choice(actors)["id"], "claimed_at": now - HOUR},
            ]
            at_once = dict.fromkeys(("claimed_until", "waiting_until", "waiting_reason"))
            row |= {**self.drawn.choice(states), **at_once, "outcome": None, "completed_at": None}
            if row["status"] == "claimed" and row["id"].int % 2:
                row |= {"status": "waiting", "waiting_until": now + HOUR, "waiting_reason": "investigation"}
        if table == "agenda_items":  # and the one that was added beside it is on the agenda
            row |= {"status": "not_discussed", "position": row["position"] + 1}
        if table == "sharing_decisions" and row["status"] == "proposed":
            row |= {"valid_until": row["valid_until"] - later}

    def _other_sessions(self) -> None:
        """Forget the sessions of whoever is not of the other side alone."""
        self._keep("break_glass_sessions", lambda row: row["actor_id"] in self.spared)

    def _other_escalations(self) -> None:
        """Let other work of this side be late, or otherwise late; an empty desk is of no side."""
        mine = [row for row in self.world.rows("escalations") if row["track"] == self.side]
        gone = {id(row) for row in mine[::2]}
        self._keep("escalations", lambda row: id(row) not in gone)
        for row in mine[1::2]:
            self._other_values("escalations", row)
            row |= {"task_status": "claimed" if row["task_status"] == "open" else "open", "resolved_at": None}

    def _other_figures(self) -> None:
        """Let there have been twice as many of everything on this side, or nothing that could be told."""
        mine = [row for row in self.world.rows("published_figures") if row["compartment"] == self.side]
        gone = {id(row) for row in mine[::2]}
        self._keep("published_figures", lambda row: id(row) not in gone)
        for row in mine[1::2]:
            answers = row["answers"] and [2 * count for count in row["answers"]]
            row |= {"size": row["size"] and 2 * row["size"], "answers": answers}

    def _other_minutes(self) -> None:
        """Let other minutes of this side have been written, or none."""
        mine = [row for row in self.world.rows("meeting_minutes") if row["compartment"] == self.side]
        gone = {id(row) for row in mine[::2]}
        self._keep("meeting_minutes", lambda row: id(row) not in gone)
        for row in mine[1::2]:
            row |= {"written_at": row["written_at"] - HOUR, "written_by_name": "Somebody else"}

    def _other_notifications(self) -> None:
        """Notify of other work of this side; what is notified of no side is of an empty desk or of broken glass."""
        mine = [row for row in self.world.rows("notifications") if row["track"] == self.side]
        gone = {id(row) for row in mine[::3]}
        self._keep("notifications", lambda row: id(row) not in gone)
        for number, row in enumerate(mine):
            if id(row) not in gone:
                row |= {
                    "created_at": row["created_at"] - HOUR / 3,
                    "read_at": None if row["read_at"] else row["created_at"],
                }
                if number % 3 == 1:
                    self.world.add("notifications", **{**row, "id": self._id(), "event_id": self._id()})

    def _keep(self, table: str, wanted: Callable[[Row], bool]) -> None:
        self.world.tables[table] = [row for row in self.world.rows(table) if wanted(row)]

    def _id(self) -> UUID:
        return UUID(int=self.drawn.getrandbits(128), version=4)
