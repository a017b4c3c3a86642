"""Which role may do what, written by hand from section 3 of the design, against every route there is."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from app.access.gate import Gate
from app.access.matrix import MATRIX, Action, Role, database_actions, database_rows
from app.main import create_app
from tests.access.permitted import DESIGN, EXPECTED, OPEN_TO_ALL, PERMITTED, SUBMITTERS, persona_of, routes_of
from tests.access.requests import BODIES, QUERIES
from tests.world import World


def test_the_matrix_is_that_of_the_design() -> None:
    assert {r: (rights.scope, set(rights.care), set(rights.security)) for r, rights in MATRIX.items()} == DESIGN


def test_whoever_reads_proposals_reads_interventions_which_their_expectations_show() -> None:
    readers = {role for role, row in MATRIX.items() if Action.READ_PROPOSAL in row.actions}
    assert readers
    assert all(Action.READ_INTERVENTION in MATRIX[role].actions for role in readers)


def test_whoever_reads_cases_reads_sharing_decisions_which_tell_of_their_twins() -> None:
    readers = {role for role, row in MATRIX.items() if Action.READ_CASE in row.actions}
    assert readers
    assert all(Action.READ_SHARING_DECISION in MATRIX[role].actions for role in readers)


async def test_postgresql_holds_the_same_matrix(shared_world: World) -> None:
    async with shared_world.as_api() as connection:
        rows = await connection.fetch("SELECT role, compartment, reach, desk_kind FROM role_rights")
        actions = await connection.fetch("SELECT role, action FROM role_actions")
    assert {tuple(row) for row in rows} == database_rows()
    assert {tuple(row) for row in actions} == database_actions()


def test_every_route_stands_in_this_table_and_no_other(shared_world: World) -> None:
    assert set(routes_of(shared_world.app)) == set(PERMITTED) | OPEN_TO_ALL


async def test_every_route_declares_one_action(shared_world: World) -> None:
    for name, route in routes_of(shared_world.app).items():
        gates = [dependency.call for dependency in route.dependant.dependencies if isinstance(dependency.call, Gate)]
        assert len(gates) == (name not in OPEN_TO_ALL), name


async def _talk(socket: WebSocket) -> None:
    await socket.close()


def _include(planted: Route | WebSocketRoute | Mount) -> Callable[[FastAPI], None]:
    return lambda app: app.include_router(APIRouter(routes=[planted]))


@pytest.mark.parametrize(
    ("kind", "plant"),
    [
        ("Route", lambda app: app.add_route("/planted", lambda _: Response())),
        ("Route", _include(Route("/planted", lambda _: Response()))),
        ("Mount", lambda app: app.mount("/planted", FastAPI())),
        ("Mount", _include(Mount("/planted", Starlette()))),
        ("Host", lambda app: app.host("planted", FastAPI())),
        ("APIWebSocketRoute", lambda app: app.add_api_websocket_route("/planted", _talk)),
        ("WebSocketRoute", lambda app: app.router.add_websocket_route("/planted", _talk)),
        ("WebSocketRoute", _include(WebSocketRoute("/planted", _talk))),
    ],
)
def test_what_can_declare_no_action_is_not_passed_over(kind: str, plant: Callable[[FastAPI], None]) -> None:
    planted_on = create_app()
    routes_of(planted_on)
    plant(planted_on)
    with pytest.raises(AssertionError, match=f"^{kind} .* would take part in no attack"):
        routes_of(planted_on)


def test_a_route_that_hides_behind_another_is_not_passed_over() -> None:
    planted_on = create_app()
    planted_on.add_api_route("/v1/me", lambda: None)
    with pytest.raises(AssertionError, match="GET /v1/me is there twice"):
        routes_of(planted_on)


@pytest.mark.parametrize("role", Role)
async def test_a_role_may_do_exactly_what_the_table_gives_it(world: World, role: Role) -> None:
    persona = persona_of(role)
    for name, roles in PERMITTED.items():
        method, path = name.split(" /v1")
        target = path.replace("{id}", str(uuid4())).replace("{name}", "exploitation-form") + QUERIES.get(name, "")
        answer = await world.call(persona, method, target, json=BODIES.get(name))
        if role in roles:
            expected = 404 if "{id}" in name else EXPECTED.get(name, 200)
            assert (name, answer.status_code) == (name, expected)
        else:
            assert (name, answer.status_code) == (name, 403)
            assert answer.json()["type"] == "urn:signaalbrug:problem:forbidden"
    assert await world.count("signals") == (role in SUBMITTERS)


@pytest.mark.parametrize("name", PERMITTED)
async def test_without_a_token_no_route_answers(shared_world: World, name: str) -> None:
    method, path = name.split(" ")
    target = path.replace("{id}", str(uuid4())).replace("{name}", "exploitation-form")
    answer = await shared_world.http.request(method, target, json=BODIES.get(name))
    assert answer.status_code == 401
