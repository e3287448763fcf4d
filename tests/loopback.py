"""A web server for tests that can do everything real ones do wrong. Loopback only, gone when the test is.

async with loopback({"/feed": reply(b"<rss/>")}) as server:
    ... server.url("/feed") ... server.requests

A route is the raw bytes of a response, or a function of the request that returns them or yields them
piece by piece; what is yielded is sent at once, and the connection is closed after the last piece.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client said."""

    method: str
    target: str
    headers: Mapping[str, str]  #: names in lower case
    names: tuple[str, ...]  #: header names as sent, in order
    at: float  #: monotonic seconds


Answer = bytes | AsyncIterator[bytes]
Route = bytes | Callable[[Request], Answer]


@dataclass(slots=True)
class Loopback:
    """A running server and all it was asked."""

    routes: Mapping[str, Route]
    scheme: str = "http"
    port: int = 0
    requests: list[Request] = field(default_factory=list[Request])
    connections: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """An absolute URL on this server."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for one path."""
        return [request for request in self.requests if request.target.split("?")[0] == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side has enough."""
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            while await self._exchange(reader, writer):
                pass
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = _parse(await reader.readuntil(b"\r\n\r\n"))
        self.requests.append(request)
        route = self.routes.get(request.target.split("?")[0]) or self.routes.get("*") or reply(b"no", 404)
        answer = route if isinstance(route, bytes) else route(request)
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
            return b"connection: close" not in answer.partition(b"\r\n\r\n")[0].lower()
        async for piece in answer:
            writer.write(piece)
            await writer.drain()
        return False


def reply(body: bytes = b"", status: int = 200, *headers: str, length: int | None = None) -> bytes:
    """A response as bytes. `length` lies about the body's; -1 leaves Content-Length out."""
    announced = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status} Some Words", *headers]
    if announced >= 0:
        lines.append(f"Content-Length: {announced}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def redirect(location: str, status: int = 302) -> bytes:
    """A redirect."""
    return reply(b"", status, f"Location: {location}")


def pieces(*parts: bytes, pause_s: float = 0.0, times: int = 1) -> Callable[[Request], AsyncIterator[bytes]]:
    """A route that sends `parts`, the last of them `times` times with pauses, then closes."""

    async def send(_: Request) -> AsyncIterator[bytes]:
        for part in parts[:-1]:
            yield part
        for _time in range(times):
            yield parts[-1]
            await asyncio.sleep(pause_s)

    return send


@asynccontextmanager
async def loopback(routes: Mapping[str, Route], *, tls: ssl.SSLContext | None = None) -> AsyncGenerator[Loopback]:
    """A server on a free port of 127.0.0.1."""
    state = Loopback(routes, scheme="https" if tls else "http")
    server = await asyncio.start_server(state.serve, "127.0.0.1", 0, ssl=tls, limit=1_000_000)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()


def _parse(raw: bytes) -> Request:
    first, *lines = raw.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = [line.partition(":") for line in lines]
    return Request(
        method=method,
        target=target,
        headers={name.lower(): value.strip() for name, _, value in pairs},
        names=tuple(name for name, _, _ in pairs),
        at=time.monotonic(),
    )
