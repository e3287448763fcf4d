"""What is stored, on its way to being read again: which articles, in which batches, and their pages or texts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from more_itertools import chunked
from psycopg.rows import dict_row

from wireroom.model import (
    Article,
    Block,
    BlockKind,
    Entry,
    Language,
    Origin,
    Page,
    Precision,
    Published,
    Removal,
    ZoneSource,
)
from wireroom.parts import Media, MediaKind, Repairs
from wireroom.warehouse import pages
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wireroom.interval import Interval
    from wireroom.warehouse.batches import Batch
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

AGAIN = "reprocess:"  # before the url_key: what the disposition of an article that is read again is kept under
FROM_TEXT = "reprocess-text:"  # the same where its page was dropped
FETCH_ROWS = 2000  # keys in memory at a time, 32 bytes each


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Today's versions; an article that differs in one of them is old. None: it does not matter."""

    extractors: tuple[str, ...] | None = None
    ruleset: str | None = None
    tagger: str | None = None
    learned: Mapping[str, str] | None = None  #: version of the learned lines by source


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles are to be read again."""

    interval: Interval
    by_published: bool = False  #: by the article's own date; else by when its page was stored
    months: bool = False  #: by date: a month or year that is only touched counts too
    source: str | None = None
    language: str | None = None
    rule: str | None = None  #: only where this rule cut
    age: Age | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What there is to be read again of some articles."""

    pages: list[tuple[Entry, Page]]
    dropped: list[bytes] = field(default_factory=list[bytes])  #: url_key_hash of articles whose page is gone
    gone: int = 0  #: asked for, and neither article nor page is there


def select(conn: Connection, selection: Selection) -> Iterator[bytes]:
    """SHA-256 of the url_key of each selected article, streamed. Only inside a transaction."""
    age = selection.age or Age()
    asked: dict[str, Any] = {
        "since": selection.interval.start,
        "until": selection.interval.end,
        "is_by_published": selection.by_published,
        "is_by_months": selection.months,
        "source": selection.source,
        "language": selection.language,
        "rule": selection.rule,
        "is_by_age": selection.age is not None,
        "extractors": None if age.extractors is None else list(age.extractors),
        "ruleset": age.ruleset,
        "tagger": age.tagger,
        "is_by_lines": age.learned is not None,
        "sources": list(age.learned or {}),
        "learned": list((age.learned or {}).values()),
    }
    with conn.cursor(name="selected") as cursor:
        cursor.itersize = FETCH_ROWS
        cursor.execute(query("reprocess/selected"), asked)
        for (url_key_hash,) in cursor:
            yield bytes(url_key_hash)


def plan(conn: Connection, run: RunKey, selection: Selection, *, batch_size: int) -> tuple[int, int]:
    """Share the selected articles out into batches, whole or not at all; how many articles and batches.

    A run that has its plan keeps it.
    """
    with conn.transaction():
        conn.execute(query("run/lock"), run.dag_run)
        planned = conn.execute(query("reprocess/planned"), run.dag_run).fetchone()
        if planned and planned[1]:
            return planned
        count = number = 0
        for number, keys in enumerate(chunked(select(conn, selection), batch_size), start=1):
            conn.execute(query("batch/add"), {**run.dag_run, "batch_number": number})
            added = {**run.dag_run, "batch_number": number, "url_key_hashes": keys}
            conn.execute(query("reprocess/add"), added)
            count += len(keys)
        return count, number


def of_batch(conn: Connection, batch: Batch) -> list[bytes]:
    """The articles of a claimed batch."""
    asked = {**batch.run.dag_run, "batch_number": batch.batch_number}
    row = conn.execute(query("reprocess/of_batch"), asked).fetchone()
    return [bytes(key) for key in row[0]] if row else []


def load(conn: Connection, url_key_hashes: Sequence[bytes]) -> Stored:
    """The page to read again of each article: that of its newest version; of a page without article the newest.

    An older page is never given, so that it cannot overwrite what a newer one made. The entries are those that first
    brought the page, with the address, and the date where it was the announcement's, that the article has now.
    """
    found: list[tuple[Entry, Page]] = []
    dropped: list[bytes] = []
    gone = 0
    for row in conn.execute(query("reprocess/pages"), {"url_key_hashes": list(url_key_hashes)}):
        url_key_hash, article_id, article_url, published_raw, zone, *page = row
        if page[0] is None:
            if article_id is None:
                gone += 1
            else:
                dropped.append(bytes(url_key_hash))
            continue
        entry, body = pages.pair(tuple(page))
        if article_id is not None:
            entry = replace(
                entry,
                entry_key=f"{AGAIN}{entry.url_key}",
                url=article_url,
                published_raw=published_raw or entry.published_raw,
            )
        found.append((replace(entry, zone=zone), body))
    return Stored(pages=found, dropped=dropped, gone=gone)


def page_count(conn: Connection, interval: Interval) -> int:
    """How many pages were stored in the interval."""
    row = conn.execute(query("reprocess/page_count"), {"since": interval.start, "until": interval.end}).fetchone()
    return int(row[0]) if row else 0


def text_count(conn: Connection, run: RunKey) -> int:
    """How many articles of a run were cleaned again from their text, because their page was dropped."""
    row = conn.execute(query("reprocess/text_count"), run.dag_run).fetchone()
    return int(row[0]) if row else 0


def articles(conn: Connection, url_key_hashes: Iterable[bytes]) -> list[Article]:
    """Stored articles as they are, without their lines; the entry key is the one they are read again under."""
    with conn.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(query("reprocess/articles"), {"url_key_hashes": list(url_key_hashes)})
        return [_article(row) for row in found]


def _article(row: dict[str, Any]) -> Article:
    blocks = zip(row["body"].split("\n\n"), row["body_kinds"], strict=True) if row["body_kinds"] else ()
    return Article(
        entry_key=f"{FROM_TEXT}{row['url_key']}",
        url_key=row["url_key"],
        source=row["source"],
        origin=Origin(row["origin"]),
        url=row["url"],
        title=row["title"],
        display_title=row["display_title"],
        lead=row["lead"],
        blocks=tuple(Block(kind=BlockKind(kind), text=text) for text, kind in blocks),
        authors=tuple(row["authors"]),
        site_name=row["site_name"],
        section=row["section"],
        canonical_url=row["canonical_url"],
        published=_published(row),
        language=_language(row),
        removed=tuple(
            Removal(block=block, start=start, text=text, kind=kind, rule=rule, moved=moved)
            for block, start, text, kind, rule, moved in row["removed"]
        ),
        over_budget=row["is_over_budget"],
        repairs=Repairs(
            nul=row["nul_count"],
            surrogate=row["surrogate_count"],
            undecodable=row["undecodable_count"],
            mixed=row["mixed_count"],
        ),
        content_sha256=bytes(row["content_sha256"]),
        page_sha256=bytes(row["page_sha256"]),
        extractor=row["extractor"],
        ruleset=row["ruleset"],
        is_accessible_for_free=row["is_accessible_for_free"],
        alternates=tuple((row["alternates"] or {}).items()),
        media=tuple(Media(kind=MediaKind(kind), url=url, caption=caption) for kind, url, caption in row["media"]),
    )


def _published(row: dict[str, Any]) -> Published | None:
    if row["published_raw"] is None:
        return None
    return Published(
        raw=row["published_raw"],
        local=row["published_local"],
        precision=Precision(row["published_precision"]),
        offset_minutes=row["published_offset_minutes"],
        zone_source=ZoneSource(row["published_zone_source"]),
        where=row["published_where"],
        earliest=row["published_earliest"],
        latest=row["published_latest"],
    )


def _language(row: dict[str, Any]) -> Language:
    return Language(
        code=row["language"],
        confidence=row["language_confidence"],
        detected=row["language_detected"],
        declared=row["language_declared"],
        declared_where=row["language_declared_where"],
        agrees=row["language_agrees"],
        script=row["script"],
        is_mixed=row["language_is_mixed"],
        detector=row["language_detector"],
    )
