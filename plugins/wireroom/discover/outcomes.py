"""Documents and records become entries with their pages, or rejections that name the file. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wireroom.model import Entry, Origin, Page, Reason, Rejection, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.discover.inbox import RefusedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one file may be or become."""

    max_page_bytes: int  #: one document or record
    max_archive_bytes: int  #: what one archive or gzipped file may unpack to
    max_member_ratio: int  #: unpacked over packed size of one member


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """What every entry of one file has in common."""

    file: str  #: relative name; `archive.zip!member` inside an archive
    source: str
    origin: Origin
    hint: str | None  #: language, as given by the person who started the run
    limits: Limits
    now: datetime
    is_single: bool = False  #: the file is one document, so the file and its record 1 are the same entry

    def entry_key(self, record: int | None) -> str:
        """`seed:<source>/<file>#<record>`, without `#<record>` for a file of many records as a whole."""
        if record is None and self.is_single:
            record = 1
        whole = f"seed:{self.source}/{self.file}"
        return whole if record is None else f"{whole}#{record}"

    def document(self, body: bytes, content_type: str) -> tuple[Entry, Page]:
        """The one document of a file is its record 1."""
        return self.pair(self.record(1), body, content_type)

    def pair(self, entry: Entry, body: bytes, content_type: str, *, charset: str | None = None) -> tuple[Entry, Page]:
        """The entry with its page; `charset` is that of the file the document stood in."""
        page = Page(url_key=entry.url_key, body=body, content_type=content_type, charset=charset, fetched_at=self.now)
        return entry, page

    def record(self, number: int, url_key: str | None = None) -> Entry:
        """The entry of record `number`, known by `url_key` where the record states a URL, else by its place."""
        key = self.entry_key(number)
        return Entry(
            entry_key=key,
            url_key=url_key or key,
            source=self.source,
            origin=self.origin,
            language_hint=self.hint,
            file=self.file,
            record=number,
        )

    def reject(self, reason: Reason, detail: str, record: int | None = None) -> Rejection:
        """A file or one record of it will not be kept; `detail` is a whole sentence."""
        return Rejection(
            entry_key=self.entry_key(record),
            source=self.source,
            origin=self.origin,
            stage=Stage.DISCOVER,
            reason=reason,
            detail=detail,
            file=self.file,
        )


def rejected(refused: RefusedFile, *, source: str, origin: Origin) -> Rejection:
    """What `find_files` refused, as the ledger stores it."""
    return Rejection(
        entry_key=f"seed:{source}/{refused.relative}",
        source=source,
        origin=origin,
        stage=Stage.DISCOVER,
        reason=refused.reason,
        detail=refused.detail,
        file=refused.relative,
    )
