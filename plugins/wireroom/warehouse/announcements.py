"""What feeds announce: kept as it came, once, and queued where it is new or says something else than before."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row
from psycopg.types.json import Json

from wireroom.model import Origin
from wireroom.warehouse import entries, takedowns
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

PRIORITIES = {Origin.LIVE: 0, Origin.BACKFILL: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, sound or video that belongs to an entry."""

    url: str
    content_type: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One announcement of a feed, as it came, with the identity it was given."""

    entry_key: str
    url_key: str
    url: str  #: to fetch; the url_key of an entry without a link
    host: str  #: of `url`; of an entry without a link that of its feed
    site: str  #: registered domain of `host`
    content_hash: bytes  #: SHA-256 of what it says
    alias_key: str | None = None
    same_as: bytes | None = None  #: `Known.entry_key_hash`, where this is only another name of a known entry
    carries_text: bool = False  #: its page need not be fetched
    guid: str | None = None
    link: str | None = None  #: absolute; as stated where that is no address to fetch
    title: str | None = None
    summary: str | None = None
    content_html: str | None = None
    published_raw: str | None = None
    updated_raw: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Media, ...] = ()
    source_name: str | None = None
    source_url: str | None = None
    origin: Origin = Origin.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An announcement that was seen before."""

    entry_key_hash: bytes
    alias_hash: bytes | None
    url_key_hash: bytes
    content_hash: bytes
    same_as: bytes | None

    @property
    def is_erased(self) -> bool:
        """Was what it said taken down? Then it counts as unchanged, whatever it says now."""
        return bytes(self.content_hash) == takedowns.ERASED


def known(
    conn: Connection, feed_id: int, *, keys: Iterable[str], aliases: Iterable[str] = (), url_keys: Iterable[str] = ()
) -> list[Known]:
    """What is known of a window: its entry keys, and of this feed its second names and its articles."""
    asked: dict[str, Any] = {
        "feed_id": feed_id,
        "entry_key_hashes": [digest(key) for key in keys],
        "alias_hashes": [digest(key) for key in aliases],
        "url_key_hashes": [digest(key) for key in url_keys],
    }
    with conn.cursor(row_factory=class_row(Known)) as cursor:
        return cursor.execute(query("entry/known"), asked).fetchall()


def announce(  # noqa: PLR0913 - the facts of one poll
    conn: Connection,
    run: RunKey,
    *,
    feed_id: int,
    source: str,
    new: Sequence[Announced],
    changed: Sequence[Announced],
    changed_gap_s: float,
) -> tuple[int, int]:
    """Keep and queue what was announced, part of the caller's transaction; how many were queued, how many known.

    What was taken down ends here: it is noted as seen, and nothing of it is kept.
    """
    takedowns.share(conn)
    taken = takedowns.standing(conn, [(entry.url_key, source) for entry in (*new, *changed)])
    told: dict[str, Any] = {"feed_id": feed_id, "source": source, "changed_gap_s": changed_gap_s}
    rows: dict[str, list[dict[str, Any]]] = {"entry/announce": [], "entry/change": []}
    for place, entry in enumerate((*new, *changed)):
        if place in taken:
            conn.execute(
                query("takedown/refuse_entry"), {**told, **run.dag_run, **_names(entry), "origin": entry.origin}
            )
        else:
            rows["entry/announce" if place < len(new) else "entry/change"].append(_row(place, entry))
    queued: list[bytes] = []
    for name, several in rows.items():
        if several:
            found = conn.execute(query(name), {**told, "entries": Json(several, dumps=_dumps)})
            queued += [bytes(key) for (key,) in found]
    settled = entries.settle(conn, run, queued)
    left = [key for key in queued if key not in settled]
    if left:
        conn.execute(query("site/ready"), {"entry_key_hashes": left})
    return len(left), len(settled)


def touch(conn: Connection, keys: Sequence[str]) -> None:
    """Note that these announcements are still there; written in steps of six hours."""
    if keys:
        conn.execute(query("entry/touch"), {"entry_key_hashes": [digest(key) for key in keys]})


def _names(entry: Announced) -> dict[str, bytes | None]:
    """The hashes by which an announcement is known."""
    return {
        "entry_key_hash": digest(entry.entry_key),
        "url_key_hash": digest(entry.url_key),
        "alias_hash": digest(entry.alias_key) if entry.alias_key else None,
        "same_as": entry.same_as,
        "content_hash": entry.content_hash,
    }


def _row(place: int, entry: Announced) -> dict[str, Any]:
    """An announcement as the queries read it, one of many in a JSON array."""
    optional = ("guid", "link", "title", "summary", "content_html", "published_raw", "updated_raw", "language")
    names = {name: None if value is None else f"\\x{value.hex()}" for name, value in _names(entry).items()}
    return {
        "place": place,
        **names,
        **{name: storable(getattr(entry, name)) for name in ("entry_key", "url_key", "url", "host", "site")},
        **{name: storable_or_none(getattr(entry, name)) for name in (*optional, "source_name", "source_url")},
        "carries_text": entry.carries_text,
        "authors": [storable(author) for author in entry.authors],
        "categories": [storable(category) for category in entry.categories],
        "enclosures": [_storable_media(each) for each in entry.enclosures],
        "origin": entry.origin,
        "priority": PRIORITIES[entry.origin],
    }


def _dumps(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False)


def _storable_media(media: Media) -> dict[str, Any]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in asdict(media).items()}
