"""What each actor of a world tries with cases, past the API: honest, forged, and of cases that are not theirs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.wall.attempt import Attempt, changed, new
from tests.wall.cases import CASE_DESKS
from tests.wall.holding import own_cases, reaches_case
from tests.wall.model import DISTRICTS, HOUR, SECURITY, Row, World
from tests.wall.rules import own_tasks

SEALED = b"\x00" * 40
OWN, OTHERS = 6, 5
"""How many cases of one's own, and of others, each actor tries everything with."""
SOME = 6
"""How many people and signals are tried with each case."""
FAR = timedelta(days=400)


def on_cases(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Open cases, and try with some of one's own and of others what can be done with them."""
    drawn = Random(f"{world.seed} {actor} cases")  # noqa: S311 - a choice of tests is no secret
    yield from _open(world, actor, someone)
    own = [case for case in world.rows("cases") if case["id"] in own_cases(world, actor, world.now)]
    others = [case for case in world.rows("cases") if case not in own]
    led = [case for case in own if case["lead_id"] == actor]
    chosen = [*led, *_some(drawn, own, OWN), *_some(drawn, others, OTHERS)]
    for case in {case["id"]: case for case in chosen}.values():
        yield from _change(world, actor, case, drawn)
        yield from _add_members(world, actor, someone, case, drawn)
        yield from _add_signals(world, actor, someone, case, drawn)
        yield from _write(world, actor, someone, case)
    ids = {case["id"] for case in chosen}
    for member in world.rows("case_members"):
        if member["case_id"] in ids:
            yield from _change_member(world, actor, someone, member)


def blind_cases(world: World, actor: UUID) -> Iterator[tuple[str, str, Row]]:
    """List changes of whole tables."""
    yield "cases", "change", {"version": 2}
    yield "case_members", "extend", {"until": world.now + 30 * HOUR}


def _case(world: World, actor: UUID, place: tuple[str, str, str], **more: object) -> Row:
    desk, side, district = place
    return {
        "id": new("case", desk, district, actor, *more.values()),
        "reference": f"ZWB-C-{actor}",
        "compartment": side,
        "district_id": district,
        "desk_id": desk,
        "exploitation_forms": [],
        "title": SEALED,
        "wrapped_key": SEALED,
        "status": "open",
        "lead_id": actor,
        "opened_by": actor,
        "opened_by_name": "x",
        "opened_at": world.now,
        **more,
    }


def _open(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    for place in CASE_DESKS:
        yield Attempt("cases.open", "cases", _case(world, actor, place))
    inspection = ("arbeidsinspectie", SECURITY, DISTRICTS[0])
    if not reaches_case(world, actor, world.now, *inspection[1:]):  # anybody else a constraint of the table refuses
        yield Attempt("cases.open", "cases", _case(world, actor, inspection), near="where no case is opened")
    yield Attempt("cases.as_owner", "cases", _case(world, actor, CASE_DESKS[0]))
    for forged in ({"opened_by": someone}, {"lead_id": someone}):
        yield Attempt("cases.as_owner_for_another", "cases", _case(world, actor, CASE_DESKS[0], **forged))
    for case in world.rows("cases"):
        for kind, who, until in (
            ("as_owner", actor, world.now + HOUR),
            ("as_owner_for_another", someone, world.now + HOUR),
            ("as_owner_longer", actor, world.now + FAR),
            ("take_up", actor, world.now + HOUR),
        ):
            yield Attempt(f"case_members.{kind}", "case_members", _member(world, case, who, actor, until))
    yield from _keep(world, actor)
    for member in world.rows("case_members"):
        near = "" if member["actor_id"] == actor else "of another"
        for kind, who, at in (
            ("put_away", actor, world.now),
            ("put_away_forged", someone, world.now),
            ("put_away_forged", actor, world.now - HOUR),
        ):
            removed = {"removed_by": who, "removed_by_name": "x", "removed_at": at}
            attempt = changed(f"case_members.as_owner_{kind}", "case_members", member, **removed)
            yield replace(attempt, near=near)


def _keep(world: World, actor: UUID) -> Iterator[Attempt]:
    """Keep what was told of every case and every membership, and do more than that by the way."""
    for login in ("owner", "worker"):
        for case in world.rows("cases"):
            yield changed(f"cases.as_{login}_watch", "cases", case, unled_since=world.now)
        for member in world.rows("case_members"):
            yield changed(f"case_members.as_{login}_remind", "case_members", member, reminded_for=world.now)
    out = {"removed_by": actor, "removed_by_name": "x", "removed_at": world.now - HOUR}
    for member in world.rows("case_members"):
        yield changed("case_members.as_worker_remove", "case_members", member, reminded_for=world.now, **out)


def _member(world: World, case: Row, who: UUID, by: UUID, until: object, **more: object) -> Row:
    return {
        "id": new("member", case["id"], who, by, until, *more.values()),
        "case_id": case["id"],
        "compartment": case["compartment"],
        "actor_id": who,
        "actor_name": "x",
        "since": world.now,
        "until": until,
        "added_by": by,
        "added_by_name": "x",
        "added_at": world.now,
        "removed_by": None,
        "removed_by_name": None,
        "removed_at": None,
        **more,
    }


def _some(drawn: Random, listed: list[Any], number: int) -> list[Any]:
    return drawn.sample(listed, min(len(listed), number))


def _change(world: World, actor: UUID, case: Row, drawn: Random) -> Iterator[Attempt]:
    closed = {"status": "closed", "closed_at": world.now, "outcome": "not_established"}
    going = {"closed_at": None, "outcome": None}
    if case["status"] != "suspended":
        kind = "reopen" if case["status"] == "closed" else "suspend"
        yield changed(f"cases.{kind}", "cases", case, status="suspended", **going)
    if case["status"] != "closed":
        yield changed("cases.close", "cases", case, **closed)
    members = [row["actor_id"] for row in world.rows("case_members") if row["case_id"] == case["id"]]
    strangers = [row["id"] for row in world.rows("actors") if row["id"] not in members]
    for who in (*members, *_some(drawn, strangers, 3)):
        if who not in {actor, case["lead_id"]}:
            yield changed("cases.hand_over", "cases", case, lead_id=who)
    if case["lead_id"] != actor:
        yield changed("cases.take_over", "cases", case, lead_id=actor)


def _add_members(world: World, actor: UUID, someone: UUID, case: Row, drawn: Random) -> Iterator[Attempt]:
    """Let in anybody: some who are members, and others who are not."""
    until, place = world.now + HOUR, (case["compartment"], case["district_id"])
    in_it = [row for row in world.rows("case_members") if row["case_id"] == case["id"]]
    present = {row["actor_id"] for row in in_it}
    strangers = [row["id"] for row in world.rows("actors") if row["id"] not in present]
    reaching = [who for who in strangers if reaches_case(world, who, world.now, *place)]
    reaching += [row["actor_id"] for row in in_it if row["removed_at"] and row["actor_id"] != actor]
    others = [who for who in strangers if who not in reaching]
    for who in (*_some(drawn, others, SOME), *_some(drawn, sorted(present), 2), *_some(drawn, reaching, SOME)):
        yield Attempt("case_members.add", "case_members", _member(world, case, who, actor, until))
    for who in _some(drawn, reaching, 1):
        yield Attempt("case_members.add_longer", "case_members", _member(world, case, who, actor, world.now + FAR))
        forgeries: tuple[Row, ...] = (
            {"added_by": someone},
            {"added_at": world.now - HOUR},
            {"removed_by": actor, "removed_by_name": "x", "removed_at": world.now},
        )
        for forged in forgeries:
            row = _member(world, case, who, actor, until, **forged)
            yield Attempt("case_members.add_forged", "case_members", row)


def _change_member(world: World, actor: UUID, someone: UUID, member: Row) -> Iterator[Attempt]:
    far, near = world.now + FAR, world.now + 20 * HOUR
    yield changed("case_members.extend", "case_members", member, until=near)
    yield changed("case_members.extend_longer", "case_members", member, until=far)
    for kind, who, at in (
        ("remove", actor, world.now),
        ("remove_forged", someone, world.now),
        ("remove_forged", actor, world.now - HOUR),
    ):
        removed = {"removed_by": who, "removed_by_name": "x", "removed_at": at}
        yield changed(f"case_members.{kind}", "case_members", member, **removed)


def _add_signals(world: World, actor: UUID, someone: UUID, case: Row, drawn: Random) -> Iterator[Attempt]:
    known = {task["signal_id"] for task in own_tasks(world, actor, world.now)}
    own = [signal for signal in world.rows("signals") if signal["id"] in known]
    others = [signal for signal in world.rows("signals") if signal["id"] not in known]
    for signal in (*_some(drawn, own, 2 * SOME), *_some(drawn, others, SOME // 2)):
        row = {
            "case_id": case["id"],
            "signal_id": signal["id"],
            "compartment": case["compartment"],
            "municipality_code": signal["municipality_code"],
            "reference": "x",
            "exploitation_forms": [],
            "acute_danger": False,
            "observed_from": world.now.date(),
            "received_at": world.now,
            "added_by": actor,
            "added_by_name": "x",
            "added_at": world.now,
        }
        yield Attempt("case_signals.add", "case_signals", row)
        forged: Row = drawn.choice(({"added_by": someone}, {"added_at": world.now - HOUR}))
        yield Attempt("case_signals.add_forged", "case_signals", {**row, **forged})


def _write(world: World, actor: UUID, someone: UUID, case: Row) -> Iterator[Attempt]:
    place = {"case_id": case["id"], "compartment": case["compartment"]}
    for kind, who, at in (
        ("write", actor, world.now),
        ("forge", someone, world.now),
        ("forge", actor, world.now - HOUR),
    ):
        note = {"id": new("note", case["id"], who, at), **place, "content": SEALED, "supersedes": None}
        written = {"written_by": who, "written_by_name": "x", "written_at": at}
        yield Attempt(f"case_notes.{kind}", "case_notes", {**note, **written})
    reached = {"suspend": "suspended", "resume": "open", "close": "closed", "reopen": "open"}
    for step, status in reached.items():
        for kind, who, at in (
            ("record", actor, world.now),
            ("forge", someone, world.now),
            ("forge", actor, world.now - HOUR),
        ):
            change = {
                "id": new("change", case["id"], step, who, at),
                **place,
                "step": step,
                "status": status,
                "reason": "other",
                "outcome": "not_established" if step == "close" else None,
                "content": None,
                "changed_by": who,
                "changed_by_name": "x",
                "changed_at": at,
            }
            yield Attempt(f"case_status_changes.{kind}", "case_status_changes", change)
