"""Web archives for tests, written with warcio: pages as a crawler keeps them, and ways to damage them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from stream import stories
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A record as it stands in a file."""

    url: str
    captured: datetime
    raw: bytes  #: as written: a gzip member, or plain


def page(number: int) -> bytes:
    """The page of an article, dated by itself a day before it was captured."""
    story = stories(number + 1, days=max(1, number))[number]
    text = "".join(f"<p>{line}</p>" for line in story.lines)
    day = (FIRST + timedelta(hours=number)).date() - timedelta(days=1)
    return (
        f'<!doctype html><html lang="en"><head><title>{story.title}</title>'
        f'<meta property="article:published_time" content="{day.isoformat()}T12:00:00Z"></head>'
        f"<body><article><h1>{story.title}</h1>{text}</article></body></html>"
    ).encode()


def recorded(  # noqa: PLR0913 - what a crawler may have met
    number: int,
    *,
    host: str = "www.courier.example",
    body: bytes | None = None,
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    kind: str = "response",
    is_packed: bool = True,
    captured: datetime | None = None,
) -> Recorded:
    """Record `number`, captured so many hours after FIRST unless stated."""
    captured = captured or FIRST + timedelta(hours=number)
    url = f"https://{host}/{number}"
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=is_packed)
    http = None
    if kind in {"response", "request"}:
        line, protocol = (status, "HTTP/1.1") if kind == "response" else (f"GET /{number} HTTP/1.1", "")
        http = StatusAndHeaders(
            line, [("Content-Type", content_type)], protocol=protocol, is_http_request=kind != "response"
        )
    payload = page(number) if body is None else body
    record = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(payload if kind == "response" else b"software: a crawler\r\n"),
        http_headers=http,
        warc_headers_dict={"WARC-Date": captured.strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
    writer.write_record(record)
    return Recorded(url=url, captured=captured, raw=out.getvalue())


def joined(records: Sequence[Recorded | bytes]) -> bytes:
    """A file of these."""
    return b"".join(each if isinstance(each, bytes) else each.raw for each in records)


def flipped(record: Recorded) -> bytes:
    """A record with a bad byte in the middle of its data."""
    middle = len(record.raw) // 2
    return (
        record.raw[:middle] + bytes(255 - byte for byte in record.raw[middle : middle + 40]) + record.raw[middle + 40 :]
    )


def headless(record: Recorded) -> bytes:
    """A record whose first bytes were lost."""
    return b"\x00" * 12 + record.raw[12:]


def cut(record: Recorded) -> bytes:
    """A record of which the second half is missing."""
    return record.raw[: len(record.raw) // 2]
