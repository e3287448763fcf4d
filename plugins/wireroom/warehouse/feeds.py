"""The registry of feeds: who is in it, under which terms, and who polls which feed now."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row, dict_row

from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey


class Registered(StrEnum):
    """What came of the wish to register a feed."""

    ADDED = "added"
    REVISED = "revised"  # known by its address; facts differed
    UNCHANGED = "unchanged"
    KEY_TAKEN = "key_taken"  # another address has this key


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed to be registered. What is None stays as it is where the feed is known."""

    key: str  #: lower-case letters, digits, `.`, `_`, `-`
    url: str
    url_key: str  #: canonical
    url_shown: str  #: without secrets
    host: str
    site: str  #: registered domain
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    country: str | None = None
    publisher: str | None = None
    publisher_zone: str | None = None  #: IANA
    category: str | None = None
    connection_id: str | None = None  #: Airflow connection with credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A registered feed, as a line of a list."""

    key: str
    url: str  #: may carry a secret
    url_shown: str
    title: str | None
    site_url: str | None
    language: str | None
    country: str | None
    publisher: str | None
    publisher_zone: str | None
    category: str | None
    connection_id: str | None
    status: str
    next_poll_at: datetime | None
    last_ok_at: datetime | None
    last_result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Terms under which a feed is used; None leaves a term as it is."""

    on_noarchive: str | None = None  #: store, metadata, skip
    on_reservation: str | None = None  #: the same, where text and data mining is reserved
    obeys_robots: bool | None = None  #: for the feed itself; for pages robots.txt always counts
    patience: float | None = None
    revisit_hours: list[float] | None = None
    revisits_per_day: int | None = None
    publisher_zone: str | None = None
    connection_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What polling remembers of a feed between polls; the fields are those of `discover.poll_values.FeedState`.

    Hints are spread over `ttl_minutes`, `update_period_s`, `skip_hours`, `skip_days`. Times are seconds.
    """

    status: str = "active"
    etag: str | None = None
    last_modified: str | None = None
    validators_url: str | None = None
    validators_lie: bool = False
    body_hash: bytes | None = None
    stable_hash: bytes | None = None
    ttl_minutes: float | None = None
    update_period_s: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    cache_s: float = 0.0
    gap_s: float | None = None
    window_s: float | None = None
    last_ok_at: datetime | None = None
    last_full_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: float = 0.0
    failing_since: datetime | None = None
    gone_seen_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_count: int = 0
    kills: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFeed:
    """A feed that is ours to poll while the lease lasts."""

    feed_id: int
    lease_token: UUID
    feed_key: str
    url: str
    url_key: str
    host: str
    site: str
    title: str | None
    language: str | None  #: as listed
    stated_language: str | None  #: as the feed last stated it
    publisher: str | None
    publisher_zone: str | None
    connection_id: str | None
    on_noarchive: str
    on_reservation: str
    obeys_robots: bool
    patience: float
    reused_guids: frozenset[str]
    reused_links: frozenset[str]
    reused_fragments: frozenset[str]
    text_sample_count: int
    text_whole_count: int
    memory: Memory


_MEMORY = tuple(field.name for field in fields(Memory))
_SETS = ("reused_guids", "reused_links", "reused_fragments")


def register(conn: Connection, feed: NewFeed, *, delay_s: float = 0.0) -> tuple[Registered, str]:
    """Put a feed into the registry, first due in `delay_s` seconds, or revise what is said of one that is there.

    A feed is known by its address, or by one it had before it moved. Returns what came of it, and the key it is
    registered under; with KEY_TAKEN the address, without secrets, that has the key.
    """
    asked: dict[str, Any] = {**asdict(feed), "url_key_hash": digest(feed.url_key), "delay_s": delay_s}
    with conn.transaction(), conn.cursor(row_factory=dict_row) as cursor:
        taken = cursor.execute(query("feed/known"), asked).fetchall()
        if not taken:
            if cursor.execute(query("feed/add"), asked).rowcount:
                return Registered.ADDED, feed.key
            taken = cursor.execute(query("feed/known"), asked).fetchall()  # somebody else was faster
        known = taken[0]
        if not known["has_address"]:
            return Registered.KEY_TAKEN, known["url_shown"]
        asked["key"] = known["feed_key"]
        if bytes(known["url_key_hash"]) != asked["url_key_hash"]:  # it moved: the list has its former address
            asked |= {"url": known["url"], "url_shown": known["url_shown"]}
        revised = cursor.execute(query("feed/revise"), asked).rowcount
        return (Registered.REVISED if revised else Registered.UNCHANGED), known["feed_key"]


def registered(conn: Connection) -> list[FeedLine]:
    """Every feed, by key; not those that were merged into another."""
    with conn.cursor(row_factory=class_row(FeedLine)) as cursor:
        return cursor.execute(query("feed/list")).fetchall()


def pause(conn: Connection, keys: Sequence[str]) -> set[str]:
    """Leave these feeds alone until `resume`; the keys of those that were not paused before."""
    return {key for (key,) in conn.execute(query("feed/pause"), {"keys": list(keys)})}


def resume(conn: Connection, keys: Sequence[str], *, spread_s: float = 900.0) -> set[str]:
    """Poll these again, whether paused, gone or quarantined, within `spread_s` seconds; the keys of those that were."""
    asked: dict[str, Any] = {"keys": list(keys), "spread_s": spread_s}
    return {key for (key,) in conn.execute(query("feed/resume"), asked)}


def set_terms(conn: Connection, key: str, terms: Terms) -> bool:
    """Change the terms of a feed; False where there is no such feed."""
    return conn.execute(query("feed/set_terms"), {**asdict(terms), "key": key}).rowcount == 1


def claim(conn: Connection, run: RunKey, *, limit: int, lease_s: float) -> list[ClaimedFeed]:
    """Lease up to `limit` feeds that are due, longest due first, for `lease_s` seconds. Each belongs to one claimer."""
    asked = {"owner": run.claimer, "limit": limit, "lease_s": lease_s}
    with conn.cursor(row_factory=dict_row) as cursor:
        return [_claimed(row) for row in cursor.execute(query("feed/claim"), asked)]


def release(conn: Connection, claimed: Sequence[ClaimedFeed]) -> None:
    """Give back what was claimed and not polled: it stays due."""
    asked: dict[str, Any] = {
        "feed_ids": [feed.feed_id for feed in claimed],
        "tokens": [feed.lease_token for feed in claimed],
    }
    conn.execute(query("feed/release"), asked)


def postpone(conn: Connection, feed: ClaimedFeed, *, wait_s: float) -> None:
    """Give back a feed that was not asked: due again in `wait_s` seconds, with nothing counted against it."""
    conn.execute(query("feed/postpone"), {"feed_id": feed.feed_id, "lease_token": feed.lease_token, "wait_s": wait_s})


def next_due_in(conn: Connection) -> float | None:
    """Seconds until a feed falls due, at most 0 where one is; None where no feed will."""
    row = conn.execute(query("feed/next_due")).fetchone()
    return row[0] if row else None


def learn_text(conn: Connection, feed_id: int, *, samples: int, whole: int) -> None:
    """Of `samples` entries held against their pages, `whole` carried the whole text in the feed."""
    conn.execute(query("feed/learn_text"), {"feed_id": feed_id, "samples": samples, "whole": whole})


def _claimed(row: dict[str, Any]) -> ClaimedFeed:
    memory = {name: row.pop(name) for name in _MEMORY}
    memory |= {name: tuple(memory[name]) for name in ("skip_hours", "skip_days")}
    row |= {name: frozenset(row[name]) for name in _SETS}
    return ClaimedFeed(**row, memory=Memory(**memory))
