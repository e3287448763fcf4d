"""The queue of entries: what is owed, and who works on it. A row exists only while work is owed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wireroom.model import Origin
from wireroom.warehouse.queries import query
from wireroom.warehouse.storable import digest, storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from wireroom.model import Article, Rejection
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

QUEUED = frozenset({Origin.LIVE, Origin.BACKFILL})  # entries of these origins come from the queue
REVISIT = "revisit:"  # begins the entry key of a revisit, see sql/queries/revisit/queue.sql
WARC = "warc:"  # begins the entry key of a record of a web archive: it never was in the queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A claimed entry."""

    entry_key_hash: bytes
    entry_key: str
    url_key: str
    url: str
    host: str
    site: str
    feed_id: int | None
    source: str
    origin: Origin
    purpose: str  #: new, changed, replay, revisit
    priority: int
    title: str | None
    published_raw: str | None
    declared_language: str | None
    raw_stored_at: datetime | None
    carries_text: bool
    attempts: int  #: this claim included
    failures: int  #: for reasons that may heal
    failing_since: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteClaim:
    """A registered domain that is ours to fetch from while the lease lasts, with entries that are due."""

    site: str
    lease_token: UUID
    entries: tuple[Queued, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What one claim brought."""

    sites: tuple[SiteClaim, ...]
    known: int  #: entries that ended at once: another announcement had brought their article

    @property
    def is_empty(self) -> bool:
        """Was there nothing to claim?"""
        return not self.sites and not self.known


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """How much is in the queue."""

    pending: int
    transient: int
    due: int  #: of both, what could be worked on now


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """What a feed said of an entry."""

    title: str | None
    summary: str | None
    content_html: str | None
    authors: tuple[str, ...]
    link: str | None = None  #: as stated where it is no address to fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """An entry that failed for a reason that may heal."""

    entry_key: str
    trouble: str
    detail: str
    wait_s: float


def settle(conn: Connection, run: RunKey, keys: Sequence[bytes]) -> set[bytes]:
    """End queued entries whose article another announcement has brought, as duplicates; which those were."""
    if not keys:
        return set()
    asked: dict[str, Any] = {**run.dag_run, "entry_key_hashes": list(keys)}
    return {bytes(key) for (key,) in conn.execute(query("entry/settle_known"), asked)}


def renew(conn: Connection, claims: Iterable[SiteClaim], *, lease_s: float) -> set[str]:
    """Keep the leases for another `lease_s` seconds; the sites that are still ours. Stop with the others."""
    held = list(claims)
    asked: dict[str, Any] = {
        "sites": [claim.site for claim in held],
        "tokens": [claim.lease_token for claim in held],
        "lease_s": lease_s,
    }
    return {site for (site,) in conn.execute(query("site/renew"), asked)}


def set_back(conn: Connection, claim: SiteClaim, setbacks: Sequence[Setback]) -> bool:
    """Note failures that may heal: the entries come back after their wait. False where the lease was lost."""
    with conn.transaction(), conn.cursor() as cursor:
        if not holds(conn, claim):
            return False
        rows: list[dict[str, Any]] = [
            {
                "entry_key_hash": digest(setback.entry_key),
                "site": claim.site,
                "trouble": setback.trouble,
                "detail": storable(setback.detail),
                "wait_s": setback.wait_s,
            }
            for setback in setbacks
        ]
        cursor.executemany(query("entry/set_back"), rows)
    return True


def postpone(conn: Connection, claim: SiteClaim, keys: Sequence[str], *, wait_s: float) -> bool:
    """Hand entries back untried for `wait_s` seconds; nothing counts against them. False where the lease was lost."""
    with conn.transaction():
        if not holds(conn, claim):
            return False
        put_off(conn, claim.site, [digest(key) for key in keys], wait_s)
    return True


def sit_out(conn: Connection, claim: SiteClaim, keys: Iterable[str], *, least_s: float, most_s: float) -> int:
    """Hand back those that have not ended, in an outage of ours; how many. They wait longer the longer it has lasted.

    Nothing counts against them. The wait is a quarter of the time since the first such failure, within these bounds.
    """
    asked: dict[str, Any] = {"entry_key_hashes": [digest(key) for key in keys], "site": claim.site}
    with conn.transaction():
        if not holds(conn, claim):
            return 0
        return conn.execute(query("entry/sit_out"), {**asked, "least_s": least_s, "most_s": most_s}).rowcount


def release(conn: Connection, claim: SiteClaim) -> bool:
    """Give the site back. What did not end comes back when it is due. False where the lease was lost."""
    with conn.transaction():
        if not holds(conn, claim):
            return False
        conn.execute(query("site/release"), {"site": claim.site})
    return True


def lock_owed(conn: Connection, outcomes: Sequence[Article | Rejection]) -> list[Article | Rejection]:
    """Those of `outcomes` that nobody else has ended: not from the queue, or still in it, and locked from now on."""
    queued = [digest(outcome.entry_key) for outcome in outcomes if _is_queued(outcome)]
    if not queued:
        return list(outcomes)
    owed = {bytes(key) for (key,) in conn.execute(query("entry/owed"), {"entry_key_hashes": queued})}
    return [each for each in outcomes if not _is_queued(each) or digest(each.entry_key) in owed]


def leave(conn: Connection, outcomes: Sequence[Article | Rejection]) -> None:
    """What has its disposition leaves the queue, part of the caller's transaction."""
    ended = [digest(outcome.entry_key) for outcome in outcomes if _is_queued(outcome)]
    if ended:
        conn.execute(query("entry/leave"), {"entry_key_hashes": ended})


def end_revisits(conn: Connection, keys: Sequence[str]) -> None:
    """Revisits that found nothing to load leave the queue. They are no announcements and have no disposition."""
    ended = [digest(key) for key in keys if key.startswith(REVISIT)]
    if ended:
        conn.execute(query("entry/leave"), {"entry_key_hashes": ended})


def texts(conn: Connection, queued: Iterable[Queued]) -> dict[bytes, FeedText]:
    """What the feeds said of claimed entries, by `entry_key_hash`; not of revisits, nor where the month was dropped."""
    wanted = [entry for entry in queued if entry.raw_stored_at is not None]
    asked: dict[str, Any] = {
        "entry_key_hashes": [entry.entry_key_hash for entry in wanted],
        "stored_ats": [entry.raw_stored_at for entry in wanted],
    }
    return {
        bytes(key): FeedText(title=title, summary=summary, content_html=content, authors=tuple(authors), link=link)
        for key, title, summary, content, authors, link in conn.execute(query("entry/texts"), asked)
    }


def owed(conn: Connection) -> Owed:
    """How much is in the queue."""
    pending, transient, due = conn.execute(query("entry/pending")).fetchone() or (0, 0, 0)
    return Owed(pending=pending, transient=transient, due=due)


def next_due_in(conn: Connection, *, soon_s: float = 0.0) -> float | None:
    """Seconds until a site can be claimed, `soon_s` before its turn: at most 0 where one can be now; None: no work."""
    row = conn.execute(query("site/next_due"), {"soon_s": soon_s}).fetchone()
    return row[0] if row else None


def replay(conn: Connection, *, reason: str | None, source: str | None, since: datetime, limit: int = 100_000) -> int:
    """Put entries back into the queue whose last end was a rejection; how many. Only what feeds announced returns."""
    asked = {"reason": reason, "source": source, "since": since, "limit": limit, "origin": Origin.LIVE}
    with conn.transaction():
        queued = [key for (key,) in conn.execute(query("entry/replay"), asked)]
        if queued:
            conn.execute(query("site/ready"), {"entry_key_hashes": queued})
            conn.execute(query("poll/notify"), {"payload": str(len(queued))})
    return len(queued)


def replayable(conn: Connection, *, reason: str | None, source: str | None, since: datetime) -> int:
    """How many entries `replay` would put back."""
    row = conn.execute(query("entry/replayable"), {"reason": reason, "source": source, "since": since}).fetchone()
    return row[0] if row else 0


def _is_queued(outcome: Article | Rejection) -> bool:
    return outcome.origin in QUEUED and not outcome.entry_key.startswith(WARC)


def put_off(conn: Connection, site: str, keys: Sequence[bytes], wait_s: float) -> None:
    """Entries come back untried; part of a transaction that holds the lease of their site."""
    conn.execute(query("entry/postpone"), {"entry_key_hashes": list(keys), "site": site, "wait_s": wait_s})


def holds(conn: Connection, claim: SiteClaim) -> bool:
    """Is the lease still ours? Then it stays so until the transaction ends."""
    return conn.execute(query("site/hold"), {"site": claim.site, "lease_token": claim.lease_token}).rowcount == 1


def queued_of(row: dict[str, Any]) -> Queued:
    """An entry as a claim finds it."""
    return replace(Queued(**row), origin=Origin(row["origin"]), entry_key_hash=bytes(row["entry_key_hash"]))
