"""HTTP/1.1 as bytes: requests read, answers sent in whole, in drips, in part or not at all."""

from __future__ import annotations

import asyncio
import itertools
from email.utils import formatdate
from http import HTTPStatus
from sys import intern
from typing import TYPE_CHECKING

from newsnet.exchange import Answer, Moment, Request
from newsnet.journal import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsnet.server import Net

_CONNECTIONS = itertools.count(1)
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_FIELDS = {
    name: name.replace("-", "_")
    for name in ("if-none-match", "if-modified-since", "user-agent", "accept-encoding", "cookie", "referer")
}
_MAX_HEAD = 65_536
_MANY = 262_144


class Wire(asyncio.Protocol):
    """One connection. Requests are answered one after the other."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self._buffer = b""
        self._number = next(_CONNECTIONS)
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self.is_door = False  #: it serves the world's keeper, and stays when the network goes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._net.open_wires.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop what was being sent."""
        del exc
        self._net.open_wires.discard(self)
        if self._task is not None:
            self._task.cancel()
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Take what came; answer when a request is whole."""
        self._buffer += data
        self._work()

    def abort(self) -> None:
        """Tear the connection down."""
        if self._transport is not None:
            self._transport.abort()

    def _work(self) -> None:
        while self._task is None and self._transport is not None and not self._transport.is_closing():
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                if len(self._buffer) > _MAX_HEAD:
                    self.abort()
                return
            request = parse(head)
            length = request.headers.get("content-length", "0")
            size = int(length) if length.isdigit() else 0
            if len(rest) < size:
                return
            self._buffer = rest[size:]
            self._serve(request)

    def _serve(self, request: Request) -> None:
        net = self._net
        if request.path.startswith("/_"):
            self.is_door = True
            self._start(self._stream(*net.control(request)))
            return
        if net.is_down:
            self.abort()
            return
        at = Moment(virtual=net.clock.now(), wall=net.clock.wall(), speed=net.clock.speed)
        answer = net.library.answer(request, at)
        line = _line(self._number, request, answer, at)
        net.journal.lines.append(line)
        if answer.resets:
            self.abort()
        elif answer.hangs:
            self._start(self._hang())
        else:
            self._send(request, answer, line, at)

    def _send(self, request: Request, answer: Answer, line: Line, at: Moment) -> None:
        transport = self._transport
        assert transport is not None, "a request came over it"
        is_last = request.headers.get("connection", "").lower() == "close" or answer.sent is not None
        head = head_of(answer, at, is_last=is_last)
        body = b"" if request.method == "HEAD" or answer.status == HTTPStatus.NOT_MODIFIED else answer.body
        if answer.drips:
            line.bytes = len(head)
            self._start(self._drip(head, body, line))
            return
        data = head + body[: answer.sent]
        line.bytes = len(data)
        transport.write(data)
        line.done = self._net.clock.wall()
        if is_last:
            transport.close()

    def _start(self, work: object) -> None:
        self._task = asyncio.get_running_loop().create_task(work)  # pyright: ignore[reportArgumentType]

    async def _hang(self) -> None:
        await asyncio.sleep(self._net.world.hang_s)
        self.abort()

    async def _drip(self, head: bytes, body: bytes, line: Line) -> None:
        assert self._transport is not None, "a request came over it"
        self._transport.write(head)
        for at in range(min(len(body), int(self._net.world.hang_s))):
            self._transport.write(body[at : at + 1])
            line.bytes += 1
            await asyncio.sleep(1)
        self.abort()

    async def _stream(self, status: int, kind: str, pieces: Iterator[bytes]) -> None:
        transport = self._transport
        assert transport is not None, "a request came over it"
        answer = f"HTTP/1.1 {status} {_PHRASES[status]}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n"
        batch = bytearray(answer.encode())
        for piece in pieces:
            batch += piece
            if len(batch) >= _MANY:
                transport.write(bytes(batch))
                batch.clear()
                while transport.get_write_buffer_size() > _MANY:  # noqa: ASYNC110 - a transport has no event for it
                    await asyncio.sleep(0.002)
                await asyncio.sleep(0)
        transport.write(bytes(batch))
        transport.close()


def parse(head: bytes) -> Request:
    """A request from its first line and headers; an absolute target names the host, as proxies are asked."""
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    target = rest.rpartition(" ")[0]
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    host = headers.get("host", "")
    if target.startswith("http://"):
        host, _, path = target[7:].partition("/")
        target = f"/{path}"
    return Request(method=method, host=host.partition(":")[0].lower(), path=target or "/", headers=headers)


def head_of(answer: Answer, at: Moment, *, is_last: bool) -> bytes:
    """Status line and headers, with whatever precedes them."""
    lines = [f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, 'Unknown')}"]
    lines += [f"Date: {formatdate(at.wall, usegmt=True)}", "Server: newsnet"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if answer.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(answer.body)}")
    if is_last:
        lines.append("Connection: close")
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" * answer.interim
    return early + "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def _line(connection: int, request: Request, answer: Answer, at: Moment) -> Line:
    # Interned: a log of many requests is mostly the same few words.
    said = {_FIELDS[name]: intern(value) for name in _FIELDS if (value := request.headers.get(name)) is not None}
    return Line(
        at=at.wall,
        virtual=at.virtual,
        connection=connection,
        method=request.method,
        host=intern(request.host),
        path=intern(request.path),
        what=answer.what,
        status=answer.status,
        fault=answer.fault,
        etag=answer.headers.get("ETag"),
        last_modified=answer.headers.get("Last-Modified"),
        retry_after=answer.headers.get("Retry-After"),
        location=answer.headers.get("Location"),
        **said,  # pyright: ignore[reportArgumentType]
    )
