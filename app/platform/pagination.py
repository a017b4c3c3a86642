"""Lists: keyset cursors that are opaque and signed.

A cursor is bound to the actor and the query it was made for, so that another actor's cursor, or a changed one, is
worth nothing.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

import orjson

from app.platform.problems import FieldError, InvalidInput

SIGNATURE_BYTES = 16
MAX_CURSOR_LENGTH = 1000
DEFAULT_LIMIT = 25
MAX_LIMIT = 100


class Cursors:
    """Signs and verifies cursors."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, scope: str, position: Sequence[object]) -> str:
        """Make a cursor for a position in the list that `scope` (actor, route and filters) stands for."""
        body = orjson.dumps(position)
        return _encode(self._sign(scope, body) + body)

    def open(self, scope: str, cursor: str) -> list[object]:
        """Return the position; raises InvalidInput when the cursor was not made for this list and actor."""
        position = self._read(scope, cursor) if len(cursor) <= MAX_CURSOR_LENGTH else None
        if position is None:
            raise InvalidInput(
                "The cursor is not one of this list.",
                errors=[FieldError("invalid_cursor", "Start again without a cursor.", parameter="cursor")],
            )
        return position

    def _read(self, scope: str, cursor: str) -> list[object] | None:
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            return None
        if _encode(raw) != cursor:  # base64 can be spelt in more ways than one
            return None
        signature, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(scope, body)):
            return None
        position: list[object] = orjson.loads(body)
        return position

    def _sign(self, scope: str, body: bytes) -> bytes:
        return hmac.digest(self._key, b"cursor:" + scope.encode() + b"\0" + body, hashlib.sha256)[:SIGNATURE_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
