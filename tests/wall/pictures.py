"""Who and what the cases of a world are about: persons and places of their signals, and how safe persons are."""

from random import Random

from tests.wall.draw import Size
from tests.wall.model import CARE, HOUR, SECURITY, Row, World
from tests.wall.signals import Signals

RISKS = ("acute", "high", "low")
SOURCES = (("persons", "person_id", "case_persons"), ("locations", "location_id", "case_locations"))


def _is_open(case: Row) -> bool:
    return bool(case["compartment"] == CARE and case["status"] != "closed")


class Pictures(Signals):
    """Fills persons, places and assessments of cases that are there."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} pictures")  # noqa: S311 - worlds are no secrets

    def add_pictures(self) -> None:
        """Take some of everybody and every place over that the signals of a case tell of on its side."""
        self._look_across()
        for one in self.world.rows("case_signals"):
            self._tell_more(one)
        for one in self.world.rows("case_signals"):
            for table, source, key in (
                ("persons", "person_id", "case_persons"),
                ("locations", "location_id", "case_locations"),
            ):
                for record in self.world.rows(table):
                    place = (record["signal_id"], record["compartment"])
                    if place == (one["signal_id"], one["compartment"]) and self.chance(0.5):
                        self._take(key, source, one, record)
        if not self.world.rows("case_persons") or not self.world.rows("case_locations"):
            self._add_what_is_missing()
        for person in self.world.rows("case_persons"):
            for _ in range(self.drawn.randint(1, 2)):
                self._assess(person)

    def _look_across(self) -> None:
        """Let a Zorgtafel that leads a care case have work of one of its signals on the other side alone, and see this
        side through broken glass: what it sees so, it may not take over."""
        case = next(
            (row for row in self.world.rows("cases") if row["desk_id"].startswith("zorgtafel.") and _is_open(row)), None
        )
        if case is None:
            return
        known = {
            row["signal_id"]
            for row in self.world.rows("tasks")
            if (row["desk_id"], row["track"]) == (case["desk_id"], CARE)
        }
        told = {row["signal_id"] for row in self.world.rows("data_keys") if row["compartment"] == CARE}
        for signal in self.world.rows("signals"):
            if signal["id"] in told - known and signal["district_id"] == case["district_id"]:
                task = self.add_task(signal, self.add_decision(signal, SECURITY), case["desk_id"], "done")
                task |= {**dict.fromkeys(self.world.rows("tasks")[0].keys() - task.keys()), "minor_involved": False}
                self._put_in(case, signal["id"])
                self.add_session(signal, case["lead_id"], self.world.now - HOUR / 2)
                return

    def _tell_more(self, one: Row) -> None:
        """See that a signal of a case tells of two persons and two places, where something is written on that side."""
        place = {"signal_id": one["signal_id"], "compartment": one["compartment"]}
        keys = [row for row in self.world.rows("data_keys") if row.items() >= place.items()]
        for table in ("persons", "locations"):
            told = [row for row in self.world.rows(table) if row.items() >= place.items()]
            for _ in range(len(told), 2 if keys else 0):
                self._tell(table, keys[0])

    def _add_what_is_missing(self) -> None:
        """Put a signal into the first case that tells of somebody and of a place on its side, and take both over."""
        case = self.world.rows("cases")[0]
        for table, source, key in (
            ("persons", "person_id", "case_persons"),
            ("locations", "location_id", "case_locations"),
        ):
            if self.world.rows(key):
                continue
            records = [row for row in self.world.rows(table) if row["compartment"] == case["compartment"]]
            record = records[0] if records else self._tell(table, self._key_on(case["compartment"]))
            self._take(key, source, self._put_in(case, record["signal_id"]), record)

    def _key_on(self, side: str) -> Row:
        return next(row for row in self.world.rows("data_keys") if row["compartment"] == side)

    def _tell(self, table: str, key: Row) -> Row:
        involvement = "possible_victim" if key["compartment"] == CARE else "possible_perpetrator"
        what = {"involvement": involvement} if table == "persons" else {"kind": "dwelling"}
        return self.world.add(table, id=self.id(), **key, **what)

    def _put_in(self, case: Row, signal_id: object) -> Row:
        there = [
            row
            for row in self.world.rows("case_signals")
            if (row["case_id"], row["signal_id"]) == (case["id"], signal_id)
        ]
        (signal,) = (row for row in self.world.rows("signals") if row["id"] == signal_id)
        like = self.world.rows("case_signals")[0]
        copied = {name: signal[name] for name in signal.keys() & like.keys()}
        placed = {"case_id": case["id"], "signal_id": signal_id, "compartment": case["compartment"]}
        return there[0] if there else self.world.add("case_signals", **{**like, **copied, **placed})

    def _take(self, table: str, source: str, one: Row, record: Row) -> None:
        taken = [(row["case_id"], row[source]) for row in self.world.rows(table)]
        if (one["case_id"], record["id"]) in taken:
            return
        what = {name: record[name] for name in ("involvement", "kind") if name in record}
        self.world.add(
            table,
            id=self.id(),
            case_id=one["case_id"],
            compartment=one["compartment"],
            signal_id=one["signal_id"],
            **{source: record["id"]},
            **what,
            added_by=self.actor()["id"],
            added_by_name="Somebody",
            added_at=self.world.now - HOUR,
        )

    def _assess(self, person: Row) -> None:
        self.world.add(
            "safety_assessments",
            id=self.id(),
            case_id=person["case_id"],
            compartment=person["compartment"],
            person_id=person["id"],
            risk=self.some(RISKS),
            safe_place="unknown",
            contact="unknown",
            shelter="none",
            holds_until=None,
            assessed_by=self.actor()["id"],
            assessed_by_name="Somebody",
            assessed_at=self.world.now - HOUR,
        )
