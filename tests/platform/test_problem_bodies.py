"""A body that is too large, of another type or not JSON is refused before anything is made of it."""

import json
from collections.abc import AsyncIterator

import pytest

from app.platform.body import MAX_BODY_BYTES
from tests.bodies import victim_signal
from tests.platform.problem import error_places, refusal
from tests.world import World

SUBMITTER = "aandachtsfunctionaris.breda"
CHUNK = b" " * 65_536
TEN_MEGABYTES = 160
JSON = {"Content-Type": "application/json"}


class Upload:
    """A body that counts how much of it was read."""

    def __init__(self, chunks: int) -> None:
        self.chunks, self.read = chunks, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.chunks):
            self.read += 1
            yield CHUNK


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/merge-patch+json",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "application/json, text/plain",
    ],
)
async def test_a_body_that_is_not_json_in_utf_8_is_a_415(shared_world: World, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = await shared_world.call(
        SUBMITTER, "POST", "/signals", content=json.dumps(victim_signal()).encode(), headers=headers
    )
    refusal(answer, 415, "unsupported-media-type")
    assert await shared_world.count("signals") == 0


async def test_json_in_utf_8_is_taken_however_it_is_written(world: World) -> None:
    content = json.dumps(victim_signal()).encode()
    for written in ("application/json", "Application/JSON; Charset=UTF-8", 'application/json; charset="utf-8"'):
        answer = await world.call(SUBMITTER, "POST", "/signals", content=content, headers={"Content-Type": written})
        assert answer.status_code == 201, written


@pytest.mark.parametrize(
    ("declared", "at_most_read"),
    [
        pytest.param({"Content-Length": str(10 * 1024 * 1024)}, 0, id="declared"),
        pytest.param({}, MAX_BODY_BYTES // len(CHUNK) + 1, id="chunked"),
        pytest.param({"Content-Length": "100"}, MAX_BODY_BYTES // len(CHUNK) + 1, id="declared-too-small"),
    ],
)
async def test_a_body_of_ten_megabytes_is_a_413_and_not_read_to_its_end(
    shared_world: World, declared: dict[str, str], at_most_read: int
) -> None:
    upload = Upload(TEN_MEGABYTES)
    answer = await shared_world.call(SUBMITTER, "POST", "/signals", content=upload, headers=JSON | declared)
    document = refusal(answer, 413, "content-too-large")
    assert document["detail"] == "A body may have at most 524288 bytes."
    assert upload.read <= at_most_read
    assert await shared_world.count("signals") == 0


async def test_a_body_may_be_as_large_as_the_limit_and_no_byte_larger(world: World) -> None:
    content = json.dumps(victim_signal()).encode().ljust(MAX_BODY_BYTES)
    taken = await world.call(SUBMITTER, "POST", "/signals", content=content, headers=JSON)
    assert taken.status_code == 201
    refusal(
        await world.call(SUBMITTER, "POST", "/signals", content=content + b" ", headers=JSON), 413, "content-too-large"
    )
    assert await world.count("signals") == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{'municipalityCode': 'GM0758'}",
        b'{"municipalityCode": NaN}x',
        b'{"municipalityCode": "\xff\xfe"}',
        b'{"municipalityCode": "\xc3\x28"}',
        '{"municipalityCode": "GM0758"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"care":' * 50_000,
    ],
    ids=[
        "empty",
        "broken-off",
        "python",
        "trailing",
        "not-utf-8",
        "bad-sequence",
        "utf-16",
        "deep-array",
        "deep-object",
    ],
)
async def test_a_body_that_cannot_be_read_as_json_is_a_400(shared_world: World, content: bytes) -> None:
    document = refusal(
        await shared_world.call(SUBMITTER, "POST", "/signals", content=content, headers=JSON), 400, "invalid-input"
    )
    assert error_places(document) == [("json_invalid", "")]
    assert document["errors"][0]["message"] == "The body is not valid JSON in UTF-8"


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"1e999"])
async def test_a_body_that_is_no_object_is_a_400(shared_world: World, content: bytes) -> None:
    document = refusal(
        await shared_world.call(SUBMITTER, "POST", "/signals", content=content, headers=JSON), 400, "invalid-input"
    )
    assert [place for _, place in error_places(document)] == [""]
