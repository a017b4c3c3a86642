"""The one way to read a JSON body: bounded, UTF-8, validated at once with the context its validators need."""

import json
from dataclasses import dataclass
from email.message import Message
from typing import Generic, TypeVar

from fastapi import Request
from pydantic import ValidationError

from app.platform.problems import ContentTooLarge, InvalidInput, UnsupportedMediaType
from app.platform.schemas import ApiModel
from app.platform.validation import errors_of_body

MAX_BODY_BYTES = 512 * 1024

ModelT_co = TypeVar("ModelT_co", bound=ApiModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Body(Generic[ModelT_co]):
    """A validated body with the bytes it came in."""

    value: ModelT_co
    raw: bytes


class JsonBody(Generic[ModelT_co]):
    """A dependency that reads the body as `model`; OpenAPI finds the model here too."""

    def __init__(self, model: type[ModelT_co]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> Body[ModelT_co]:
        """Read and validate; raises UnsupportedMediaType, ContentTooLarge or InvalidInput with all errors."""
        _require_json(request.headers.get("content-type", ""))
        raw = await _read_bounded(request)
        try:
            context = await request.app.state.validation_context()
            value = self.model.model_validate_json(raw, context=context, by_alias=True, by_name=False)
        except ValidationError as error:
            raise InvalidInput.listing("body", errors_of_body(error)) from None
        json.loads(raw, object_pairs_hook=_require_once, parse_int=str, parse_float=str)
        return Body(value, raw)


def _require_once(members: list[tuple[str, object]]) -> None:
    """Refuse an object that names a member twice, of which one would be stored and the other lost (RFC 8259, 4)."""
    if len(dict(members)) < len(members):
        raise InvalidInput.at("", "duplicate_member", "An object has two members with one name")


def _require_json(content_type: str) -> None:
    header = Message()
    header["content-type"] = content_type
    charset = str(header.get_param("charset", "utf-8")).lower()
    if header.get_content_type() != "application/json" or charset not in {"utf-8", "us-ascii"}:
        raise UnsupportedMediaType("Send the body as application/json in UTF-8.")


async def _read_bounded(request: Request) -> bytes:
    too_large = ContentTooLarge(f"A body may have at most {MAX_BODY_BYTES} bytes.")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > MAX_BODY_BYTES:
        raise too_large
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise too_large
        chunks.append(chunk)
    return b"".join(chunks)
