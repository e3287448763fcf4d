"""The world on a port of loopback, with the doors through which tests look behind the scenes.

`/_truth` [?since=SECONDS] all articles, `/_log` [?after=LINES] all requests, `/_feeds` the addresses of all feeds,
`/_opml` the same as OPML, `/_clock` the time; POST `/_clock?now=&speed=&ahead=` sets it, POST `/_network?down=1` pulls
the plug. They answer under any host name, are not in the log, and every one but OPML and clock speaks JSON lines.
"""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from newsnet.answers import Library
from newsnet.clock import Clock
from newsnet.journal import Journal
from newsnet.truth import truth
from newsnet.wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterator

    from newsnet.exchange import Request
    from newsnet.world import World

_LINES = "application/x-ndjson"


@dataclass(slots=True, kw_only=True)
class Net:
    """A running world."""

    world: World
    clock: Clock
    library: Library
    journal: Journal = field(default_factory=Journal)
    open_wires: set[Wire] = field(default_factory=set[Wire])
    port: int = 0
    is_down: bool = False  #: every connection is torn down, as if the network were gone

    @property
    def url(self) -> str:
        """Where the doors are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def allow_loopback(self) -> str:
        """What WIREROOM_FETCH_ALLOW_LOOPBACK must say for a client to come here."""
        return f"127.0.0.1:{self.port}, *.test=127.0.0.1:{self.port}"

    def feeds(self) -> Iterator[dict[str, Any]]:
        """The address of every feed, with what is known of its publisher."""
        for number in range(self.world.hosts):
            site = self.world.site(number)
            yield {
                "feed_url": site.feed_url,
                "title": site.host,
                "language": site.tongue.code,
                "format": site.format,
                "fault": site.fault,
            }

    def truth(self, since: float | None = None) -> Iterator[dict[str, Any]]:
        """All articles until now, see newsnet.truth."""
        return truth(self.world, self.clock.now(), self.clock.wall_of, since=since)

    def set_network(self, *, down: bool) -> None:
        """Pull the plug, or put it back."""
        self.is_down = down
        if down:
            for wire in [wire for wire in self.open_wires if not wire.is_door]:
                wire.abort()

    def control(self, request: Request) -> tuple[int, str, Iterator[bytes]]:  # noqa: PLR0911 - one for each door
        """Status, content type and body of a door."""
        door, _, query = request.path.partition("?")
        values = {name: float(value[0]) for name, value in parse_qs(query).items()}
        match request.method, door:
            case "GET", "/_truth":
                return 200, _LINES, _jsonl(self.truth(values.get("since")))
            case "GET", "/_log":
                return 200, _LINES, self.journal.jsonl(int(values.get("after", 0)))
            case "GET", "/_feeds":
                return 200, _LINES, _jsonl(self.feeds())
            case "GET", "/_opml":
                return 200, "text/x-opml", self._opml()
            case _, "/_clock":
                return 200, "application/json", self._time(values if request.method == "POST" else {})
            case "POST", "/_network":
                self.set_network(down=values.get("down", 0) > 0)
                return 200, "application/json", iter([json.dumps({"down": self.is_down}).encode()])
            case _:
                return 404, "text/plain", iter([b"no such door\n"])

    def _time(self, values: dict[str, float]) -> Iterator[bytes]:
        if values:
            ahead = self.clock.now() + values["ahead"] if "ahead" in values else None
            self.clock.set(now=values.get("now", ahead), speed=values.get("speed"))
        told = {
            "now": self.clock.now(),
            "wall": self.clock.wall(),
            "speed": self.clock.speed,
            "begin": self.clock.begin,
        }
        yield json.dumps(told).encode()

    def _opml(self) -> Iterator[bytes]:
        yield b'<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>newsnet</title></head><body>\n'
        for feed in self.feeds():
            yield (
                f'<outline type="rss" text="{feed["title"]}" xmlUrl="{escape(feed["feed_url"])}" '
                f'language="{feed["language"]}"/>\n'
            ).encode()
        yield b"</body></opml>\n"


@asynccontextmanager
async def serve(world: World, *, port: int = 0, clock: Clock | None = None) -> AsyncGenerator[Net]:
    """The world on 127.0.0.1; its clock starts now."""
    net = Net(world=world, clock=clock or Clock(world.begin, world.speed), library=Library(world))
    server = await asyncio.get_running_loop().create_server(lambda: Wire(net), "127.0.0.1", port, backlog=4096)
    net.port = server.sockets[0].getsockname()[1]
    try:
        yield net
    finally:
        server.close()
        net.set_network(down=True)
        await asyncio.sleep(0)  # lets the connections go


@contextmanager
def serving(world: World, *, port: int = 0, clock: Clock | None = None) -> Generator[Net]:
    """The same for tests that are not asynchronous: the server has a thread of its own."""
    started: list[Net] = []
    is_up, loop = threading.Event(), asyncio.new_event_loop()
    is_over = asyncio.Event()

    async def run() -> None:
        async with serve(world, port=port, clock=clock) as net:
            started.append(net)
            is_up.set()
            await is_over.wait()

    def work() -> None:
        try:
            loop.run_until_complete(run())
        finally:
            is_up.set()
            loop.close()

    thread = threading.Thread(target=work, name="newsnet", daemon=True)
    thread.start()
    is_up.wait()
    if not started:
        raise OSError("the simulated network could not be started")
    try:
        yield started[0]
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join()


def _jsonl(records: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    for record in records:
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"
