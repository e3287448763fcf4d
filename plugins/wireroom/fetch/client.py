"""Documents from the network. The only file that asks other machines for anything; others decide, it acts.

    async with fetcher(settings) as fetch:
        outcome = await fetch.get("https://news.example/feed", accept=ACCEPT_FEED, validators=held)

An outcome is a `Response` or a `Failure`; exceptions are left for settings that are wrong and for bugs.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

import wireroom
from wireroom.errors import BadSetting
from wireroom.fetch.addresses import Guard, names_private_host, read_exemptions, refuse_url
from wireroom.fetch.blame import EXPECTED, blame
from wireroom.fetch.connect import Answer, Lookup, connector
from wireroom.fetch.content import ACCEPT_FEED, ACCEPT_PAGE, status_trouble
from wireroom.fetch.decoding import OFFERED
from wireroom.fetch.receive import receive
from wireroom.fetch.redaction import redact
from wireroom.fetch.redirects import REDIRECTS, next_hop
from wireroom.fetch.response_headers import read_headers
from wireroom.fetch.results import Failure, Hop, Response, Trouble, Validators

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, Callable
    from types import SimpleNamespace

    from wireroom.fetch.trip import MayFollow
    from wireroom.settings import Settings
from wireroom.fetch.trip import Trip, Wish

log = logging.getLogger(__name__)

MAX_HEADERS = 128
MAX_HEADER_BYTES = 8_190  # of one line


class Fetcher:
    """Asks for documents over shared connections. Made by `fetcher`."""

    def __init__(
        self, session: aiohttp.ClientSession, guard: Guard, settings: Settings, clock: Callable[[], float]
    ) -> None:
        self._session = session
        self._guard = guard
        self._settings = settings
        self._clock = clock

    async def get(  # noqa: PLR0913 - one wish in plain words; every caller names two or three of them
        self,
        url: str,
        *,
        accept: str = ACCEPT_PAGE,
        validators: Validators | None = None,
        authorization: str | None = None,
        max_bytes: int | None = None,
        timeout_s: float | None = None,
        keep_head: bool = False,
        may_follow: MayFollow | None = None,
    ) -> Response | Failure:
        """The document at `url`, after at most five redirects, or why there is none.

        `accept` is one of content.ACCEPT_*; limits for feeds or pages follow from it where not given.
        `max_bytes` bounds the body as it travels; with `keep_head` a longer one is cut there instead of
        refused. `validators` are sent only to the URL they came from, `authorization` only to the origin
        of `url`. `may_follow` is asked before a redirect is followed (robots.txt, pacing of that host).
        Raises BadSetting where the target is not loopback and no contact is set.
        """
        is_feed = accept == ACCEPT_FEED
        settings = self._settings
        size = max_bytes or (settings.fetch_max_feed_bytes if is_feed else settings.max_page_bytes)
        seconds = timeout_s or (settings.fetch_feed_timeout_s if is_feed else settings.fetch_page_timeout_s)
        wish = Wish(
            url=url,
            accept=accept,
            validators=validators,
            authorization=authorization,
            max_bytes=size,
            max_decoded_bytes=size if keep_head else max(size, settings.fetch_max_decoded_bytes),
            max_ratio=settings.fetch_max_ratio,
            keep_head=keep_head,
            may_follow=may_follow,
        )
        trip = Trip(wish=wish, current=url)
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                outcome = await self._travel(trip)
        except TimeoutError:
            outcome = trip.failed(Trouble.TIMEOUT, f"not done after {seconds:g} s")
        sent_s = trip.sent_at - began if trip.sent_at is not None else None
        outcome = replace(outcome, elapsed_s=time.monotonic() - began, sent_s=sent_s)
        log.debug("%s %s %.3f s", redact(url), outcome.status, outcome.elapsed_s)
        return outcome

    def refused(self, url: str, *, is_redirect: bool = False) -> tuple[Trouble, str] | None:
        """Why `url` is never asked, in a word and a sentence, or None. Nothing is asked for that.

        Raises BadSetting where it is not loopback, no contact is set, and no other server has led there.
        """
        reason = refuse_url(url, self._guard)
        if reason is not None:
            is_place = names_private_host(url, self._guard)
            return Trouble.REFUSED_ADDRESS if is_place else Trouble.REFUSED_URL, reason
        if self._settings.contact or self._guard.is_ours(url):
            return None
        if not is_redirect:
            raise BadSetting("set WIREROOM_CONTACT (a URL or mail address) before fetching beyond loopback")
        return Trouble.REFUSED_URL, "leads beyond loopback, and no contact is set"

    async def _travel(self, trip: Trip) -> Response | Failure:
        while True:
            refused = self.refused(trip.current, is_redirect=bool(trip.hops))
            if refused is not None:
                return trip.failed(*refused)
            try:
                outcome = await self._ask_awake(trip)
            except EXPECTED as exc:
                return trip.failed(*blame(exc))
            if not isinstance(outcome, Hop):
                return outcome
            trip.hops.append(outcome)
            trip.current = outcome.url
            stopped = await trip.wish.may_follow(outcome.url) if trip.wish.may_follow else None
            if stopped is not None:
                return trip.failed(stopped, "the redirect is not followed")

    async def _ask_awake(self, trip: Trip) -> Response | Failure | Hop:
        """As `_ask`, and once more where a kept connection turns out to be closed: that request was never seen."""
        trip.is_reused = False
        try:
            return await self._ask(trip)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            if not trip.is_reused or trip.status is not None:
                raise
        return await self._ask(trip)

    async def _ask(self, trip: Trip) -> Response | Failure | Hop:
        headers = trip.request_headers()
        asked_conditionally = "If-None-Match" in headers or "If-Modified-Since" in headers
        trip.status = None
        async with self._session.get(
            URL(trip.current), headers=headers, allow_redirects=False, trace_request_ctx=trip
        ) as answer:
            trip.status = answer.status
            trip.facts = read_headers(answer.headers.items(), url=trip.current, now=self._clock())
            if answer.status in REDIRECTS:
                answer.close()
                hop = next_hop(trip.current, trip.hops, answer.status, answer.headers.get("Location"))
                return hop if isinstance(hop, Hop) else trip.failed(hop.trouble, redact(hop.detail))
            trouble = status_trouble(answer.status, trip.facts, asked_conditionally=asked_conditionally)
            if trouble is not None:
                answer.close()
                return trip.failed(trouble, f"status {answer.status}")
            if answer.status == 304:  # noqa: PLR2004
                return trip.arrived(b"")
            outcome = await receive(trip, answer)
            if isinstance(outcome, Failure) or outcome.is_cut:
                answer.close()  # the rest of the body would else be read to keep the connection
            return outcome


@asynccontextmanager
async def fetcher(
    settings: Settings,
    *,
    lookup: Lookup | None = None,
    tls: ssl.SSLContext | None = None,
    clock: Callable[[], float] = time.time,
) -> AsyncGenerator[Fetcher]:
    """A Fetcher with its connections, closed at the end.

    `lookup` replaces the system's name service, `tls` its trusted authorities, `clock` its time (seconds
    since 1970, only compared with dates in headers). Raises BadSetting on settings that cannot be used.
    """
    guard = guard_of(settings)
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=settings.fetch_connect_timeout_s, sock_read=settings.fetch_idle_timeout_s
    )
    async with aiohttp.ClientSession(
        connector=connector(
            guard,
            lookup=lookup,
            tls=tls,
            connections=settings.fetch_connections,
            per_host=settings.fetch_per_host,
        ),
        response_class=Answer,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=timeout,
        headers={"User-Agent": user_agent(settings.contact), "Accept-Encoding": OFFERED},
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
        read_bufsize=65_536,
        trace_configs=[_tracing()],
    ) as session:
        # Where a connection breaks aiohttp would ask a second time at once, also one who has just hung up on us. It has
        # no public switch for that; `_ask_awake` asks again where it is harmless.
        session._retry_connection = False  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        yield Fetcher(session, guard, settings, clock)


def _tracing() -> aiohttp.TraceConfig:
    """Notes in the `Trip` of a request that its connection was not a new one, and when it went out."""

    async def reused(
        _: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceConnectionReuseconnParams
    ) -> None:
        context.trace_request_ctx.is_reused = True

    async def sent(
        _: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestHeadersSentParams
    ) -> None:
        context.trace_request_ctx.sent_at = time.monotonic()

    tracing = aiohttp.TraceConfig()
    tracing.on_connection_reuseconn.append(reused)
    tracing.on_request_headers_sent.append(sent)
    return tracing


def guard_of(settings: Settings) -> Guard:
    """The guard that the settings describe. Raises BadSetting."""
    try:
        ports = frozenset(int(port) for port in settings.fetch_ports.split(","))
    except ValueError as exc:
        msg = f"WIREROOM_FETCH_PORTS={settings.fetch_ports!r} is not a list of numbers"
        raise BadSetting(msg) from exc
    return Guard(ports=ports, exemptions=read_exemptions(settings.fetch_allow_loopback, production=settings.production))


def user_agent(contact: str) -> str:
    """Who we are and how to reach who runs us: never a browser."""
    return f"Wireroom/{wireroom.__version__} (+{contact})" if contact else f"Wireroom/{wireroom.__version__}"
