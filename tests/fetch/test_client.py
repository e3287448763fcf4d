"""What the client says, and what it makes of the answers."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
from asking import ask, lab, trouble, with_server
from loopback import Loopback, Request, loopback, redirect, reply
from wireroom.fetch.client import Fetcher, fetcher, user_agent
from wireroom.fetch.content import ACCEPT_FEED
from wireroom.fetch.moves import moved_to
from wireroom.fetch.results import Failure, Hop, Response, Trouble, Validators

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

FEED = b"<rss version='2.0'><channel><title>Harbour news</title></channel></rss>"


def conditional(request: Request) -> bytes:
    if request.headers.get("if-none-match") == 'W/"odd "" tag"':
        return reply(b"", 304, 'ETag: W/"new"')
    return reply(FEED, 200, 'ETag: W/"odd "" tag"', "Last-Modified: yesterday, more or less", "Content-Type: text/xml")


def test_a_validator_travels_back_as_it_came() -> None:
    """behaviour 01, behaviour 02, behaviour 03, behaviour 04, behaviour 05."""

    async def talk(server: Loopback, fetch: Fetcher) -> tuple[Response | Failure, Response | Failure, Request]:
        first = await fetch.get(server.url("/feed"), accept=ACCEPT_FEED)
        held = Validators(url=first.final_url, etag=first.facts.etag, last_modified=first.facts.last_modified)
        second = await fetch.get(server.url("/feed"), accept=ACCEPT_FEED, validators=held)
        return first, second, server.requests[1]

    first, second, request = with_server({"/feed": conditional}, talk)

    assert isinstance(first, Response)
    assert isinstance(second, Response)
    assert (first.facts.etag, first.facts.last_modified) == ('W/"odd "" tag"', "yesterday, more or less")
    assert request.headers["if-none-match"] == 'W/"odd "" tag"'
    assert request.headers["if-modified-since"] == "yesterday, more or less"
    assert (second.is_unchanged, second.body, second.facts.etag) == (True, b"", 'W/"new"')


def test_no_validator_is_made_up() -> None:
    """behaviour 02, behaviour 03."""

    async def talk(server: Loopback, fetch: Fetcher) -> Request:
        await fetch.get(server.url("/feed"), validators=Validators(url=server.url("/feed"), etag='"a"'))
        return server.requests[0]

    headers = with_server({"/feed": reply(FEED)}, talk).headers

    assert headers["if-none-match"] == '"a"'
    assert "if-modified-since" not in headers


def test_validators_go_only_where_they_came_from() -> None:
    """behaviour 07."""

    async def talk(server: Loopback, fetch: Fetcher) -> list[Request]:
        await fetch.get(server.url("/old"), validators=Validators(url=server.url("/new"), etag='"a"'))
        await fetch.get(server.url("/new"), validators=Validators(url=server.url("/old"), etag='"a"'))
        return server.requests

    asked = with_server({"/old": redirect("/new", 301), "/new": reply(FEED)}, talk)

    assert ["if-none-match" in request.headers for request in asked] == [False, True, False]


def test_a_304_nobody_asked_for_is_a_failure() -> None:
    """behaviour 34."""
    assert trouble(ask(reply(b"", 304))) == "unasked_304"


def test_one_get_says_who_asks_and_nothing_about_the_reader() -> None:
    """behaviour 12, behaviour 36, behaviour 37, behaviour 38."""

    async def talk(server: Loopback, fetch: Fetcher) -> list[Request]:
        await fetch.get(server.url("/feed"), accept=ACCEPT_FEED)
        await fetch.get(server.url("/feed"), accept=ACCEPT_FEED)
        return server.requests

    routes = {"/feed": reply(FEED, 200, "Set-Cookie: id=1; Path=/")}
    asked = with_server(routes, talk, contact="https://wireroom.example/about")

    assert {request.method for request in asked} == {"GET"}
    assert {request.target for request in asked} == {"/feed"}
    for request in asked:
        assert request.headers["user-agent"] == user_agent("https://wireroom.example/about")
        assert request.headers["user-agent"].startswith("Wireroom/")
        assert request.headers["accept-encoding"] == "gzip, deflate, br, zstd"
        assert "application/rss+xml" in request.headers["accept"]
        assert ";q=" in request.headers["accept"]
        assert set(request.headers) == {"host", "user-agent", "accept-encoding", "accept"}


def test_a_chain_is_told_hop_by_hop() -> None:
    """behaviour 30, behaviour 31."""

    async def talk(server: Loopback, fetch: Fetcher) -> tuple[Response | Failure, str]:
        return await fetch.get(server.url("/1")), server.url("")

    routes = {
        "/1": redirect("/2", 301),
        "/2": redirect("/3?x=1#part", 308),
        "/3": redirect("//a.test/4", 307),
        "/4": reply(FEED),
    }
    outcome, here = with_server(routes, talk)

    assert isinstance(outcome, Response)
    assert outcome.hops == (
        Hop(status=301, url=f"{here}/2"),
        Hop(status=308, url=f"{here}/3?x=1"),
        Hop(status=307, url="http://a.test/4"),
    )
    assert outcome.final_url == "http://a.test/4"
    assert moved_to(outcome.hops) == f"{here}/3?x=1"


@pytest.mark.parametrize(("hops", "expected"), [(5, None), (6, "too_many_redirects")])
def test_five_redirects_are_followed_and_no_more(hops: int, expected: str | None) -> None:
    """behaviour 33."""

    def step(request: Request) -> bytes:
        at = int(request.target.removeprefix("/"))
        return redirect(f"/{at - 1}") if at else reply(FEED)

    async def talk(server: Loopback, fetch: Fetcher) -> Response | Failure:
        return await fetch.get(server.url(f"/{hops}"))

    assert trouble(with_server({"*": step}, talk)) == expected


def test_credentials_do_not_cross_to_another_origin() -> None:
    """behaviour 33."""

    async def talk(server: Loopback, fetch: Fetcher) -> list[Request]:
        await fetch.get(server.url("/1"), authorization="Basic c2VjcmV0")
        return server.requests

    routes = {"/1": redirect("/2"), "/2": redirect("http://other.test/3"), "/3": reply(FEED)}
    asked = with_server(routes, talk)

    assert [request.headers.get("authorization") for request in asked] == ["Basic c2VjcmV0", "Basic c2VjcmV0", None]
    assert not any("cookie" in request.headers or "referer" in request.headers for request in asked)


def test_the_caller_may_stop_a_redirect() -> None:
    """behaviour 41."""

    async def no(_: str) -> Trouble | None:
        return Trouble.REFUSED_BY_ROBOTS

    async def talk(server: Loopback, fetch: Fetcher) -> tuple[Response | Failure, int]:
        return await fetch.get(server.url("/1"), may_follow=no), len(server.requests)

    outcome, asked = with_server({"/1": redirect("/2"), "/2": reply(FEED)}, talk)

    assert trouble(outcome) == "refused_by_robots"
    assert asked == 1


@pytest.mark.parametrize(
    ("status", "headers", "word", "is_transient"),
    [
        (201, (), "http_2xx", True),
        (202, (), "http_2xx", True),
        (204, (), "no_content", True),
        (206, (), "partial_content", True),
        (300, (), "bad_redirect", False),
        (400, (), "http_4xx", False),
        (401, (), "http_401", False),
        (403, (), "http_403", False),
        (403, ("cf-mitigated: challenge",), "challenge", True),
        (404, (), "http_404", False),
        (408, (), "timeout", True),
        (410, (), "http_410", False),
        (418, (), "http_4xx", False),
        (429, ("Retry-After: 7",), "http_429", True),
        (500, (), "http_5xx", True),
        (503, (), "http_5xx", True),
        (599, (), "http_5xx", True),
    ],
)
def test_every_status_has_its_word(status: int, headers: tuple[str, ...], word: str, is_transient: bool) -> None:
    """behaviour 28, behaviour 29, behaviour 34."""
    outcome = ask(reply(b"words", status, *headers) if status != 204 else reply(b"", 204, length=-1))

    assert isinstance(outcome, Failure)
    assert (outcome.trouble, outcome.is_transient, outcome.status) == (word, is_transient, status)


@pytest.mark.parametrize("value", ["7200", "Fri, 15 Jan 2027 10:00:00 GMT"])
def test_retry_after_is_understood_in_both_forms(value: str) -> None:
    """behaviour 23. The client's clock stands at 2027-01-15 08:00 UTC."""
    outcome = ask(reply(b"", 429, f"Retry-After: {value}"))

    assert outcome.facts.retry_after_s == 7_200


def test_a_connection_is_used_again_after_a_whole_answer() -> None:
    async def talk(server: Loopback, fetch: Fetcher) -> int:
        for path in ("/a", "/b", "/a"):
            await fetch.get(server.url(path))
        return server.connections

    assert with_server({"/a": reply(FEED), "/b": redirect("/a")}, talk) <= 2


def test_a_server_that_hangs_up_is_not_asked_again_at_once() -> None:
    async def hang_up(_: Request) -> AsyncIterator[bytes]:
        for nothing in ():
            yield nothing

    async def talk(server: Loopback, fetch: Fetcher) -> tuple[Response | Failure, int]:
        return await fetch.get(server.url("/closed")), len(server.asked("/closed"))

    outcome, times = with_server({"/closed": hang_up}, talk)

    assert trouble(outcome) == "connect"
    assert times == 1


def test_a_kept_connection_that_was_closed_meanwhile_costs_no_page() -> None:
    async def send_and_close(_: Request) -> AsyncIterator[bytes]:
        yield reply(b"words")  # says nothing of closing

    async def talk(server: Loopback, fetch: Fetcher) -> list[str | None]:
        return [trouble(await fetch.get(server.url("/page"))) for _ in range(3)]

    assert with_server({"/page": send_and_close}, talk) == [None, None, None]


def test_secrets_in_a_url_are_in_no_message() -> None:
    async def talk(server: Loopback, fetch: Fetcher) -> Response | Failure:
        return await fetch.get(server.url("/feed?token=hush&page=2"))

    outcome = with_server({}, talk)

    assert isinstance(outcome, Failure)
    assert "hush" not in outcome.detail
    assert "page=2" in outcome.detail


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    names = ["-subj", "/CN=a.test", "-addext", "subjectAltName=DNS:a.test"]
    subprocess.run([*command, *names, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    return key, cert


def https(certificate: tuple[Path, Path], host: str, *, trust: bool, route: bytes = reply(FEED)) -> Response | Failure:
    key, cert = certificate
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(cert, key)

    async def run() -> Response | Failure:
        async with loopback({"/": route}, tls=server_side) as server:
            client_side = ssl.create_default_context(cafile=str(cert)) if trust else None
            async with fetcher(lab(server.port), tls=client_side) as fetch:
                return await fetch.get(f"https://{host}/")

    return asyncio.run(run())


def test_a_certificate_nobody_vouches_for_is_a_tls_failure(certificate: tuple[Path, Path]) -> None:
    assert trouble(https(certificate, "a.test", trust=False)) == "tls"


def test_a_certificate_for_another_name_is_a_tls_failure(certificate: tuple[Path, Path]) -> None:
    assert trouble(https(certificate, "b.test", trust=True)) == "tls"


def test_a_certificate_that_fits_is_accepted(certificate: tuple[Path, Path]) -> None:
    assert trouble(https(certificate, "a.test", trust=True)) is None


def test_a_redirect_that_drops_tls_is_not_followed(certificate: tuple[Path, Path]) -> None:
    """behaviour 33."""
    outcome = https(certificate, "a.test", trust=True, route=redirect("http://a.test/plain", 301))

    assert trouble(outcome) == "bad_redirect"


def test_it_is_told_when_the_last_request_went_out() -> None:
    async def moved(request: Request):  # noqa: ANN202
        await asyncio.sleep(0.3)
        yield redirect("/there") if request.target == "/it" else reply(b"<p>The council met.</p>")

    async def talk(_: Loopback, fetch: Fetcher) -> Response | Failure:
        return await fetch.get("http://10.0.0.1/")

    there, refused = ask(moved), with_server({}, talk)

    assert 0.3 <= (there.sent_s or 0) <= there.elapsed_s - 0.3
    assert (trouble(refused), refused.sent_s) == ("refused_address", None)


def test_a_deadline_covers_all_hops() -> None:
    async def slow(request: Request):  # noqa: ANN202
        await asyncio.sleep(0.4)
        yield redirect(request.target + "a")

    outcome = ask(slow, timeout_s=1.0)

    assert trouble(outcome) == "timeout"
    assert outcome.elapsed_s < 1.5
