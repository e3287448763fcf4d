"""Servers that lie, stall, drown and bomb. Each case ends with the right word, in bounded time and memory."""

from __future__ import annotations

import gzip
import resource
import sys
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard
from asking import ask, trouble
from loopback import Request, Route, pieces, redirect, reply
from wireroom.fetch.content import ACCEPT_FEED, ACCEPT_SITEMAP
from wireroom.fetch.results import Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PLAIN = b"<rss>" + b"".join(b"<item>%d</item>" % number for number in range(3_000)) + b"</rss>"
ZEROS = bytes(1_000_000)


def compressed_zeros(encoding: str, megabytes: int) -> bytes:
    if encoding == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join(packer.process(ZEROS) for _ in range(megabytes)) + packer.finish()
    stream = zstandard.ZstdCompressor().compressobj() if encoding == "zstd" else zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(stream.compress(ZEROS) for _ in range(megabytes)) + stream.flush()


def coded(body: bytes, encoding: str, **lies: int) -> bytes:
    return reply(body, 200, f"Content-Encoding: {encoding}", **lies)


async def endless_headers(_: Request) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-More: yes\r\n" * 1_000


async def endless_interim(_: Request) -> AsyncIterator[bytes]:
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 500


async def endless_body(_: Request) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        yield ZEROS


async def endless_chunks(_: Request) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"1\r\nx\r\n" * 1_000


async def endless_chunk_extension(_: Request) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"
    while True:
        yield b"a" * 60_000


async def endless_trailers(_: Request) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    while True:
        yield b"X-More: yes\r\n" * 1_000


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CASES: dict[str, tuple[Route, str | None]] = {
    "a gzip bomb": (coded(compressed_zeros("gzip", 300), "gzip"), "bad_encoding"),
    "a brotli bomb": (coded(compressed_zeros("br", 300), "br"), "bad_encoding"),
    "a zstd bomb": (coded(compressed_zeros("zstd", 300), "zstd"), "bad_encoding"),
    "a bomb in a bomb": (
        coded(gzip.compress(compressed_zeros("gzip", 300)), "gzip, gzip"),
        "bad_encoding",
    ),
    "500 encodings": (coded(b"x", ", ".join(["gzip"] * 500)), "bad_encoding"),
    "an encoding nobody offered": (coded(b"x", "compress"), "bad_encoding"),
    "gzip that is none": (coded(PLAIN, "gzip"), "bad_encoding"),
    "a byte a second of body": (pieces(HEAD, b"x", pause_s=0.3, times=1_000), "timeout"),
    "a byte a second of headers": (pieces(b"HTTP/1.1 200 OK\r\n", b"x", pause_s=0.3, times=1_000), "timeout"),
    "silence": (pieces(b"", pause_s=0.3, times=1_000), "timeout"),
    "silence in the body": (pieces(HEAD, b"x", b"", pause_s=0.3, times=1_000), "timeout"),
    "one header of 5 MB": (reply(b"x", 200, "X-Big: " + "a" * 5_000_000), "bad_response"),
    "50,000 headers": (reply(b"x", 200, *(f"X-{number}: y" for number in range(50_000))), "bad_response"),
    "endless headers": (endless_headers, "bad_response"),
    "a status line of 1 MB": (b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"\r\n\r\n", "bad_response"),
    "endless 103 responses": (endless_interim, "bad_response"),
    "an endless body": (endless_body, "too_large"),
    "endless one-byte chunks": (endless_chunks, "timeout"),
    "an endless chunk extension": (endless_chunk_extension, "timeout"),
    "endless trailers": (endless_trailers, "bad_response"),
    "a body announced as 1 GB": (reply(b"x", length=1_000_000_000), "too_large"),
    "a negative length": (reply(b"x", 200, "Content-Length: -5", length=-1), "bad_response"),
    "two lengths": (reply(b"xx", 200, "Content-Length: 1"), "bad_response"),
    "a redirect to itself": (redirect("/it"), "redirect_loop"),
    "a growing redirect": (lambda request: redirect(request.target + "a"), "too_many_redirects"),
    "a redirect to a file": (redirect("file:///etc/hostname"), "bad_redirect"),
    "a redirect to a script": (redirect("javascript:alert(1)"), "bad_redirect"),
    "a redirect to nowhere": (reply(b"", 301), "bad_redirect"),
    "a redirect of bytes that are no text": (redirect("/caf\udce9"), "redirect_loop"),
    "a redirect with a line break": (redirect("/a\tb"), "redirect_loop"),
    "fewer bytes than announced": (pieces(HEAD, b"x" * 500), "truncated"),
    "chunks that stop": (pieces(CHUNKED, b"5\r\nhello\r\n"), "truncated"),
    "chunks that are none": (pieces(CHUNKED, b"zz\r\nhello\r\n"), "bad_response"),
    "gzip that ends early though the length is right": (coded(gzip.compress(PLAIN)[:-100], "gzip"), "truncated"),
    "brotli that ends early": (coded(brotli.compress(PLAIN)[:-5], "br"), "truncated"),
    "zstd that ends early": (coded(zstandard.compress(PLAIN)[:-5], "zstd"), "truncated"),
    "no HTTP at all": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "bad_response"),
    "a closed connection": (pieces(b""), "connect"),
    "a PDF that says it is a page": (reply(b"%PDF-1.7" + PLAIN, 200, "Content-Type: text/html"), "wrong_type"),
    "a video": (reply(PLAIN, 200, "Content-Type: video/mp4"), "wrong_type"),
    "an archive": (reply(b"PK\x03\x04" + PLAIN), "wrong_type"),
    "gzip that no header says": (reply(gzip.compress(PLAIN)), "wrong_type"),
    "nothing": (reply(b""), "empty_body"),
    "gzip, then rubbish": (coded(gzip.compress(PLAIN) + b"\0" * 90, "gzip"), None),
    "deflate without its header": (coded(zlib.compress(PLAIN)[2:-4], "deflate"), None),
    "line feeds without carriage returns": (b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", None),
    "a wrong charset": (reply(PLAIN, 200, "Content-Type: text/html; charset=no-such-charset"), None),
}


def resident_peak() -> int:
    """Bytes of memory this process ever held: what compressors take is invisible to tracemalloc."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024)


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_hostile_server_costs_little_and_gets_its_word(case: str) -> None:
    """behaviour 33, behaviour 34."""
    route, word = CASES[case]
    tracemalloc.start()
    before = resident_peak()
    began = time.monotonic()

    outcome = ask(route)
    spent, peak = time.monotonic() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert trouble(outcome) == word, outcome
    assert spent < 8
    assert peak < 60_000_000
    assert resident_peak() - before < 100_000_000


def test_a_sitemap_may_be_a_gzip_file() -> None:
    outcome = ask(reply(gzip.compress(PLAIN), 200, "Content-Type: application/gzip"), accept=ACCEPT_SITEMAP)

    assert isinstance(outcome, Response)
    assert gzip.decompress(outcome.body) == PLAIN


@pytest.mark.parametrize(("size", "expected"), [(5_000, None), (5_001, "too_large")])
def test_the_wire_cap_is_a_setting(size: int, expected: str | None) -> None:
    route = pieces(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * size)

    assert trouble(ask(route, accept=ACCEPT_FEED, settings={"fetch_max_feed_bytes": 5_000})) == expected


def test_a_head_is_kept_where_only_a_head_is_wanted() -> None:
    outcome = ask(endless_body, max_bytes=512_000, keep_head=True)

    assert isinstance(outcome, Response)
    assert outcome.is_cut
    assert len(outcome.body) == 512_000
