"""Zip archives, member by member, never unpacked to disk. Names inside are names only: they open nothing."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from wireroom.charset import mend
from wireroom.discover.inbox import format_of, is_passed_over, unknown_format
from wireroom.discover.streams import Metered
from wireroom.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wireroom.discover.outcomes import Carrier
    from wireroom.model import Rejection

MAX_DIRECTORY_BYTES = 32_000_000  # the list of members is held in memory: at 100 bytes each, 300,000 of them
RATIO_FLOOR = 1_000_000  # below a megabyte no ratio is a bomb
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    struct.error,
    ValueError,
    OSError,
)
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"


class Member:
    """One readable file of an archive."""

    def __init__(self, carrier: Carrier, kind: str, stream: io.BufferedReader[Any]) -> None:
        self.carrier = carrier  #: names it `archive.zip!member`, unique in its archive
        self.kind = kind  #: text, html, lines or json
        self.stream = stream


def allowance(packed: int, carrier: Carrier, left: int | None = None) -> int:
    """Bytes that something of `packed` bytes may unpack to."""
    whole = carrier.limits.max_archive_bytes if left is None else left
    return min(whole, max(packed * carrier.limits.max_member_ratio, RATIO_FLOOR))


def too_much(place: str, carrier: Carrier) -> str:
    """The sentence about what unpacks to too much."""
    limits = carrier.limits
    return (
        f"{place} unpacks to more than {limits.max_member_ratio} times its size or the "
        f"{limits.max_archive_bytes:,} bytes an archive may hold: unpack it yourself, "
        "or raise WIREROOM_MAX_MEMBER_RATIO or WIREROOM_MAX_ARCHIVE_BYTES."
    )


def members(opened: IO[bytes], carrier: Carrier) -> Iterator[Member | Rejection]:
    """The readable members of a zip in the archive's own order; a bad one is rejected alone.

    While the caller reads a member's stream, TooMuchError or one of DAMAGE may rise there: go on with the next.
    """
    if (size := _directory_bytes(opened)) > MAX_DIRECTORY_BYTES:
        detail = f"{carrier.file} lists too many members ({size:,} bytes of names): split the archive."
        yield carrier.reject(Reason.ARCHIVE_TOO_LARGE, detail)
        return
    try:
        archive = zipfile.ZipFile(opened)
    except DAMAGE as exc:
        detail = f"{carrier.file} is no zip archive or a damaged one ({exc}): write it again."
        yield carrier.reject(Reason.ARCHIVE_DAMAGED, detail)
        return
    left, seen = carrier.limits.max_archive_bytes, Counter[str]()
    with archive:
        for info in archive.infolist():
            if info.is_dir() or is_passed_over(info.filename):
                continue
            seen[info.filename] += 1
            name = info.filename if seen[info.filename] == 1 else f"{info.filename} ({seen[info.filename]})"
            known = format_of(info.filename)
            is_single = known is not None and known[0] in {"text", "html"}
            inner = replace(carrier, file=f"{carrier.file}!{mend(name)[0]}", is_single=is_single)
            if known is None:
                yield inner.reject(Reason.UNKNOWN_FORMAT, unknown_format(inner.file))
                continue
            if fault := _fault(info, inner, is_archive=known[0] == "zip" or known[1]):
                yield inner.reject(*fault)
                continue
            try:
                with archive.open(info) as packed:
                    meter = Metered(packed, allowance(info.compress_size, carrier, left))
                    yield Member(inner, known[0], meter.buffered())
                    left -= meter.given
            except DAMAGE as exc:
                yield inner.reject(Reason.ARCHIVE_DAMAGED, damaged(inner.file, exc))
            if left <= 0:
                yield carrier.reject(Reason.ARCHIVE_TOO_LARGE, too_much(carrier.file, carrier))
                return


def damaged(place: str, error: BaseException) -> str:
    """The sentence about what cannot be unpacked."""
    return f"{place} is damaged ({str(error) or type(error).__name__}): write the archive again."


def _fault(info: zipfile.ZipInfo, inner: Carrier, *, is_archive: bool) -> tuple[Reason, str] | None:
    """Why a member is not even opened."""
    if info.flag_bits & 0x1:
        return Reason.FILE_UNREADABLE, f"{inner.file} is encrypted: write the archive without a password."
    if is_archive:
        return Reason.UNKNOWN_FORMAT, f"{inner.file} is an archive inside an archive: unpack it first."
    if stat.S_ISLNK(info.external_attr >> 16):
        return Reason.FILE_UNREADABLE, f"{inner.file} is a link, not a file: put the file itself into the archive."
    if info.file_size > allowance(info.compress_size, inner):
        return Reason.ARCHIVE_TOO_LARGE, too_much(inner.file, inner)
    return None


def _directory_bytes(opened: IO[bytes]) -> int:
    """Size of the list of members as the archive states it, 0 where it states none; read before zipfile holds it."""
    size = opened.seek(0, io.SEEK_END)
    opened.seek(max(0, size - 66_000))  # the end record is 22 bytes and a comment of at most 65,535
    tail = opened.read(66_000)
    stated = 0
    if (at := tail.rfind(_END)) >= 0 and len(tail) >= at + 20:
        stated = struct.unpack_from("<I", tail, at + 12)[0]
        if stated == 0xFFFF_FFFF and (at := tail.rfind(_END64)) >= 0 and len(tail) >= at + 56:  # noqa: PLR2004 - Zip64
            stated = struct.unpack_from("<Q", tail, at + 40)[0]
    opened.seek(0)
    return min(stated, size)
