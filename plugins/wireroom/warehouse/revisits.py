"""Looking again at pages of known articles: "unchanged" is something else than "never looked"."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wireroom.warehouse.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A server answered for the page of an article: with a document, with 304, or that it is gone."""

    url_key: str
    feed_id: int | None  #: whose terms say when to look again
    url: str
    host: str
    site: str
    withdrawn_status: int | None = None  #: 404 or 410
    etag: str | None = None
    last_modified: str | None = None
    validators_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValidators:
    """With what to ask conditionally."""

    etag: str | None
    last_modified: str | None
    url: str  #: they are sent to this address only


def note(conn: Connection, looked: Iterable[Looked], *, speed: float = 1.0) -> None:
    """Note that pages were looked at and set the next look; nothing for a url_key without an article.

    Call it after the articles were loaded. `speed` divides the hours of the terms, for a world whose clock runs faster.
    """
    rows: list[dict[str, Any]] = [
        {
            **asdict(each),
            "url_key_hash": digest(each.url_key),
            "url": storable(each.url),
            "etag": storable_or_none(each.etag),
            "last_modified": storable_or_none(each.last_modified),
            "validators_url": storable_or_none(each.validators_url),
            "speed": speed,
        }
        for each in looked
    ]
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(query("revisit/note"), rows)


def queue_due(conn: Connection, *, limit: int = 10_000) -> int:
    """Queue the articles that are due to be looked at again, within the budget of their feeds; how many."""
    if conn.execute(query("revisit/is_due")).fetchone() == (False,):  # the budget is counted from a day of fetches
        return 0
    with conn.transaction():
        queued = [key for (key,) in conn.execute(query("revisit/queue"), {"limit": limit})]
        if queued:
            conn.execute(query("site/ready"), {"entry_key_hashes": queued})
            conn.execute(query("poll/notify"), {"payload": str(len(queued))})
    return len(queued)


def validators(conn: Connection, url_keys: Iterable[str]) -> dict[str, HeldValidators]:
    """Validators of the pages of these articles, by url_key."""
    by_hash = {digest(key): key for key in url_keys}
    rows = conn.execute(query("revisit/validators"), {"url_key_hashes": list(by_hash)})
    return {
        by_hash[bytes(key)]: HeldValidators(etag=etag, last_modified=last_modified, url=url)
        for key, etag, last_modified, url in rows
    }
