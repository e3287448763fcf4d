"""JSON Lines, JSON arrays and single JSON objects: one record is one article. Pure but for reading its stream."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from wireroom.charset import decode, mend
from wireroom.discover.streams import Recoded, elements, lines
from wireroom.discover.urls import canonical_url
from wireroom.model import Entry, Page, Reason, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wireroom.discover.outcomes import Carrier

HEAD = 65_536  # the file's encoding is decided on so much of it
JSON = "application/json"
_STRINGS = ("url", "title", "text", "html", "language", "section")


def read_lines(stream: io.BufferedReader[Any], carrier: Carrier) -> Iterator[tuple[Entry, Page] | Rejection]:
    """One record a line; a bad line is rejected alone. A record's number is its line number."""
    charset = _charset(stream)
    if charset and charset.startswith(("utf-16", "utf-32")):  # a line feed is more than one byte
        stream, charset = io.BufferedReader(Recoded(stream, charset)), None
    cap, is_empty = carrier.limits.max_page_bytes, True
    for number, line in lines(stream, cap):
        place = f"{carrier.file} line {number}"
        if line is None:
            yield carrier.reject(Reason.RECORD_TOO_LARGE, too_large(place, cap), number)
        elif line.strip(b"\xef\xbb\xbf \t"):
            yield _record(line.removeprefix(b"\xef\xbb\xbf"), charset, number, place, carrier)
        else:
            continue
        is_empty = False
    if is_empty:
        yield carrier.reject(Reason.FILE_EMPTY, f"{carrier.file} holds no record: remove it or fill it.")


def read_json(stream: io.BufferedReader[Any], carrier: Carrier) -> Iterator[tuple[Entry, Page] | Rejection]:
    """One object, an array of them, or JSON Lines under another name: the content tells."""
    charset = _charset(stream)
    if charset:  # structure is found bytewise below, and a second byte of Shift-JIS can look like a bracket
        stream = io.BufferedReader(Recoded(stream, charset))
    start = stream.peek(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        yield from _array(stream, carrier)
        return
    cap = carrier.limits.max_page_bytes
    body = stream.read(cap + 1)
    if not body.strip():
        yield carrier.reject(Reason.FILE_EMPTY, f"{carrier.file} holds no record: remove it or fill it.")
    elif (len(body) > cap or not _is_json(body)) and _holds_lines(body):
        yield from read_lines(io.BufferedReader(_Joined(body, stream)), carrier)
    elif len(body) > cap:
        yield carrier.reject(Reason.RECORD_TOO_LARGE, too_large(carrier.file, cap), 1)
    else:
        yield _record(body.removeprefix(b"\xef\xbb\xbf"), None, 1, carrier.file, carrier)


def too_large(place: str, cap: int) -> str:
    """The sentence about a document or record over the cap of `cap` bytes."""
    return f"{place} is larger than {cap:,} bytes: split it or raise WIREROOM_MAX_PAGE_BYTES."


class _Joined(io.RawIOBase):
    """Bytes already read, then the rest of their stream."""

    def __init__(self, head: bytes, stream: io.BufferedReader[Any]) -> None:
        super().__init__()
        self._head = io.BytesIO(head)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._head.readinto(buffer) or self._stream.readinto(buffer)


def _array(stream: io.BufferedReader[Any], carrier: Carrier) -> Iterator[tuple[Entry, Page] | Rejection]:
    cap, number = carrier.limits.max_page_bytes, 0
    try:
        for number, element in elements(stream, cap):
            place = f"{carrier.file} record {number}"
            if element is None:
                yield carrier.reject(Reason.RECORD_TOO_LARGE, too_large(place, cap), number)
            else:
                yield _record(element.strip(), None, number, place, carrier)
    except ValueError:
        detail = f"{carrier.file} breaks off after record {number}: the array is not closed; write the file again."
        yield carrier.reject(Reason.RECORD_MALFORMED, detail, number + 1)
        return
    if number == 0:
        yield carrier.reject(Reason.FILE_EMPTY, f"{carrier.file} holds an empty array: remove it or fill it.")


def _record(
    line: bytes, charset: str | None, number: int, place: str, carrier: Carrier
) -> tuple[Entry, Page] | Rejection:
    text = decode(line, charset).text
    try:
        record = json.loads(text, strict=False)  # raw control characters are no reason to lose an article
    except json.JSONDecodeError as exc:
        detail = f"{place} is not valid JSON ({exc.msg} at character {exc.pos + 1}): correct it and run again."
        return carrier.reject(Reason.RECORD_MALFORMED, detail, number)
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        detail = f"{place} is nested too deeply or holds an absurd number: correct it and run again."
        return carrier.reject(Reason.RECORD_MALFORMED, detail, number)
    if wrong := _fault(record):
        return carrier.reject(Reason.RECORD_MALFORMED, f"{place} {wrong}: see seeds/README.md for the fields.", number)
    if not any((record.get(name) or "").strip() for name in ("text", "html")):
        detail = f"{place} has neither text nor html: give one of them (see seeds/README.md)."
        return carrier.reject(Reason.NO_TEXT, detail, number)
    published = record.get("published")
    url = _clean(record.get("url"))
    entry = replace(
        carrier.record(number, canonical_url(url or "")),
        url=url,
        title=_clean(record.get("title")),
        published_raw=_clean(None if published is None else str(published)),
        declared_language=_clean(record.get("language")),
    )
    return carrier.pair(entry, line, JSON, charset=charset)


def _fault(record: Any) -> str | None:  # noqa: ANN401 - whatever stood in the file
    """What is wrong with the shape of a record, to follow its place in a sentence."""
    if not isinstance(record, dict):
        return f"is a JSON {_json_name(record)}, not an object"
    for name in _STRINGS:
        if not isinstance(record.get(name), str | None):
            return f"has a {_json_name(record[name])} in `{name}` where text belongs"
    published = record.get("published")
    if not isinstance(published, str | int | float | None) or isinstance(published, bool):
        return f"has a {_json_name(published)} in `published` where a date belongs"
    authors = record.get("authors")
    names = authors if isinstance(authors, list) else [authors]
    if not all(isinstance(name, str | None) for name in names):
        return "has something else than names in `authors`"
    return None


def _json_name(value: object) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(cast("type[Any]", type(value)), "number")


def _clean(text: str | None) -> str | None:
    return mend(text)[0].strip() or None if text else None


def _is_json(body: bytes) -> bool:
    try:
        json.loads(decode(body).text, strict=False)
    except (RecursionError, ValueError):
        return False
    return True


def _holds_lines(body: bytes) -> bool:
    """Is one of the first lines a whole record, while the rest goes on below?"""
    first = [line for line in body[:HEAD].split(b"\n") if line.strip()][:20]
    return len(first) > 1 and any(line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") and _is_json(line) for line in first)


def _charset(stream: io.BufferedReader[Any]) -> str | None:
    """The codec of a file that is not UTF-8, by its beginning."""
    head = stream.peek(HEAD)[:HEAD]
    decoded = decode(head[: head.rfind(b"\n") + 1] or head)
    return None if decoded.charset == "utf-8" else decoded.charset
