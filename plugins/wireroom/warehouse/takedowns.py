"""What was removed for good: selected, erased batch by batch, and kept from coming back."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from wireroom.errors import TakedownRefused, WarehouseBusy
from wireroom.warehouse.connection import require_autocommit
from wireroom.warehouse.queries import QUERIES, query
from wireroom.warehouse.storable import digest, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

BATCH = 200  # addresses erased in one transaction
PATIENCE = "10s"  # others queue behind a takedown that waits: it must not hold them up for longer
ERASED = bytes(32)  # stands where the hash of what an announcement said stood, see takedown/erase_sighting


class Kind(StrEnum):
    """Of what a takedown is. The words appear in SQL."""

    URL = "url"
    SOURCE = "source"
    PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """What is to go: one of a url, a source, or a period (of one source or of all)."""

    kind: Kind
    addresses: tuple[str, ...] = ()  #: the url as given and in canonical form
    host: str | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None  #: not included


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """One decision, as people look at it."""

    takedown_id: UUID
    kind: str
    host: str | None
    url_key_hash: bytes | None
    source: str | None
    since: datetime | None
    until: datetime | None
    reason: str
    decided_by: str
    decided_at: datetime
    finished_at: datetime | None
    lifted_at: datetime | None
    lifted_by: str | None
    article_count: int = 0


def share(conn: Connection) -> None:
    """Hold every takedown back until the end of the caller's transaction, which writes what is made of texts."""
    conn.execute(query("takedown/share"))


def standing(conn: Connection, asked: Sequence[tuple[str, str]]) -> set[int]:
    """Places, from 0, of those (url_key, source) that are taken down. `share` first, in the same transaction."""
    if not asked:
        return set()
    keys, sources = [digest(url_key) for url_key, _ in asked], [storable(source) for _, source in asked]
    found = conn.execute(query("takedown/standing"), {"url_key_hashes": keys, "sources": sources})
    return {place - 1 for (place,) in found}


def objection(conn: Connection, addresses: Sequence[str]) -> str | None:
    """Why what a person says of these addresses is not kept: a sentence, where one is taken down. `share` first."""
    hashes = [digest(address) for address in addresses]
    row = conn.execute(query("takedown/of_addresses"), {"url_key_hashes": hashes}).fetchone()
    if row is None:
        return None
    place, takedown_id, decided_at = row
    return (
        f"{addresses[place - 1]} was taken down on {decided_at:%Y-%m-%d} and nothing is kept of it: "
        f"see takedown {takedown_id} in `wireroom takedown list`"
    )


def require_owner(conn: Connection) -> None:
    """Raises TakedownRefused where this login may not erase history."""
    row = conn.execute(query("takedown/may_erase")).fetchone()
    if not (row and row[0]):
        raise TakedownRefused("this login may not erase history: take down with the login that owns the warehouse")


def add(  # noqa: PLR0913 (who decided what, when and why)
    conn: Connection, takedown_id: UUID, selector: Selector, *, reason: str, by: str, at: datetime
) -> None:
    """Note a decision and everything there is that it concerns, part of the caller's transaction.

    From the end of that transaction on nothing of it is stored any more. A second time it only looks again. Raises
    WarehouseBusy.
    """
    _lock(conn)
    first = digest(selector.addresses[-1]) if selector.addresses else None
    row = {
        "takedown_id": takedown_id,
        "kind": selector.kind,
        "host": storable_or_none(selector.host),
        "url_key_hash": first,
        "source": storable_or_none(selector.source),
        "since": selector.since,
        "until": selector.until,
        "reason": storable(reason),
        "decided_by": storable(by),
        "decided_at": at,
        "lifted_at": None,
        "lifted_by": None,
    }
    conn.execute(query("takedown/add"), row)
    keys = [digest(address) for address in selector.addresses]
    _select(conn, row, url_key_hashes=keys, urls=selector.addresses)


def rehearse(conn: Connection, selector: Selector, *, reason: str, by: str, at: datetime) -> tuple[int, int]:
    """How many articles and how many addresses `add` would concern; nothing stays of it. Raises WarehouseBusy."""
    takedown_id = uuid4()
    with conn.transaction(force_rollback=True):
        add(conn, takedown_id, selector, reason=reason, by=by, at=at)
        return counts(conn, takedown_id)


def counts(conn: Connection, takedown_id: UUID) -> tuple[int, int]:
    """How many articles and how many addresses it concerns."""
    row = conn.execute(query("takedown/counts"), {"takedown_id": takedown_id}).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def erase(conn: Connection, run: RunKey, takedown_id: UUID) -> Iterator[Counter[str]]:
    """Erase what a takedown concerns, a batch in a transaction; rows by table, for each batch as it commits.

    Killed anywhere and begun again it goes on where it was. Raises WarehouseBusy.
    """
    while batch := _erase_batch(conn, run, takedown_id):
        yield batch


def erase_rest_of_source(conn: Connection, run: RunKey, takedown_id: UUID, source: str) -> Counter[str]:
    """What a source said of articles that another source announced first; rows by table."""
    asked: dict[str, Any] = {**run.dag_run, "source": source, "url_key_hashes": []}
    with conn.transaction():
        _lock(conn)
        erased = Counter(
            {
                "page": conn.execute(query("takedown/remove_pages_of_source"), asked).rowcount,
                "entry": conn.execute(query("takedown/erase_entry"), asked).rowcount,
                "sighting": conn.execute(query("takedown/remove_entries_of_source"), asked).rowcount,
            }
        )
        conn.execute(query("takedown/note_erased"), {"takedown_id": takedown_id, "erased": Jsonb(+erased)})
    return +erased


def forget_samples(conn: Connection) -> None:
    """Have the planner sample every table anew: what it knew may be what was erased, and analysts may read it.

    Needs a connection in autocommit: a lock on one table at a time. Takes some ten seconds from 30,000 articles on,
    whatever comes after them: that many rows of a table are sampled.
    """
    require_autocommit(conn)
    for schema, table in conn.execute(query("takedown/sampled")).fetchall():
        conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(schema, table)))
    conn.execute(query("takedown/forget_statistics"))


def finish(conn: Connection, takedown_id: UUID) -> None:
    """Nothing is left of it."""
    conn.execute(query("takedown/finish"), {"takedown_id": takedown_id})


def unfinished(conn: Connection) -> list[Takedown]:
    """Takedowns of which something is left: interrupted ones, and those of a restored backup. Oldest first."""
    return [each for each in reversed(listed(conn)) if each.finished_at is None and each.lifted_at is None]


def listed(conn: Connection, address: str | None = None) -> list[Takedown]:
    """All takedowns, newest first; of one address (its url_key) where it is named."""
    asked = {"url_key_hash": digest(address) if address else None}
    with conn.cursor(row_factory=class_row(Takedown)) as cursor:
        return cursor.execute(query("takedown/list_all"), asked).fetchall()


def lift(conn: Connection, takedown_id: UUID, *, by: str, at: datetime) -> bool:
    """Let what was taken down come again. What was erased stays erased. False where it did not stand."""
    with conn.transaction():
        _lock(conn)
        done = conn.execute(query("takedown/lift"), {"takedown_id": takedown_id, "by": storable(by), "at": at}).rowcount
        if done:
            conn.execute(query("takedown/forget_sightings"))
    return bool(done)


def addresses(conn: Connection, takedown_id: UUID) -> list[bytes]:
    """Hashes of the addresses it concerns."""
    return [bytes(found) for (found,) in conn.execute(query("takedown/addresses"), {"takedown_id": takedown_id})]


def exist(conn: Connection) -> bool:
    """Does this warehouse know of takedowns? One of an older schema does not."""
    row = conn.execute(query("takedown/exists")).fetchone()
    return bool(row and row[0])


def bring_in(conn: Connection, takedown: Takedown, known: Iterable[bytes]) -> None:
    """A takedown that another copy of this warehouse knows of, with its addresses; erased by `erase`, if it stands.

    Where this copy is the older one it may hold more than the other did: what it concerns is selected anew.
    """
    with conn.transaction():
        _lock(conn)
        before = {each.takedown_id for each in listed(conn)}
        conn.execute(query("takedown/add"), asdict(takedown))
        if takedown.takedown_id in before or takedown.lifted_at:
            return
        hashes = list(known)
        conn.execute(query("takedown/add_addresses"), {"takedown_id": takedown.takedown_id, "url_key_hashes": hashes})
        _select(conn, asdict(takedown), url_key_hashes=hashes)


def eraser_names() -> list[str]:
    """The queries that erase, in the order they run: one for each table that holds text, hashes or signatures."""
    return [f"takedown/{path.stem}" for path in sorted((QUERIES / "takedown").glob("erase_*.sql"))]


def _select(
    conn: Connection, said: dict[str, Any], *, url_key_hashes: Sequence[bytes], urls: Sequence[str] = ()
) -> None:
    """Note every address that a takedown concerns. `said` is its row of ops.takedown."""
    name = {
        Kind.URL: "takedown/select_url",
        Kind.SOURCE: "takedown/select_source",
        Kind.PERIOD: "takedown/select_period",
    }[Kind(said["kind"])]
    conn.execute(query(name), {**said, "url_key_hashes": list(url_key_hashes), "urls": list(urls)})


def _erase_batch(conn: Connection, run: RunKey, takedown_id: UUID) -> Counter[str]:
    with conn.transaction():
        _lock(conn)
        found = conn.execute(query("takedown/next"), {"takedown_id": takedown_id, "limit": BATCH}).fetchall()
        if not found:
            return Counter()
        asked: dict[str, Any] = {
            **run.dag_run,
            "takedown_id": takedown_id,
            "url_key_hashes": [bytes(key) for key, _ in found],
            "marked_ids": [article_id for _, article_id in found],
            "article_ids": [article_id for _, article_id in found if article_id is not None],
            "source": None,  # what it announced besides is the business of `erase_rest_of_source`
        }
        erased = Counter[str]()
        for name in eraser_names():
            erased[name.removeprefix("takedown/erase_")] += conn.execute(query(name), asked).rowcount
        erased["article"] += conn.execute(query("takedown/remove_article"), asked).rowcount
        conn.execute(query("takedown/mark"), asked)
        conn.execute(query("takedown/note_erased"), {"takedown_id": takedown_id, "erased": Jsonb(+erased)})
    return Counter({"addresses": len(found)}) + erased


def _lock(conn: Connection) -> None:
    conn.execute(query("takedown/set_patience"), {"patience": PATIENCE})
    try:
        conn.execute(query("takedown/lock"))
    except psycopg.errors.LockNotAvailable as exc:
        raise WarehouseBusy(f"something has been loading for {PATIENCE}: try again, it goes on where it was") from exc
