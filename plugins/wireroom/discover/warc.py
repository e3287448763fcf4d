"""Records of a web archive (WARC), one at a time. What is damaged is said and stepped over; what follows is still read.

Reads bytes from a stream and knows no file or network. In a .warc.gz every record is a gzip member of its own: where
one is damaged the next beginning of a member that holds a record is looked for.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wireroom.discover.streams import Source

CHUNK = 65_536
HEAD_BYTES = 65_536  # of the WARC header of a record; of an HTTP header beside it
_MAGIC = b"\x1f\x8b\x08"
_PROBE = 4_096
_BLANK = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"WARC/[01]\.\d+\r?\n(?=[A-Za-z-]{3,40}\s?:)")
_FIELD = re.compile(
    rb"^(WARC-Type|WARC-Target-URI|WARC-Date|Content-Length)\s*:\s*<?([^\r\n>]*)>?\s*$", re.IGNORECASE | re.MULTILINE
)
_BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, KeyError, zlib.error, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A stretch of the file from which no record can be had."""

    offset: int  #: in the file, bytes
    detail: str  #: what is wrong, to follow the file and the offset in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHead:
    """What the header of a record says."""

    offset: int  #: of the record (its gzip member) in the file, bytes
    kind: str  #: response, request, warcinfo, metadata, revisit, ...
    url: str | None
    captured_raw: str | None
    captured_at: datetime | None
    block: bytes  #: the whole record

    def response(self, max_bytes: int) -> HttpResponse | str:
        """The HTTP response in it, or what is wrong with it. At most `max_bytes` and one of its body are read."""
        try:
            record: Any = ArcWarcRecordLoader().parse_record_stream(
                io.BufferedReader(io.BytesIO(self.block)),  # pyright: ignore[reportArgumentType]
                known_format="warc",
            )
            if record.http_headers is None:
                return "holds no HTTP response"
            status = record.http_headers.get_statuscode()
            body: bytes = record.content_stream().read(max_bytes + 1)
            headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
        except _BROKEN as exc:
            return f"holds an HTTP response that cannot be read ({type(exc).__name__}: {exc})"[:300]
        if not status.isdigit():
            return f"states the status {status[:20]!r}"
        return HttpResponse(status=int(status), headers=headers, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """An HTTP response as a crawler stored it, its body decoded."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def records(stream: Source, *, max_bytes: int) -> Iterator[RecordHead | Damage]:
    """The records of a WARC file, compressed or not, in their order. `max_bytes` bounds one record, unpacked.

    Raises what reading the stream raises, nothing because of what it holds.
    """
    source = _Pieces(stream)
    source.fill(len(_MAGIC))
    is_packed = source.held.startswith(b"\x1f\x8b")
    for piece in _members(source, max_bytes) if is_packed else _plain(source, max_bytes):
        if isinstance(piece, Damage):
            yield piece
        else:
            yield from _in_block(*piece)


class _Pieces:
    """A stream with what was read ahead of it, and where in the file that begins."""

    def __init__(self, stream: Source) -> None:
        self.stream, self.held, self.offset, self.is_over = stream, bytearray(), 0, False

    def fill(self, size: int) -> bool:
        """Read until so many bytes are held; False where the stream ends before."""
        while len(self.held) < size and not self.is_over:
            piece = self.stream.read(CHUNK)
            self.is_over = not piece
            self.held += piece
        return len(self.held) >= size

    def drop(self, size: int) -> None:
        del self.held[:size]
        self.offset += size


def _members(source: _Pieces, max_bytes: int) -> Iterator[tuple[int, bytes] | Damage]:
    while source.fill(1):
        at = source.offset
        found = _member(source, max_bytes)
        if isinstance(found, bytes):
            yield at, found
            continue
        if found != _TOO_LARGE:
            _to_next_member(source)
        yield Damage(offset=at, detail=found)


_TOO_LARGE = (
    "is larger than the limit for one record: raise WIREROOM_MAX_PAGE_BYTES, or, where the whole file is one gzip"
    " member, write it again with `warcio recompress`"
)


def _member(source: _Pieces, max_bytes: int) -> bytes | str:
    """The member the source stands at, unpacked, with the source behind it; else what is wrong with it."""
    source.fill(len(_MAGIC))
    if not source.held.startswith(_MAGIC):
        return "is no gzip member"
    stream, out, position, size = zlib.decompressobj(31), bytearray(), 0, 0
    while not stream.eof:
        if not source.fill(position + 1):
            return "breaks off: the file was cut short"
        chunk = bytes(source.held[position : position + CHUNK])
        try:
            piece = stream.decompress(chunk)
        except zlib.error as exc:
            return f"is damaged ({exc})"
        position += len(chunk) - len(stream.unused_data)
        size += len(piece)
        if size <= max_bytes:
            out += piece
        else:  # nothing of it is kept, and nothing of what was read of it
            out.clear()
            source.drop(position)
            position = 0
    source.drop(position)
    return bytes(out) if size <= max_bytes else _TOO_LARGE


def _to_next_member(source: _Pieces) -> None:
    """Go to the next gzip member that begins like a record, at least one byte on; else to the end."""
    start = 1
    while True:
        found = source.held.find(_MAGIC, start)
        if found < 0:
            source.drop(max(0, len(source.held) - len(_MAGIC) + 1))
            start = 0
            source.fill(CHUNK)
            if len(source.held) < len(_MAGIC):
                source.drop(len(source.held))
                return
            continue
        source.fill(found + _PROBE)
        if _begins_record(bytes(source.held[found : found + _PROBE])):
            source.drop(found)
            return
        start = found + 1


def _begins_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(head, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _plain(source: _Pieces, max_bytes: int) -> Iterator[tuple[int, bytes] | Damage]:
    """Records of an uncompressed file, whole by what their headers state of their length."""
    while source.fill(1):
        at = source.offset
        source.fill(HEAD_BYTES)
        blank = len(source.held) - len(source.held.lstrip(b"\r\n"))
        if blank:
            source.drop(blank)
            continue
        length = _length(bytes(source.held[:HEAD_BYTES]))
        if length is None:
            _to_next_record(source)
            yield Damage(offset=at, detail="does not begin like a record, or states no length")
        elif length > max_bytes + HEAD_BYTES:
            _pass(source, length)
            yield Damage(offset=at, detail=_TOO_LARGE)
        elif not source.fill(length):
            _to_next_record(source)
            yield Damage(offset=at, detail="breaks off: the file was cut short, or its length is wrong")
        else:
            source.fill(length + 8)
            after = bytes(source.held[length:])
            if after[:4] != b"\r\n\r\n" and after.lstrip(b"\r\n")[:5] not in {b"WARC/", b""}:
                _to_next_record(source)
                yield Damage(offset=at, detail="has another length than it states")
                continue
            block = bytes(source.held[:length])
            source.drop(length)
            yield at, block


def _length(head: bytes) -> int | None:
    """Bytes of the record that begins with `head`, header included."""
    end = _BLANK.search(head)
    if not head.startswith(b"WARC/") or end is None:
        return None
    stated = next(
        (value for name, value in _FIELD.findall(head[: end.end()]) if name.lower() == b"content-length"), b""
    )
    return end.end() + int(stated) if stated.isdigit() and len(stated) <= 12 else None  # noqa: PLR2004 - terabytes


def _pass(source: _Pieces, length: int) -> None:
    while length > 0 and source.fill(1):
        step = min(length, len(source.held))
        source.drop(step)
        length -= step


def _to_next_record(source: _Pieces) -> None:
    while True:
        found = _NEXT.search(source.held, 1)
        if found:
            source.drop(found.start())
            return
        source.drop(max(1, len(source.held) - 64))
        if not source.fill(65):
            source.drop(len(source.held))
            return


def _in_block(offset: int, block: bytes) -> Iterator[RecordHead | Damage]:
    """The records in an unpacked member, usually one; nothing is parsed but the header."""
    start = 0
    while start < len(block):
        rest = block[start:] if start else block
        length = _length(rest[:HEAD_BYTES])
        if length is None or length > len(rest):
            detail = "states no length" if length is None else "is shorter than it states"
            yield Damage(offset=offset, detail=f"begins like no record, or {detail}")
            return
        head = rest[: _BLANK.search(rest).end()]  # pyright: ignore[reportOptionalMemberAccess] - it has a length
        fields = {name.lower(): value.decode("utf-8", "replace").strip() for name, value in _FIELD.findall(head)}
        raw = fields.get(b"warc-date")
        yield RecordHead(
            offset=offset + start,
            kind=fields.get(b"warc-type", "").lower(),
            url=fields.get(b"warc-target-uri"),
            captured_raw=raw,
            captured_at=_moment(raw),
            block=rest[:length],
        )
        start += length
        start += len(block[start : start + 8]) - len(block[start : start + 8].lstrip(b"\r\n"))


def _moment(raw: str | None) -> datetime | None:
    try:
        stated = datetime.fromisoformat(raw) if raw else None
    except ValueError:
        return None
    if stated is None:
        return None
    return stated.replace(tzinfo=UTC) if stated.tzinfo is None else stated.astimezone(UTC)
