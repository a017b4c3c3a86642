"""The public keys of an identity provider: fetched, cached, and bounded in how often and how much."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from app.platform.clock import Clock
from app.platform.logs import get_logger
from app.platform.problems import Unavailable

FRESH_SECONDS = 300
"""How long a key that was withdrawn may still open anything."""
RETRY_SECONDS = 30
"""At most one fetch in this time, however many unknown key ids are presented."""
MAX_JWKS_BYTES = 64 * 1024
MAX_KEYS = 32
TIMEOUT_SECONDS = 5


class RemoteKeys:
    """The JWKS of one issuer. An unknown key id fetches it anew, but not more often than every half minute."""

    def __init__(self, uri: str, client: httpx.AsyncClient, clock: Clock) -> None:
        self._uri, self._client, self._clock = uri, client, clock
        self._keys: dict[str, Mapping[str, Any]] | None = None
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        """Return the key with this id, or None; raises Unavailable when no keys were ever had."""
        if self._must_fetch(kid):
            async with self._lock:
                if self._must_fetch(kid):
                    await self._fetch()
        if self._keys is None:
            raise Unavailable("The identity provider cannot be reached, so tokens cannot be verified.", retry_after=30)
        return self._keys.get(kid)

    def _must_fetch(self, kid: str) -> bool:
        stale = self._keys is None or kid not in self._keys or not self._is_within(FRESH_SECONDS, self._fetched)
        return stale and not self._is_within(RETRY_SECONDS, self._tried)

    def _is_within(self, seconds: int, since: float) -> bool:
        """Tell whether so little time has passed; of a moment to come, as after a clock was set back, nobody knows."""
        return 0 <= self._clock.now().timestamp() - since <= seconds

    async def _fetch(self) -> None:
        """Fetch the keys; when that fails, the ones we have stay in use."""
        try:
            self._keys = _signing_keys(await self._download())
            self._fetched = self._clock.now().timestamp()
        except (httpx.HTTPError, ValueError) as error:
            get_logger().warning("jwks not fetched", error=error)
        finally:
            # Not before: whoever comes while the keys are under way waits for them.
            self._tried = self._clock.now().timestamp()

    async def _download(self) -> bytes:
        async with self._client.stream("GET", self._uri, timeout=TIMEOUT_SECONDS) as response:
            response.raise_for_status()
            content = b""
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > MAX_JWKS_BYTES:
                    raise ValueError("the JWKS is too large")
        return content


def _signing_keys(content: bytes) -> dict[str, Mapping[str, Any]]:
    document = orjson.loads(content)
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or len(keys) > MAX_KEYS:
        raise ValueError("this is not a JWKS of a reasonable size")
    return {
        key["kid"]: key
        for key in keys
        if isinstance(key, dict)
        and isinstance(key.get("kid"), str)
        and key.get("kty") in {"RSA", "EC"}
        and key.get("use", "sig") == "sig"
    }
