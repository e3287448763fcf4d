"""Bytes of a seed file, piece by piece: opened safely, counted, cut into records, never held whole."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
from typing import IO, TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 262_144
_STRUCTURE = re.compile(rb'["\\\[\]{},]')
_SPACE = b" \t\r\n"


class Source(Protocol):
    """What bytes are read from: a file, an unpacker, another stream of ours."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        ...


class NotOrdinaryError(OSError):
    """What should be opened is no ordinary file."""


class TooMuchError(Exception):
    """A compressed stream gives more than it may."""


def open_ordinary(path: Path) -> IO[bytes]:
    """Open a file that is surely a file. Raises OSError; a pipe is never waited for, a link never followed."""
    if not stat.S_ISREG(path.lstat().st_mode):  # opening a device can have effects: look first
        raise NotOrdinaryError(f"{path} is no ordinary file")
    # what lies at the path may have been exchanged since the look: hence the flags and the second look
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    opened = os.fdopen(number, "rb", buffering=CHUNK)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        opened.close()
        raise NotOrdinaryError(f"{path} is no ordinary file")
    return opened


class Metered(io.RawIOBase):
    """A stream that raises TooMuchError when it has given more than `allowed` bytes."""

    def __init__(self, source: Source, allowed: int) -> None:
        super().__init__()
        # one piece at a time: what came before the damage in a truncated archive is still given
        self._read = getattr(source, "read1", source.read)
        self._allowed = allowed
        self.given = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Fill `buffer`, count, refuse."""
        piece: bytes = self._read(min(len(buffer), CHUNK))
        buffer[: len(piece)] = piece
        self.given += len(piece)
        if self.given > self._allowed:
            raise TooMuchError
        return len(piece)

    def buffered(self) -> io.BufferedReader[Any]:
        """This stream with a buffer, which can be looked into and read by lines."""
        return io.BufferedReader(self, CHUNK)


class Recoded(io.RawIOBase):
    """A stream of another encoding as UTF-8."""

    def __init__(self, source: Source, charset: str) -> None:
        super().__init__()
        self._source = source
        self._decoder = codecs.getincrementaldecoder(charset)("replace")
        self._rest = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Fill `buffer` with UTF-8."""
        while not self._rest:
            piece = self._source.read(CHUNK)
            self._rest = self._decoder.decode(piece, final=not piece).encode("utf-8", "replace")
            if not piece:
                break
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def lines(stream: io.BufferedReader[Any], cap: int) -> Iterator[tuple[int, bytes | None]]:
    """Line numbers from 1 and lines without their end; None for a line over `cap` bytes, which is never held."""
    number = 0
    while line := stream.readline(cap + 1):
        number += 1
        if len(line) <= cap or line.endswith(b"\n"):
            yield number, line.rstrip(b"\r\n")
            continue
        yield number, None
        while (rest := stream.readline(CHUNK)) and not rest.endswith(b"\n"):
            pass


def elements(  # noqa: C901, PLR0912 - one pass over marks; taking it apart costs a call per mark
    stream: io.BufferedReader[Any], cap: int
) -> Iterator[tuple[int, bytes | None]]:
    """Numbers from 1 and raw elements of a JSON array; None for one over `cap` bytes. Raises ValueError if unclosed."""
    number, depth, in_string, escaped_at = 0, 0, False, -1
    held, size, offset = bytearray(), 0, 0
    while chunk := stream.read(CHUNK):
        start = 0
        for found in _STRUCTURE.finditer(chunk):
            mark, at = found[0], offset + found.start()
            if in_string:
                if mark == b"\\" and at != escaped_at:
                    escaped_at = at + 1
                elif mark == b'"' and at != escaped_at:
                    in_string = False
                continue
            if mark == b'"':
                in_string = True
            elif mark in b"[{":
                depth += 1
                if depth == 1:
                    start = found.end()
            elif mark in b"]}":
                depth -= 1
            if depth == 0 or (depth == 1 and mark == b","):
                piece = chunk[start : found.start()]
                size += len(piece)
                whole = None if size > cap else bytes(held + piece)
                start = found.end()
                if whole is None or whole.strip(_SPACE) or mark == b",":
                    number += 1
                    yield number, whole
                held, size = bytearray(), 0
                if depth == 0:
                    return
        size += len(chunk) - start
        if size <= cap:
            held += chunk[start:]
        else:
            held.clear()
        offset += len(chunk)
    raise ValueError("the array is not closed")
