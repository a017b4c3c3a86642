"""A client that costs little: raw HTTP/1.1 over a few connections that stay open."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What to send, again and again, to whom."""

    port: int
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def encode(self) -> bytes:
        """Write the request as it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: bench", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Measured:
    """How a load went."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


async def drive(load: Load, *, connections: int, seconds: float) -> Measured:
    """Send the load for some seconds; every answer must be a success."""
    request, took = load.encode(), list[float]()
    until = time.perf_counter() + seconds
    started = time.perf_counter()
    await asyncio.gather(*(_connection(load.port, request, until, took) for _ in range(connections)))
    elapsed = time.perf_counter() - started
    took.sort()
    p50, p95, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.95, 0.99))
    return Measured(len(took) / elapsed, p50, p95, p99)


async def _connection(port: int, request: bytes, until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (sent := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 20"):
            raise RuntimeError(head.decode())
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        await reader.readexactly(length)
        took.append(time.perf_counter() - sent)
    writer.close()
