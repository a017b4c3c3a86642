"""An identity provider that answers over HTTP, and does what a test tells it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
from jose import jwk

from tests.forgery import Claims, signed_by


class Provider:
    """Keys by their id, and what the last requests were answered with."""

    def __init__(self, name: str, algorithm: str) -> None:
        self.name, self.algorithm = name, algorithm
        self.private: dict[str, str] = {}
        self.requests = 0
        self.status = 200
        self.content: bytes | None = None
        self.port = 0

    @property
    def uri(self) -> str:
        """Return where the keys are."""
        return f"http://127.0.0.1:{self.port}/jwks"

    def document(self) -> dict[str, Any]:
        """Return the public keys."""
        return {"keys": [self.public(kid) for kid in self.private]}

    def public(self, kid: str, /, **changes: object) -> dict[str, Any]:
        """Return one public key."""
        key = jwk.construct(self.private[kid], self.algorithm).public_key().to_dict()
        return {**key, "kid": kid, "use": "sig", **changes}

    def token(self, kid: str, now: datetime, **changes: object) -> str:
        """Sign a token under one of the keys."""
        issued = int(now.timestamp())
        claims: Claims = {
            "iss": self.name,
            "aud": "signaalbrug",
            "sub": "somebody",
            "iat": issued,
            "exp": issued + 3600,
            **changes,
        }
        return signed_by(self.private[kid], self.algorithm, claims, kid=kid)


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """Serve the keys of a provider until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.requests += 1
            content = provider.content if provider.content is not None else orjson.dumps(provider.document())
            self.send_response(provider.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(BrokenPipeError):  # a client may hang up on too much
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()
