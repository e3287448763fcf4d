"""What was asked: one line for every request, complete."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True, kw_only=True)
class Line:
    """One request. `status` is 0 and `done` None while, or where, no answer was begun."""

    at: float  #: real seconds since 1970
    virtual: float
    connection: int
    method: str
    host: str
    path: str
    what: str = ""  #: feed, page, robots, sitemap, home, other
    status: int = 0
    bytes: int = 0  #: of the answer as sent, head included
    done: float | None = None  #: when the last byte was handed to the socket, real
    fault: str | None = None  #: what went wrong on purpose
    if_none_match: str | None = None
    if_modified_since: str | None = None
    user_agent: str | None = None
    accept_encoding: str | None = None
    cookie: str | None = None
    referer: str | None = None
    etag: str | None = None  #: sent with the answer
    last_modified: str | None = None
    retry_after: str | None = None
    location: str | None = None


class Journal:
    """All lines, in order."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def jsonl(self, after: int = 0) -> Iterator[bytes]:
        """The lines from number `after` on, as JSON lines."""
        for line in self.lines[after:]:
            yield json.dumps(asdict(line), ensure_ascii=False).encode() + b"\n"
