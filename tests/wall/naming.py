"""Whom an actor can name: somebody new, or who is there, as a person or a machine client."""

from uuid import uuid5

import asyncpg

from tests.wall.appointment_rules import never_was
from tests.wall.compare import Expectation, Report
from tests.wall.holding import actions
from tests.wall.model import ISSUER, Row, World
from tests.wall.postgres import entered

NAME = "SELECT access.actor_of($1, $2, $3, 'Somebody', $4)"
NAMED = "SELECT kind FROM actors WHERE name = 'Somebody'"
WERE_THERE = "SELECT id, kind FROM actors WHERE name <> 'Somebody'"
KINDS = ("person", "client")
OF_EACH = 3
"""How many of each kind and issuer are named who are there."""


async def compare_naming(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Name somebody new of each kind and some who are there, and look past every policy at who is there then.

    A beheerder names whoever is of the kind, or nobody ever gave anything. Who lends names a person, and does not learn
    that it is a client instead.
    """
    may = actions(report.world, one.actor, report.world.now)
    manages, lends = "appointments:all:manage" in may, "appointments:own:lend" in may
    there = _some(report.world)
    async with entered(connection, one.issuer, one.subject, report.world.now):
        for kind in KINDS:
            new = uuid5(one.actor, f"new {kind}")
            found = await connection.fetchval(NAME, new, ISSUER, f"somebody new, a {kind}", kind)
            expected = new if manages or (lends and kind == "person") else None
            report.compare(one.actor, "naming", f"a new {kind}", expected, found)
            for row in there:
                mine = uuid5(one.actor, f"{row['id']} {kind}")
                found = await connection.fetchval(NAME, mine, row["issuer"], row["subject"], kind)
                of_kind = row["kind"] == kind or never_was(report.world, row["id"])
                expected = row["id"] if (of_kind if manages else lends and kind == "person") else None
                report.compare(one.actor, "naming", f"{row['id']} as a {kind}", expected, found)
        await connection.execute("SET LOCAL ROLE NONE")
        named = [row["kind"] for row in await connection.fetch(NAMED)]
        kinds = {row["id"]: row["kind"] for row in await connection.fetch(WERE_THERE)}
    made = [kind for kind in KINDS if manages or (lends and kind == "person")]
    report.compare(one.actor, "naming", "somebody new", sorted(made), sorted(named))
    turned = {row["id"] for row in there if manages and never_was(report.world, row["id"])}
    for row in report.world.rows("actors"):
        kind = KINDS[-1] if row["id"] in turned else row["kind"]
        report.compare(one.actor, "naming", f"{row['id']} after all", kind, kinds[row["id"]])


def _some(world: World) -> list[Row]:
    """Choose a few of each kind and issuer, of those who were ever given anything and of those who never were.

    Not whoever has a namesake of another issuer, who is chosen instead: they are to stay what they are.
    """
    chosen: dict[tuple[str, str, bool], list[Row]] = {}
    namesakes = {row["subject"] for row in world.rows("actors") if row["issuer"] != ISSUER}
    for row in world.rows("actors"):
        if row["issuer"] == ISSUER and row["subject"] in namesakes:
            continue
        chosen.setdefault((row["issuer"], row["kind"], never_was(world, row["id"])), []).append(row)
    return [row for of_kind in chosen.values() for row in (*of_kind[: OF_EACH - 1], of_kind[-1])]
