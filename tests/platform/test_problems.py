"""Every refusal is one problem document (RFC 9457), whatever part of the service refuses."""

import uuid

import pytest

from tests.platform.problem import error_places, refusal
from tests.world import World

SUBMITTER = "aandachtsfunctionaris.breda"
ID = uuid.UUID(int=7)


@pytest.mark.parametrize(
    "path",
    ["/", "/v1", "/v1/nothing", "/v2/me", f"/v1/signals/{ID}", "/v1/signals/not-an-id", f"/v1/tasks/{ID}/nothing"],
)
async def test_what_is_not_there_is_a_404(shared_world: World, path: str) -> None:
    answer = await shared_world.http.get(path, headers={"Authorization": f"Bearer {shared_world.token(SUBMITTER)}"})
    document = refusal(answer, 404, "not-found")
    assert document["detail"] == "The resource does not exist."
    assert "errors" not in document


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/v1/signals", "GET, POST"),
        ("DELETE", "/v1/me", "GET"),
        ("GET", f"/v1/tasks/{ID}/claim", "DELETE, PUT"),
        ("GET", f"/v1/signals/{ID}/enrichments", "POST"),
        ("PUT", "/v1/routing-simulations", "POST"),
        ("POST", "/v1/code-lists/exploitation-form", "GET"),
        ("POST", "/health/live", "GET, HEAD"),
        ("POST", "/docs/start.js", "GET"),
        ("OPTIONS", "/v1/tasks", "GET"),
    ],
)
async def test_a_method_that_a_path_does_not_have_is_a_405_with_all_that_it_has(
    shared_world: World, method: str, path: str, allowed: str
) -> None:
    answer = await shared_world.http.request(method, path)
    document = refusal(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == allowed
    assert document["detail"] == f"Allowed: {allowed}."


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/xml",
        "image/*",
        "application/json;q=0",
        "text/html, application/json; q=0.0",
        "json",
        "",
    ],
)
async def test_a_client_that_takes_no_json_gets_a_406(shared_world: World, accept: str) -> None:
    document = refusal(
        await shared_world.call(SUBMITTER, "GET", "/me", headers={"Accept": accept}), 406, "not-acceptable"
    )
    assert document["detail"] == "Accept application/json."


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/*;q=0.1", "text/html, Application/JSON", "application/json; charset=utf-8", None],
)
async def test_a_client_that_takes_json_among_others_gets_it(shared_world: World, accept: str | None) -> None:
    request = shared_world.http.build_request(
        "GET", "/v1/me", headers={"Authorization": f"Bearer {shared_world.token(SUBMITTER)}"}
    )
    del request.headers["Accept"]
    if accept is not None:
        request.headers["Accept"] = accept
    answer = await shared_world.http.send(request)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("persona", "path"),
    [
        (SUBMITTER, "/signals"),
        ("zorgcoordinator.de-baronie", "/tasks"),
        (SUBMITTER, "/desks"),
        (SUBMITTER, "/me"),
        (SUBMITTER, "/code-lists/exploitation-form"),
    ],
)
async def test_an_unknown_query_parameter_is_a_400(shared_world: World, persona: str, path: str) -> None:
    document = refusal(await shared_world.call(persona, "GET", f"{path}?colour=red"), 400, "invalid-input")
    assert error_places(document) == [("extra_forbidden", "colour")]


async def test_every_query_parameter_that_is_wrong_is_named(shared_world: World) -> None:
    answer = await shared_world.call(SUBMITTER, "GET", "/signals?limit=0&colour=red")
    document = refusal(answer, 400, "invalid-input")
    assert sorted(error_places(document)) == [("extra_forbidden", "colour"), ("greater_than_equal", "limit")]
    assert document["detail"] == "The request has 2 error(s)."


async def test_the_name_of_an_unknown_query_parameter_is_not_repeated_when_it_may_be_somebodys_data(
    shared_world: World,
) -> None:
    answer = await shared_world.call(SUBMITTER, "GET", "/signals", params={"Jan de Vries, 06-12345678": "1"})
    refusal(answer, 400, "invalid-input")
    assert "Vries" not in answer.text


async def test_an_exception_that_nobody_expected_is_a_500_that_tells_nothing(world: World) -> None:
    async def broken() -> None:
        raise ValueError("secret")

    world.app.add_api_route("/v1/broken", broken)
    answer = await world.http.get("/v1/broken")
    document = refusal(answer, 500, "internal-error")
    assert document["detail"] == "The error was logged under this request id."
    assert "secret" not in answer.text
    assert "ValueError" not in answer.text
