"""Compressed bodies become plain ones, piece by piece and within bounds. Pure: bytes in, bytes or a value out.

Every HTTP client measured but one takes a gzip body that ends early for a whole one, and several
unpack a kilobyte into a gigabyte before they look at a limit. Hence our own.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import brotli
import zstandard

from wireroom.fetch.results import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OFFERED = "gzip, deflate, br, zstd"  # what Accept-Encoding says; anything else in an answer is refused
MAX_ENCODINGS = 2  # `gzip, gzip` exists; more is an attack
RATIO_GRACE_BYTES = 1_000_000  # a small body may be as repetitive as it likes
_GZIP_FIRST_BYTE = 0x1F
_ZSTD_FIRST_BYTES = frozenset({0x28, *range(0x50, 0x60)})  # a frame, a skippable frame
_PIECE = 65_536  # bytes taken out of a decompressor at a time
_ZSTD_SLICE = 256  # bytes put in at a time: a block of 4 bytes may unpack to 128 KiB, so at most 8 MiB come out
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a server may use for the web
_PLAIN = frozenset({"", "identity", "none", "utf-8", "aws-chunked"})  # the last three are mistakes browsers ignore too


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecoded:
    """Why a body could not be decoded."""

    trouble: Trouble  #: TRUNCATED, TOO_LARGE or BAD_ENCODING
    detail: str


class _ZlibStream(Protocol):
    """What zlib.decompressobj returns; the standard library has no public name for it."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class _DamagedError(Exception):
    """The compressed bytes are not what they claim to be."""


class _Gzip:
    """One or several members, and whatever follows the last one, which browsers drop."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(31)
        self._begun = False  #: the present member has bytes
        self._ended = False  #: at least one member was whole
        self._dropping = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._dropping:
            if self._ended and not self._begun and data[0] != _GZIP_FIRST_BYTE:
                self._dropping = True
                return
            self._begun = True
            yield from _inflate(self._stream, data)
            data = b""
            if self._stream.eof:
                data = self._stream.unused_data
                self._ended, self._begun = True, False
                self._stream = zlib.decompressobj(31)

    @property
    def is_whole(self) -> bool:
        return self._ended and not self._begun


class _Deflate:
    """With the zlib header the standard asks for, or without, as some servers have always sent it."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(15)
        self._seen: bytes | None = b""  #: what arrived before the first byte came out

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.eof:
            return
        if self._seen is None:
            yield from _inflate(self._stream, data)
            return
        self._seen += data
        pieces = _inflate(self._stream, data)
        try:
            first = next(pieces, None)
        except _DamagedError:
            self._stream = zlib.decompressobj(-15)
            pieces = _inflate(self._stream, self._seen)
            first = next(pieces, None)
            self._seen = None
        if first is not None:
            self._seen = None
            yield first
            yield from pieces

    @property
    def is_whole(self) -> bool:
        return self._stream.eof


def _inflate(stream: _ZlibStream, data: bytes) -> Iterator[bytes]:
    """What `data` adds, in pieces. Asks again after a full piece: more may wait inside though all input is taken."""
    full = False
    while (data or full) and not stream.eof:
        try:
            piece = stream.decompress(data, _PIECE)
        except zlib.error as exc:
            raise _DamagedError(str(exc)) from exc
        data, full = stream.unconsumed_tail, len(piece) == _PIECE
        if piece:
            yield piece


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        try:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            while piece or not self._stream.can_accept_more_data():
                yield piece
                piece = self._stream.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as exc:
            raise _DamagedError(str(exc)) from exc

    @property
    def is_whole(self) -> bool:
        return self._stream.is_finished()


class _Zstd:
    """One or several frames, and whatever follows the last one."""

    def __init__(self) -> None:
        self._fresh = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj
        self._stream = self._fresh()
        self._begun = False  #: the present frame has bytes
        self._ended = False  #: at least one frame was whole

    def feed(self, data: bytes) -> Iterator[bytes]:
        at = 0
        while at < len(data):
            if self._ended and not self._begun and data[at] not in _ZSTD_FIRST_BYTES:
                return
            part = data[at : at + _ZSTD_SLICE]
            self._begun = True
            try:
                piece = self._stream.decompress(part)
            except zstandard.ZstdError as exc:
                raise _DamagedError(str(exc)) from exc
            if piece:
                yield piece
            at += len(part)
            if self._stream.eof:
                at -= len(self._stream.unused_data)
                self._ended, self._begun = True, False
                self._stream = self._fresh()

    @property
    def is_whole(self) -> bool:
        return self._ended and not self._begun


_STAGES: dict[str, Callable[[], _Gzip | _Deflate | _Brotli | _Zstd]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}


class Decoder:
    """One body on its way in: `feed` what arrives, then `finish`. Either may answer with the reason to stop."""

    def __init__(self, stages: list[_Gzip | _Deflate | _Brotli | _Zstd], *, max_bytes: int, max_ratio: int) -> None:
        self._stages = stages
        self._made = [0] * len(stages)  #: bytes that came out of each stage
        self._max_bytes = max_bytes
        self._max_ratio = max_ratio
        self._wire_bytes = 0
        self._body = bytearray()

    def feed(self, data: bytes) -> Undecoded | None:
        """Take the next bytes of the body as they travelled."""
        self._wire_bytes += len(data)
        try:
            for piece in self._through(0, data):
                self._body += piece
                if len(self._body) > self._max_bytes:
                    return _too_large(self._max_bytes)
        except _DamagedError as exc:
            return Undecoded(trouble=Trouble.BAD_ENCODING, detail=f"the compressed body is damaged: {exc}")
        except _BombError as exc:
            return exc.undecoded
        return None

    def finish(self) -> bytes | Undecoded:
        """The whole body. A compressed one that ended early is an error, an empty one is empty."""
        if self._wire_bytes and not all(stage.is_whole for stage in self._stages):
            return Undecoded(trouble=Trouble.TRUNCATED, detail="the compressed body ends early")
        return bytes(self._body)

    def head(self, count: int) -> bytes:
        """The first `count` bytes of what has been decoded so far."""
        return bytes(self._body[: min(count, self._max_bytes)])

    def _through(self, index: int, data: bytes) -> Iterator[bytes]:
        if index == len(self._stages):
            yield data
            return
        for piece in self._stages[index].feed(data):
            self._made[index] += len(piece)
            made = self._made[index]
            if made > self._max_bytes:
                raise _BombError(_too_large(self._max_bytes))
            if made > RATIO_GRACE_BYTES and made > self._max_ratio * self._wire_bytes:
                raise _BombError(_bomb(self._max_ratio))
            yield from self._through(index + 1, piece)


class _BombError(Exception):
    def __init__(self, undecoded: Undecoded) -> None:
        super().__init__(undecoded.detail)
        self.undecoded = undecoded


def decoder(content_encoding: str, *, max_bytes: int, max_ratio: int = 100) -> Decoder | Undecoded:
    """A decoder for a body with this Content-Encoding header (empty where absent).

    `max_bytes` bounds what comes out of every stage; `max_ratio` bounds it against what came in,
    once a megabyte is out (the highest ratio in 473 real feeds is 14).
    """
    names = [name.strip().lower() for name in content_encoding[:1_000].split(",")]
    names = [name for name in names if name not in _PLAIN]
    if len(names) > MAX_ENCODINGS:
        return Undecoded(trouble=Trouble.BAD_ENCODING, detail=f"compressed {len(names)} times")
    unknown = next((name for name in names if name not in _STAGES), None)
    if unknown is not None:
        return Undecoded(trouble=Trouble.BAD_ENCODING, detail=f"compressed as {unknown[:40]!r}, which was not offered")
    # The header lists them in the order they were applied: the last one comes off first.
    return Decoder([_STAGES[name]() for name in reversed(names)], max_bytes=max_bytes, max_ratio=max_ratio)


def _too_large(max_bytes: int) -> Undecoded:
    return Undecoded(trouble=Trouble.TOO_LARGE, detail=f"more than {max_bytes} bytes when decoded")


def _bomb(max_ratio: int) -> Undecoded:
    return Undecoded(trouble=Trouble.BAD_ENCODING, detail=f"unpacks to more than {max_ratio} times its size")
