"""Connections that go only where the guard allows: aiohttp's connector with our resolver and our sockets."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.http_exceptions import HttpProcessingError

from wireroom.fetch.addresses import Guard, refuse_address

if TYPE_CHECKING:
    from aiohttp.connector import AddrInfoType, Connection

Lookup = Callable[[str], Awaitable[Sequence[str]]]  #: host name to numeric addresses; raises socket.gaierror

MAX_ADDRESSES = 16  # of one host; more are an attempt to keep us busy
MAX_INTERIM_RESPONSES = 20  # 1xx answers before the real one; two are the most that any purpose needs
LOOKUP_THREADS = (
    64  # a dead name server holds a thread for 10 s and more; the event loop's own few would be gone at once
)
KEEPALIVE_S = 4  # many servers close after five idle seconds, just when the next turn of their host comes
DNS_CACHE_S = 60


class RefusedAddressError(OSError):
    """The guard does not let us connect there. An OSError, because aiohttp passes on no other."""


class Resolver(AbstractResolver):
    """Looks names up and refuses a host as a whole if any of its addresses is not to be asked."""

    def __init__(self, guard: Guard, lookup: Lookup | None = None) -> None:
        self._guard = guard
        self._threads = None if lookup else ThreadPoolExecutor(LOOKUP_THREADS, thread_name_prefix="lookup")
        self._lookup = lookup or self._ask_system

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of `host`. Raises RefusedAddressError, or socket.gaierror as the system does."""
        del family
        host = host.rstrip(".")
        sent = self._guard.redirected(host)
        if sent is not None:
            return [_result(host, *sent)]
        addresses = list(await self._lookup(host))[:MAX_ADDRESSES]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        for address in addresses:
            reason = refuse_address(address, port, self._guard)
            if reason is not None:
                raise RefusedAddressError(reason)
        return [_result(host, address, port) for address in addresses]

    async def close(self) -> None:
        """Let go of the threads without waiting for those that a name server holds."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask_system(self, host: str) -> list[str]:
        def ask() -> list[str]:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
            return list(dict.fromkeys(str(answer[4][0]) for answer in answers))

        return await asyncio.get_running_loop().run_in_executor(self._threads, ask)


class Answer(aiohttp.ClientResponse):
    """aiohttp's response, but for a server that never stops sending 1xx before the real one."""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """Wait for the response's head. aiohttp itself skips interim ones without counting."""
        protocol = connection.protocol
        assert protocol is not None, "a connection that was just handed out is open"
        read, seen = protocol.read, 0

        async def counted() -> object:
            nonlocal seen
            seen += 1
            if seen > MAX_INTERIM_RESPONSES + 1:
                raise HttpProcessingError(code=0, message="too many interim responses")
            return await read()

        protocol.read = counted  # pyright: ignore[reportAttributeAccessIssue]
        try:
            return await super().start(connection)
        finally:
            del protocol.read


def connector(  # noqa: PLR0913 - the knobs of one object
    guard: Guard,
    *,
    lookup: Lookup | None = None,
    tls: ssl.SSLContext | None = None,
    connections: int = 200,
    per_host: int = 2,
    dns_cache_s: int = DNS_CACHE_S,
) -> aiohttp.TCPConnector:
    """A connector whose every socket passed the guard. `tls` defaults to the system's trusted authorities."""
    return aiohttp.TCPConnector(
        resolver=Resolver(guard, lookup),
        socket_factory=partial(_socket, guard),
        ssl=tls or trusted(),
        limit=connections,
        limit_per_host=per_host,
        use_dns_cache=dns_cache_s > 0,
        ttl_dns_cache=dns_cache_s,
        keepalive_timeout=KEEPALIVE_S,
    )


def _socket(guard: Guard, info: AddrInfoType) -> socket.socket:  # pyright: ignore[reportUnknownParameterType]
    """A socket for the address about to be connected to. Raises RefusedAddressError: the last layer, behind no name."""
    family, kind, protocol, _, address = info
    reason = refuse_address(str(address[0]), int(address[1]), guard)
    if reason is not None:
        raise RefusedAddressError(reason)
    opened = socket.socket(family, kind, protocol)
    opened.setblocking(False)
    return opened


def trusted() -> ssl.SSLContext:
    """A context that verifies against the system's authorities, or certifi's where the system names none.

    One for all connections: building it takes 13 ms of CPU.
    """
    paths = ssl.get_default_verify_paths()
    named = paths.cafile or paths.capath
    return ssl.create_default_context(cafile=None if named else certifi.where())


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=family,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
