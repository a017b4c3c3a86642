"""What every refusal must look like, for the tests of this folder."""

from typing import cast

import httpx

from tests.world import Json

MEMBERS = {"type", "title", "status", "detail", "requestId"}


def refusal(answer: httpx.Response, status: int, code: str) -> Json:
    """Return the problem document of an answer, after checking that it is a complete one of this kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = cast("Json", answer.json())
    assert document.keys() - {"errors"} == MEMBERS
    assert document["type"] == f"urn:signaalbrug:problem:{code}"
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["requestId"] == answer.headers["x-request-id"]
    return document


def error_places(document: Json) -> list[tuple[str, str]]:
    """List the code and the place of each error in a problem document."""
    return [(error["code"], error.get("pointer", error.get("parameter"))) for error in document["errors"]]
