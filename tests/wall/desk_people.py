"""Who works at which desk and until when, worked out naively and asked of the functions of the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from tests.wall.holding import ALL_DISTRICTS, DESKS, WORKS_ON, actions, desk_of, held, is_in_area, works_at
from tests.wall.model import ROLES, SIDES, Row, World

COLLEAGUES = "SELECT concat_ws('|', actor_id, desk_id, track) FROM access.colleagues()"
UNTIL = "SELECT access.desk_until($1, desk, track, $2) FROM unnest($3::text[], $4::text[]) asked (desk, track)"
DISTRICTS_OF = "SELECT role || ' ' || unnest(access.districts_of(role)) FROM unnest($1::text[]) asked (role)"
HOLDERS = """
SELECT concat_ws('|', id, issuer, subject) FROM unnest($1::uuid[]) asked (id), access.proposed_holder(id)
"""
PLACES = [(desk, side) for desk in sorted(DESKS) for side in SIDES]
NEVER = datetime.max.replace(tzinfo=UTC)
"""An end that does not come; `infinity` is read as the same without a zone."""


def colleagues(world: World, actor: UUID) -> set[str]:
    """List who works at the desks of an actor now, on the side that the actor works on there; no clients."""
    if "tasks:desk:triage" not in actions(world, actor, world.now):
        return set()
    return {
        f"{other['id']}|{desk}|{side}"
        for desk, side in PLACES
        if works_at(world, actor, world.now, desk, side)
        for other in world.rows("actors")
        if other["kind"] == "person" and works_at(world, other["id"], world.now, desk, side)
    }


def proposed_holders(world: World, actor: UUID) -> set[str]:
    """List for which appointments an actor reads back whom they are for: those that the actor proposed."""
    holder = {row["id"]: f"{row['issuer']}|{row['subject']}" for row in world.rows("actors")}
    proposed = [row for row in world.rows("appointments") if row["proposed_by"] == actor]
    entered = bool(held(world, actor, world.now))
    return {f"{row['id']}|{holder[row['actor_id']]}" for row in proposed} if entered else set()


async def read_proposed_holders(connection: asyncpg.Connection, world: World) -> set[str]:
    """Read back whom each appointment there is is for."""
    ids = [row["id"] for row in world.rows("appointments")]
    return {row[0] for row in await connection.fetch(HOLDERS, ids)}


def districts(world: World, actor: UUID) -> set[str]:
    """List for which districts an actor holds each role; one for the region is one for every district."""
    return {
        f"{appointment['role']} {district}"
        for appointment in held(world, actor, world.now)
        for district in ALL_DISTRICTS
        if is_in_area(appointment, district)
    }


def works_until(world: World, actor: UUID, desk: str, side: str) -> datetime | None:
    """Tell until when somebody works at a desk on a side without a gap, or that they do not work there now."""
    until = world.now
    spans = [_span(world, row) for row in world.rows("appointments") if _is_at(row, actor, desk, side)]
    while ends := [end for span in spans if span is not None for begin, end in (span,) if begin <= until < end]:
        until = max(ends)
    return until if until > world.now else None


def _is_at(appointment: Row, actor: UUID, desk: str, side: str) -> bool:
    there = side in WORKS_ON.get(appointment["role"], ()) and desk_of(appointment) == desk
    return bool(appointment["actor_id"] == actor) and there


def _span(world: World, appointment: Row) -> tuple[datetime, datetime] | None:
    """Give from when until when an appointment counts; a lent one only while the one it was lent from does."""
    lent_from = [row for row in world.rows("appointments") if row["id"] == appointment["lent_from"]]
    both = [appointment, *lent_from]
    if any(row["approved_at"] is None for row in both):
        return None
    begins = max(moment for row in both for moment in (row["valid_from"], row["approved_at"]))
    ends = min(moment or NEVER for row in both for moment in (row["valid_until"], row["withdrawn_at"]))
    return begins, ends


async def read_colleagues(connection: asyncpg.Connection) -> set[str]:
    """Ask for the colleagues of the entered actor."""
    return {row[0] for row in await connection.fetch(COLLEAGUES)}


async def read_districts(connection: asyncpg.Connection) -> set[str]:
    """Ask for the districts of each role of the entered actor."""
    return {row[0] for row in await connection.fetch(DISTRICTS_OF, ROLES)}


async def compare_ends(
    connection: asyncpg.Connection, world: World, actor: UUID
) -> Iterator[tuple[str, object, object]]:
    """Ask, as the owner, until when an actor works at each desk; give each with what the rules say of it."""
    desks, sides = zip(*PLACES, strict=True)
    ends = [row[0] for row in await connection.fetch(UNTIL, actor, world.now, desks, sides)]
    found = [end and end.replace(tzinfo=UTC) for end in ends]
    expected = [works_until(world, actor, desk, side) for desk, side in PLACES]
    return zip((f"{desk} {side}" for desk, side in PLACES), expected, found, strict=True)
