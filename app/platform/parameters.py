"""Query and header parameters that every list or write has in common."""

from typing import Annotated

from fastapi import Header, Request
from pydantic import Field

from app.platform.body import Body
from app.platform.idempotency import Attempt, Fingerprints
from app.platform.pagination import DEFAULT_LIMIT, MAX_CURSOR_LENGTH, MAX_LIMIT
from app.platform.problems import InvalidInput
from app.platform.schemas import ApiModel
from app.platform.validation import errors_of_parameters

PREFIX = "/v1"
"""Where the API begins in every path."""


class PageQuery(ApiModel):
    """Which page of a list to answer."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many items at most.")
    cursor: str | None = Field(None, max_length=MAX_CURSOR_LENGTH, description="The `nextCursor` of the page before.")


IdempotencyKeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of your own for this write, such as a UUID: sending it again does not do it again.",
    ),
]

IfMatchHeader = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=40,
        description="The `ETag` you last read; when it changed since, the answer is 412 and nothing is done.",
    ),
]


def refuse_stray_query(request: Request) -> None:
    """Refuse query parameters on a route that has none; raises InvalidInput. Query models refuse their own strays."""
    if not request.scope["query_string"] or request.scope["route"].dependant.query_params:
        return
    strays = [{"type": "extra_forbidden", "loc": ("query", name), "msg": ""} for name in sorted(request.query_params)]
    raise InvalidInput.listing("request", errors_of_parameters(strays))


def attempt_of(request: Request, key: str | None, body: Body[ApiModel] | None = None) -> Attempt:
    """Name this sending of a write, for `earlier_result`; some writes need no body."""
    fingerprints: Fingerprints = request.app.state.fingerprints
    return Attempt(key, fingerprints.of(body.raw if body is not None else b""))
