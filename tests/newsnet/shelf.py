"""What was made once and is asked for again: bytes by key, the least recently used go first."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

BOMB_BYTES = 64_000_000  # when decompressed; more than any sensible limit on a feed


class Shelf:
    """At most `capacity` bytes of bodies."""

    def __init__(self, capacity: int = 48_000_000) -> None:
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._capacity = capacity

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The bytes under a key, made where they are not there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        made = make()
        self._kept[key] = made
        self._size += len(made)
        while self._size > self._capacity and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone)
        return made


def packed(body: bytes) -> bytes:
    """The body as gzip, quickly."""
    stream = zlib.compressobj(1, zlib.DEFLATED, 31)
    return stream.compress(body) + stream.flush()


@cache
def bomb(coding: str) -> bytes:
    """BOMB_BYTES of spaces, compressed."""
    piece, count = b" " * 1_000_000, BOMB_BYTES // 1_000_000
    if coding == "br":
        brotli_stream = brotli.Compressor(quality=4)
        return b"".join(brotli_stream.process(piece) for _ in range(count)) + brotli_stream.finish()
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(stream.compress(piece) for _ in range(count)) + stream.flush()
