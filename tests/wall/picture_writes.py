"""What each actor of a world tries with the persons and places of cases, past the API."""

from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from tests.wall.attempt import Attempt, new
from tests.wall.holding import own_cases
from tests.wall.model import HOUR, Row, World

SEALED = b"\x00" * 40
OWN, OTHERS = 8, 4
"""How many cases of one's own, and of others, each actor tries everything with."""
SOURCES = (("persons", "case_persons", "person_id"), ("locations", "case_locations", "location_id"))


def on_pictures(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Take over what signals of cases tell, and what others tell, and assess how safe everybody is."""
    drawn = Random(f"{world.seed} {actor} pictures")  # noqa: S311 - a choice of tests is no secret
    own = [case for case in world.rows("cases") if case["id"] in own_cases(world, actor, world.now)]
    others = [case for case in world.rows("cases") if case not in own]
    for case in (*_some(drawn, own, OWN), *_some(drawn, others, OTHERS)):
        signals = {row["signal_id"] for row in world.rows("case_signals") if row["case_id"] == case["id"]}
        for table, into, source in SOURCES:
            records = world.rows(table)
            told = [row for row in records if row["signal_id"] in signals]
            chosen = [*told, *_some(drawn, [row for row in records if row not in told], 4)]
            for record in chosen:
                yield from _take(world, actor, someone, case, (into, source, record))
        for person in world.rows("case_persons"):
            if person["case_id"] == case["id"]:
                yield from _assess(world, actor, someone, person)


def _some(drawn: Random, listed: list[Any], number: int) -> list[Any]:
    return drawn.sample(listed, min(len(listed), number))


def _take(world: World, actor: UUID, someone: UUID, case: Row, what: tuple[str, str, Row]) -> Iterator[Attempt]:
    into, source, record = what
    elsewhere = next(row["signal_id"] for row in world.rows("case_signals") if row["signal_id"] != record["signal_id"])
    in_case = [row["signal_id"] for row in world.rows("case_signals") if row["case_id"] == case["id"]]
    moved = next((one for one in in_case if one != record["signal_id"]), elsewhere)
    kind: Row = {name: record[name] for name in ("involvement", "kind") if name in record}
    tried: tuple[tuple[str, Row], ...] = (
        ("take", {}),
        ("forge", {"added_by": someone}),
        ("forge", {"added_at": world.now - HOUR}),
        ("misplace", {"signal_id": moved}),
    )
    for name, changes in tried:
        row: Row = {
            "id": new(into, case["id"], record["id"], actor, *changes.values()),
            "case_id": case["id"],
            "compartment": case["compartment"],
            "signal_id": record["signal_id"],
            source: record["id"],
            **kind,
            "record": SEALED,
            "added_by": actor,
            "added_by_name": "x",
            "added_at": world.now,
            **changes,
        }
        yield Attempt(f"{into}.{name}", into, row)


def _assess(world: World, actor: UUID, someone: UUID, person: Row) -> Iterator[Attempt]:
    for kind, who, at in (
        ("add", actor, world.now),
        ("forge", someone, world.now),
        ("forge", actor, world.now - HOUR),
    ):
        assessment = {
            "id": new("safety", person["id"], who, at),
            "case_id": person["case_id"],
            "compartment": person["compartment"],
            "person_id": person["id"],
            "risk": "high",
            "safe_place": "unknown",
            "contact": "unknown",
            "shelter": "none",
            "content": SEALED,
            "assessed_by": who,
            "assessed_by_name": "x",
            "assessed_at": at,
        }
        yield Attempt(f"safety_assessments.{kind}", "safety_assessments", assessment)
