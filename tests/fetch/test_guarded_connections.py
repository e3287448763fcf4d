"""Nothing is connected to that the guard refuses. Every case asserts that no socket was opened for it."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from asking import lab, trouble, with_server
from loopback import Loopback, loopback, redirect, reply
from wireroom.errors import BadSetting
from wireroom.fetch.addresses import Guard
from wireroom.fetch.client import Fetcher, fetcher, guard_of
from wireroom.fetch.connect import RefusedAddressError, connector
from wireroom.fetch.results import Failure, Response
from wireroom.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

REAL = Settings(contact="https://wireroom.example/")
REFUSED = {"refused_url", "refused_address", "dns_private"}


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address any socket is connected to; nothing beyond loopback is let through."""
    addresses: list[Any] = []
    genuine = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        addresses.append(address)
        assert address[0] == "127.0.0.1"
        genuine(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return addresses


def get(url: str, settings: Settings, answers: dict[str, list[str]] | None = None) -> Response | Failure:
    async def lookup(host: str) -> Sequence[str]:
        if host not in (answers or {}):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return (answers or {})[host]

    async def run() -> Response | Failure:
        async with asyncio.timeout(10), fetcher(settings, lookup=lookup) as fetch:
            return await fetch.get(url)

    return asyncio.run(run())


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0.0.0.0",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.169.254",
        ),
        *(
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[fe80::1%25lo]",
        ),
        *("①②⑦.⓪.⓪.①", "127.0.0.1.", "localhost", "user:p@127.0.0.1", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]"),
    ],
)
def test_a_private_address_in_any_notation_is_refused_before_connecting(host: str, connected: list[Any]) -> None:
    outcome = get(f"http://{host}/", REAL, {"localhost": ["127.0.0.1"]})

    assert trouble(outcome) in REFUSED
    assert connected == []


@pytest.mark.parametrize(
    "answers",
    [
        *(["127.0.0.1"], ["10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], ["fe80::1%lo"], ["0.0.0.0"]),
        *(["8.8.8.8", "127.0.0.1"], ["2606:4700::1111", "fd00::1"], ["224.0.0.1"], ["64:ff9b::a00:1"]),
    ],
)
def test_a_name_that_leads_to_a_private_address_is_refused_as_a_whole(answers: list[str], connected: list[Any]) -> None:
    outcome = get("http://news.example/", REAL, {"news.example": answers})

    assert trouble(outcome) == "dns_private"
    assert connected == []


def test_a_name_that_changes_its_answer_is_refused_the_second_time(connected: list[Any]) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])

    async def lookup(_: str) -> Sequence[str]:
        return next(answers)

    async def run() -> tuple[int, BaseException | None]:
        async with loopback({"/": reply(b"x", 200, "Connection: close")}) as server:
            guard = guard_of(lab(server.port))
            doors = connector(guard, lookup=lookup, dns_cache_s=0)
            async with aiohttp.ClientSession(connector=doors) as session:
                async with session.get(f"http://rebinding.example:{server.port}/") as answer:
                    await answer.read()
                with pytest.raises(aiohttp.ClientConnectorDNSError) as caught:
                    await session.get(f"http://rebinding.example:{server.port}/")
        return answer.status, caught.value.os_error

    status, refusal = asyncio.run(run())

    assert status == 200
    assert isinstance(refusal, RefusedAddressError)
    assert {address[0] for address in connected} == {"127.0.0.1"}


@pytest.mark.parametrize("literal", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1"])
def test_the_socket_refuses_what_never_reached_a_resolver(literal: str, connected: list[Any]) -> None:
    async def run() -> BaseException:
        async with aiohttp.ClientSession(connector=connector(Guard())) as session:
            with pytest.raises(aiohttp.ClientConnectorError) as caught:
                await session.get(f"http://{literal}:80/")
            return caught.value.os_error

    assert isinstance(asyncio.run(run()), RefusedAddressError)
    assert connected == []


@pytest.mark.parametrize(
    "target",
    [
        *(
            "http://127.0.0.1:1/",
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://2130706433/",
            "http://localhost:1/",
            "//127.0.0.2/",
        ),
        *(
            "http://169.254.169.254/latest/",
            "ftp://a.test/",
            "http://user:p@a.test/",
            "http://private.example/",
            "gopher://a.test",
        ),
    ],
)
def test_a_redirect_passes_the_guard_again(target: str, connected: list[Any]) -> None:
    """behaviour 33."""

    async def lookup(_: str) -> Sequence[str]:
        return ["192.168.0.1"]

    async def run() -> Response | Failure:
        async with loopback({"/": redirect(target)}) as server:
            settings = lab(server.port, contact="https://wireroom.example/")
            async with fetcher(settings, lookup=lookup) as fetch:
                return await fetch.get(server.url("/"))

    assert trouble(asyncio.run(run())) in {*REFUSED, "bad_redirect"}
    assert len(connected) == 1


def test_fetching_beyond_loopback_needs_a_contact(connected: list[Any]) -> None:
    with pytest.raises(BadSetting, match="WIREROOM_CONTACT"):
        get("http://news.example/", Settings(), {"news.example": ["8.8.8.8"]})

    assert connected == []


def test_a_redirect_beyond_loopback_without_a_contact_is_a_failure(connected: list[Any]) -> None:
    async def talk(server: Loopback, fetch: Fetcher) -> Response | Failure:
        return await fetch.get(server.url("/"))

    assert trouble(with_server({"/": redirect("http://news.example/")}, talk)) == "refused_url"
    assert len(connected) == 1


def test_production_does_not_fetch_from_loopback_whatever_is_allowed() -> None:
    with pytest.raises(BadSetting, match="production"):
        get("http://127.0.0.1:1/", lab(1, production=True))


@pytest.mark.parametrize(
    ("error", "word", "weight"), [(socket.EAI_NONAME, "dns", 1.0), (socket.EAI_AGAIN, "dns_temporary", 0.25)]
)
def test_a_name_that_is_not_found_is_transient(error: int, word: str, weight: float) -> None:
    """behaviour 27."""

    async def lookup(_: str) -> Sequence[str]:
        raise socket.gaierror(error, "no")

    async def run() -> Response | Failure:
        async with fetcher(REAL, lookup=lookup) as fetch:
            return await fetch.get("https://news.example/")

    outcome = asyncio.run(run())

    assert isinstance(outcome, Failure)
    assert (outcome.trouble, outcome.is_transient, outcome.weight) == (word, True, weight)


def test_a_port_where_nobody_listens_is_a_connect_failure() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]

        outcome = get(f"http://127.0.0.1:{port}/", lab(port))

    assert isinstance(outcome, Failure)
    assert (outcome.trouble, outcome.is_transient) == ("connect", True)
