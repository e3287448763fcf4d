r"""CSV as RFC 4180 has it, in UTF-8: a header, CRLF, quotes where needed.

An absent value is an empty field, an empty text is `""`. Moments are ISO 8601 in UTC, lists are JSON, bytes are hex
after `\x`. Texts stand as they are: a cell that begins with = + - @ is a formula to a spreadsheet, so load the file as
text there.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from wireroom.export.columns import Column, Row

_NEEDS_QUOTES = re.compile(r'[",\r\n]')


@contextmanager
def csv_rows(put: Callable[[bytes], object], columns: Sequence[Column]) -> Generator[Callable[[Iterable[Row]], object]]:
    """A function that hands rows on to `put`, below a header."""

    def write(rows: Iterable[Row]) -> None:
        put("".join(map(_line, rows)).encode("utf-8"))

    write([[column.name for column in columns]])
    yield write


def _line(row: Row) -> str:
    return ",".join(map(_field, row)) + "\r\n"


def _field(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else _text(value)
    return '"' + text.replace('"', '""') + '"' if not text or _NEEDS_QUOTES.search(text) else text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=_text)
    return str(value)
