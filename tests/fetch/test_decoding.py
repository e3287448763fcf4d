"""Bounded decoding: whole bodies come out, everything else is a value with a reason."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from wireroom.fetch.decoding import Decoder, Undecoded, decoder
from wireroom.fetch.results import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS = random.Random(7)
TEXT = " ".join(_WORDS.choice(["harbour", "council", f"vote{_WORDS.random()}", "rain"]) for _ in range(20_000)).encode()


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def brotlied(data: bytes) -> bytes:
    return brotli.compress(data, quality=4)


ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotlied,
    "zstd": zstandard.compress,
}
WAYS = [*ENCODE.items(), ("deflate", raw_deflate), ("", bytes), ("identity", bytes)]


def decode(encoding: str, data: bytes, *, piece: int = 1_000, max_bytes: int = 15_000_000) -> bytes | Undecoded:
    state = decoder(encoding, max_bytes=max_bytes)
    if isinstance(state, Undecoded):
        return state
    for at in range(0, len(data), piece):
        stopped = state.feed(data[at : at + piece])
        if stopped is not None:
            return stopped
    return state.finish()


def trouble(outcome: bytes | Undecoded) -> Trouble | None:
    return outcome.trouble if isinstance(outcome, Undecoded) else None


@pytest.mark.parametrize("piece", [1, 13, 4_096, 10_000_000])
@pytest.mark.parametrize(("encoding", "encode"), WAYS)
def test_a_whole_body_comes_out_as_it_was(encoding: str, encode: Callable[[bytes], bytes], piece: int) -> None:
    assert decode(encoding, encode(TEXT[:50_000]), piece=piece) == TEXT[:50_000]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3_000), st.sampled_from(sorted(ENCODE)), st.integers(1, 500))
def test_decoding_undoes_encoding(data: bytes, encoding: str, piece: int) -> None:
    assert decode(encoding, ENCODE[encoding](data), piece=piece) == data


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from(sorted(ENCODE)), st.integers(1, 500))
def test_no_bytes_make_it_raise(data: bytes, encoding: str, piece: int) -> None:
    decode(encoding, data, piece=piece)
    decode(f"{encoding}, gzip", data, piece=piece)


@pytest.mark.parametrize("missing", [1, 4, 8, 100, 5_000])
@pytest.mark.parametrize("encoding", sorted(ENCODE))
def test_a_body_that_ends_early_is_an_error(encoding: str, missing: int) -> None:
    assert trouble(decode(encoding, ENCODE[encoding](TEXT)[:-missing])) == Trouble.TRUNCATED


def test_a_second_member_that_ends_early_is_an_error() -> None:
    assert trouble(decode("gzip", gzip.compress(TEXT) + gzip.compress(TEXT)[:-9])) == Trouble.TRUNCATED
    assert trouble(decode("zstd", zstandard.compress(TEXT) + zstandard.compress(TEXT)[:-9])) == Trouble.TRUNCATED


@pytest.mark.parametrize("piece", [1, 1_000])
def test_several_members_are_one_body(piece: int) -> None:
    assert decode("gzip", gzip.compress(TEXT[:900]) + gzip.compress(TEXT[900:9_000]), piece=piece) == TEXT[:9_000]
    assert (
        decode("zstd", zstandard.compress(TEXT[:900]) + zstandard.compress(TEXT[900:9_000]), piece=piece)
        == TEXT[:9_000]
    )


@pytest.mark.parametrize("tail", [b"\0", b"\0" * 700, b"<!-- cached -->", b"\r\n"])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_bytes_after_the_end_are_dropped_as_browsers_do(encoding: str, tail: bytes) -> None:
    assert decode(encoding, ENCODE[encoding](TEXT[:9_000]) + tail, piece=300) == TEXT[:9_000]


def test_two_encodings_come_off_in_reverse_order() -> None:
    assert decode("br, gzip", gzip.compress(brotli.compress(TEXT))) == TEXT
    assert decode("gzip, gzip", gzip.compress(gzip.compress(TEXT))) == TEXT


@pytest.mark.parametrize(
    "header", ["gzip, gzip, gzip", ", ".join(["gzip"] * 500), "compress", "sdch", "gzip;q=1", "\x00"]
)
def test_an_encoding_that_was_not_offered_is_refused(header: str) -> None:
    assert trouble(decode(header, gzip.compress(b"x"))) == Trouble.BAD_ENCODING


@pytest.mark.parametrize("encoding", sorted(ENCODE))
def test_a_body_that_is_not_compressed_as_it_says_is_refused(encoding: str) -> None:
    assert trouble(decode(encoding, b"<rss><channel></channel></rss>" * 50)) in {
        Trouble.BAD_ENCODING,
        Trouble.TRUNCATED,
    }


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", ""])
def test_nothing_is_nothing(encoding: str) -> None:
    assert decode(encoding, b"") == b""


@pytest.mark.parametrize("encoding", ["", *sorted(ENCODE)])
def test_the_size_cap_holds(encoding: str) -> None:
    body = ENCODE.get(encoding, bytes)(TEXT)

    assert trouble(decode(encoding, body, max_bytes=100_000)) == Trouble.TOO_LARGE
    assert decode(encoding, body, max_bytes=len(TEXT)) == TEXT


def bomb(encoding: str, megabytes: int) -> bytes:
    """So many megabytes of zeros, compressed without ever holding them."""
    zeros = bytes(1_000_000)
    if encoding == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join(packer.process(zeros) for _ in range(megabytes)) + packer.finish()
    if encoding == "zstd":
        stream = zstandard.ZstdCompressor().compressobj()
    else:
        stream = zlib.compressobj(1, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    return b"".join(stream.compress(zeros) for _ in range(megabytes)) + stream.flush()


BOMBS = {
    **{encoding: bomb(encoding, 300) for encoding in ("gzip", "deflate", "br", "zstd")},
    "gzip, gzip": gzip.compress(bomb("gzip", 300)),
    "zstd, br": brotli.compress(bomb("zstd", 300)),
}


@pytest.mark.parametrize("encoding", sorted(BOMBS))
@pytest.mark.parametrize("max_ratio", [100, 1_000_000_000])
def test_a_bomb_is_refused_within_bounded_memory(encoding: str, max_ratio: int) -> None:
    state = decoder(encoding, max_bytes=15_000_000, max_ratio=max_ratio)
    assert isinstance(state, Decoder)
    tracemalloc.start()

    stopped = next(
        (
            out
            for at in range(0, len(BOMBS[encoding]), 65_536)
            if (out := state.feed(BOMBS[encoding][at : at + 65_536]))
        ),
        None,
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert stopped is not None
    assert stopped.trouble in {Trouble.BAD_ENCODING, Trouble.TOO_LARGE}
    assert peak < 60_000_000
