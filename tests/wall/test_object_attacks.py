"""Knowing an id gives nothing: what is not yours is answered as what never was, whoever asks, by any method."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from app.main import create_app
from tests.access.permitted import routes_of
from tests.wall.asking import NEVER
from tests.wall.attacker import Attacker, attackers_of, drawn
from tests.wall.attacks import ATTACKS, knows_all
from tests.wall.changes import quiet
from tests.wall.draw import Size
from tests.wall.load import load
from tests.wall.worlds import generate
from tests.world import World as Service

pytestmark = pytest.mark.long

NO_IDS = ("x", "0", "%00", f"{NEVER}0", str(NEVER)[:-1], f"{{{NEVER}", f"urn:uuid:{NEVER}x")
OTHER_METHODS = ("PATCH", "HEAD", "OPTIONS", "TRACE", "DELETE", "PUT", "POST")


@pytest.fixture(scope="module")
async def attackers(shared_world: Service) -> AsyncIterator[list[Attacker]]:
    world = quiet(generate(14, Size(signals=8, extra_actors=2)))
    await load(world, shared_world)
    listed = attackers_of(shared_world, world)
    yield listed
    print(f"{len(listed)} actors, {len(ATTACKS)} routes, {sum(one.tried for one in listed):,} attempts")


def test_every_route_with_an_id_is_attacked() -> None:
    routes = routes_of(create_app())
    with_id = {route for route in routes if "{id}" in route}
    assert with_id == ATTACKS.keys(), "let the new route take part: ATTACKS in tests/wall/attacks.py"
    of_no_object = {"GET /docs/{name}", "GET /v1/code-lists/{name}"}
    assert {route for route in routes if "{" in route} == with_id | of_no_object


@pytest.mark.parametrize("route", ATTACKS)
async def test_what_is_not_yours_is_answered_as_what_never_was(attackers: list[Attacker], route: str) -> None:
    assert len(attackers) >= 30
    hidden, tried = set[UUID](), set[UUID]()
    for attacker in attackers:
        hidden |= await attacker.try_all(route, tried)
    assert tried == hidden, "all that is hidden from somebody who may use the route is tried by one of those"
    assert hidden or ATTACKS[route].knows is knows_all, "and there is something to try"


async def test_what_is_no_id_is_answered_as_what_never_was(attackers: list[Attacker]) -> None:
    for attacker in attackers[::4]:
        for route, attack in ATTACKS.items():
            if attack.body is None:
                never = await attacker.answer(route, str(NEVER))
                answers = [await attacker.answer(route, place) for place in NO_IDS]
                assert {answer.status for answer in answers} == {404}
                assert never.status == 403 or set(answers) == {never}, route


@pytest.mark.parametrize("method", OTHER_METHODS)
async def test_other_methods_do_not_tell_what_is_there(attackers: list[Attacker], method: str) -> None:
    paths = {route.split(" ")[1]: attack for route, attack in ATTACKS.items()}
    for attacker in attackers[::6]:
        for path, attack in paths.items():
            route = f"{method} {path}"
            if route not in ATTACKS:
                never = await attacker.answer(route, str(NEVER))
                assert never.status == 405
                ids = [row["id"] for row in attacker.world.rows(attack.table)]
                for one in drawn(attacker.lots(route), ids, 2):
                    assert await attacker.answer(route, str(one)) == never


async def test_of_what_has_an_id_only_saved_views_can_be_deleted(shared_world: Service) -> None:
    """The login of the API has no DELETE or TRUNCATE on anything else; functions of ours delete what has no route."""
    async with shared_world.as_superuser() as connection:
        deletes = await connection.fetch(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') "
            "AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) "
            "AND has_table_privilege('signaalbrug_api', oid, 'DELETE, TRUNCATE')"
        )
        functions = await connection.fetch(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN ('access'::regnamespace, "
            "'public'::regnamespace) AND prosrc ~* '\\m(delete|truncate)\\M'"
        )
    assert [row[0] for row in deletes] == ["saved_views"], "the settings of their owner, and nothing of a case"
    due = {"access.keep_deadline()", "access.keep_feedback_due()"}  # till it is done, or somebody has heard
    moments, spans = "timestamp with time zone", ",".join(["interval"] * 3)
    mail = {f"access.bundle_mails({moments},{spans})", f"access.settle_mail(uuid,text,{moments},{moments})"}
    assert {str(row[0]) for row in functions} == due | mail
