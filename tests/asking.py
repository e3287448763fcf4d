"""How the fetch tests ask: settings for one loopback server, and one request run to its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from loopback import Loopback, Route, loopback
from wireroom.fetch.client import Fetcher, fetcher
from wireroom.fetch.results import Failure, Response
from wireroom.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

T = TypeVar("T")
QUICK: dict[str, Any] = {"fetch_page_timeout_s": 2.0, "fetch_feed_timeout_s": 2.0, "fetch_idle_timeout_s": 1.2}


def lab(port: int, **changes: Any) -> Settings:
    """Settings under which this port of loopback, and every name under .test, may be asked."""
    allowed = f"127.0.0.1:{port}, *.test=127.0.0.1:{port}"
    wanted: dict[str, Any] = {"fetch_allow_loopback": allowed, **QUICK, **changes}
    return Settings(**wanted)


def with_server(
    routes: Mapping[str, Route],
    talk: Callable[[Loopback, Fetcher], Awaitable[T]],
    *,
    limit_s: float = 20.0,
    **changes: Any,
) -> T:
    """Run `talk` against a server with these routes; settings may be changed."""

    async def run() -> T:
        async with (
            asyncio.timeout(limit_s),
            loopback(routes) as server,
            fetcher(lab(server.port, **changes), clock=lambda: 1_800_000_000.0) as fetch,
        ):
            return await talk(server, fetch)

    return asyncio.run(run())


def ask(
    route: Route, *, settings: dict[str, Any] | None = None, limit_s: float = 20.0, **wishes: Any
) -> Response | Failure:
    """The outcome of asking a server that answers everything with `route`."""

    async def talk(server: Loopback, fetch: Fetcher) -> Response | Failure:
        return await fetch.get(server.url("/it"), **wishes)

    return with_server({"*": route}, talk, limit_s=limit_s, **(settings or {}))


def trouble(outcome: Response | Failure) -> str | None:
    """The word for what went wrong, None if nothing did."""
    return outcome.trouble.value if isinstance(outcome, Failure) else None
