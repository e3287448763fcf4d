"""What came of a poll: entries, sightings, queue, validators, the next poll and the log, in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
import zstandard

from wireroom.errors import PollRefused
from wireroom.warehouse import announcements, hosts, takedowns
from wireroom.warehouse.pages import ZSTD_LEVEL
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from wireroom.warehouse.announcements import Announced
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.feeds import Memory
    from wireroom.warehouse.runs import RunKey


MAX_DETAIL = 500  # characters of the server's words that are passed on


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a feed says of itself."""

    kind: str
    format_version: str = ""
    stated_title: str | None = None
    stated_language: str | None = None
    site_link: str | None = None
    self_link: str | None = None
    next_link: str | None = None
    hubs: tuple[str, ...] = ()
    robots: frozenset[str] = frozenset()
    reused_guids: frozenset[str] = frozenset()
    reused_links: frozenset[str] = frozenset()
    reused_fragments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The new address of a feed that moved for good."""

    url: str
    url_key: str  #: canonical
    url_shown: str  #: without secrets
    host: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll of a feed, whatever came of it."""

    feed_id: int
    feed_key: str
    lease_token: UUID
    host: str
    site: str
    result: str
    memory: Memory  #: what to remember
    next_poll_at: datetime | None
    next_poll_why: str
    http_status: int | None = None
    detail: str | None = None  #: of a failure, one sentence without secrets
    is_conditional: bool = False
    wire_bytes: int = 0
    elapsed_s: float = 0.0
    entry_count: int = 0  #: entries in the window
    missed_count: int = 0
    described: Described | None = None  #: None where no document was read
    new: Sequence[Announced] = ()
    changed: Sequence[Announced] = ()
    seen: Sequence[str] = ()  #: keys of entries that are as they were
    host_blocked_until: datetime | None = None
    host_spread_s: float = 600.0  #: the host's other feeds fall due within so long after the block
    moved_to: Address | None = None
    body: bytes | None = field(default=None, repr=False)  #: one that could not be read and is to be kept
    changed_gap_s: float = 600.0  #: times the changes of an announcement: so long its page waits to be fetched again


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a saved poll wrote."""

    queued: int  #: entries whose page will be fetched
    known: int  #: new entries whose article another announcement had brought


def save(conn: Connection, run: RunKey, poll: Poll) -> Saved | None:
    """Save a poll, wholly or not at all, and wake who listens where it queued entries. None where the lease was lost.

    Saving a window a second time writes nothing in raw.entry, ops.sighting and ops.entry. Raises PollRefused where
    Postgres will not take a value: the lease is kept then, so that the failure can be saved instead.
    """
    try:
        return _save(conn, run, poll)
    except (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded, UnicodeError) as exc:
        msg = f"{poll.feed_key}: {storable(str(exc)).strip().splitlines()[0][:MAX_DETAIL]}"
        raise PollRefused(msg) from exc


def _save(conn: Connection, run: RunKey, poll: Poll) -> Saved | None:
    with conn.transaction():
        takedowns.share(conn)  # before any row is locked: a takedown writes ops.feed_state too
        if conn.execute(query("feed/remember"), _remembered(poll)).rowcount == 0:
            return None
        if poll.described:
            conn.execute(query("feed/describe"), {"feed_id": poll.feed_id, **_described(poll.described)})
        queued, known = announcements.announce(
            conn,
            run,
            feed_id=poll.feed_id,
            source=poll.feed_key,
            new=poll.new,
            changed=poll.changed,
            changed_gap_s=poll.changed_gap_s,
        )
        announcements.touch(conn, poll.seen)
        if poll.moved_to:
            _move(conn, poll.feed_id, poll.moved_to)
        if poll.host_blocked_until:
            hosts.block(
                conn,
                poll.host,
                poll.site,
                until=poll.host_blocked_until,
                spread_s=poll.host_spread_s,
                except_feed=poll.feed_id,
            )
        if poll.body is not None:
            conn.execute(query("poll/keep_body"), _kept_body(poll, poll.body))
        conn.execute(query("poll/add"), {**run.dag_run, **_logged(poll)})
        if queued:
            conn.execute(query("poll/notify"), {"payload": str(queued)})
        return Saved(queued=queued, known=known)


def _remembered(poll: Poll) -> dict[str, Any]:
    memory = asdict(poll.memory)
    memory |= {name: list(memory[name]) for name in ("skip_hours", "skip_days")}
    texts = ("etag", "last_modified", "validators_url", "moved_to")
    memory |= {name: storable_or_none(memory[name]) for name in texts}
    return {
        **memory,
        "feed_id": poll.feed_id,
        "lease_token": poll.lease_token,
        "next_poll_at": poll.next_poll_at,
        "next_poll_why": poll.next_poll_why,
        "result": poll.result,
        "detail": storable_or_none(poll.detail),
    }


def _described(described: Described) -> dict[str, Any]:
    values: dict[str, Any] = asdict(described)
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = storable(value)
        elif isinstance(value, (tuple, frozenset)):
            values[name] = sorted(storable(text) for text in value)
    return values


def _move(conn: Connection, feed_id: int, address: Address) -> None:
    asked = {**asdict(address), "feed_id": feed_id, "url_key_hash": digest(address.url_key)}
    if conn.execute(query("feed/move"), asked).rowcount == 0:
        conn.execute(query("feed/merge"), asked)


def _kept_body(poll: Poll, body: bytes) -> dict[str, Any]:
    return {
        "feed_id": poll.feed_id,
        "result": poll.result,
        "detail": storable_or_none(poll.detail),
        "body": zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body),
        "body_bytes": len(body),
    }


def _logged(poll: Poll) -> dict[str, Any]:
    return {
        "feed_id": poll.feed_id,
        "result": poll.result,
        "http_status": poll.http_status,
        "detail": storable_or_none(poll.detail),
        "is_conditional": poll.is_conditional,
        "wire_bytes": poll.wire_bytes,
        "elapsed_s": poll.elapsed_s,
        "entry_count": poll.entry_count,
        "new_count": len(poll.new),
        "changed_count": len(poll.changed),
        "missed_count": poll.missed_count,
        "next_poll_at": poll.next_poll_at,
        "next_poll_why": poll.next_poll_why,
    }
