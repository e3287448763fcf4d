"""What a publisher reserves is known by its announcement, where the terms of the feed say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from announcing import FETCH, announce, announced, claim, make_due, stored
from wireroom.jobs.fetched import reserved
from wireroom.model import Rejection
from wireroom.warehouse import articles, entries
from wireroom.warehouse.terms import FeedTerms

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.entries import Queued

FETCH_AGAIN = replace(FETCH, run_id="asset__2")
ROWS = "SELECT url_key, source, title, published_raw, language_declared FROM mart.reserved_article"


def end_reserved(conn: Connection, wish: str) -> Queued:
    """The page of the one queued entry says that text and data mining is reserved."""
    make_due(conn)
    (site,) = claim(conn).sites
    (queued,) = site.entries
    made = reserved(queued, terms(wish), frozenset(), is_reserved=True)
    assert isinstance(made, Rejection)
    articles.load(conn, FETCH, [made])
    entries.release(conn, site)
    return queued


def terms(wish: str) -> FeedTerms:
    return FeedTerms(
        feed_id=1,
        on_noarchive="store",
        on_reservation=wish,
        publisher_zone=None,
        text_sample_count=0,
        robots=frozenset(),
    )


def test_of_what_is_reserved_the_announcement_can_be_asked_for_and_nothing_else_is_kept(conn: Connection) -> None:
    said = announced(1, summary="All of it.", language="pl")
    announce(conn, said)

    end_reserved(conn, "metadata")

    assert conn.execute(ROWS).fetchall() == [(said.url_key, "news1", said.title, said.published_raw, "pl")]
    assert conn.execute("SELECT count(*) FROM raw.page").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (0,)
    assert conn.execute("SELECT has_table_privilege('analyst', 'mart.reserved_article', 'SELECT')").fetchone() == (
        True,
    )


def test_what_is_skipped_is_not_among_it(conn: Connection) -> None:
    announce(conn, announced(1))

    end_reserved(conn, "skip")

    assert conn.execute(ROWS).fetchall() == []


def test_once_its_terms_let_it_be_stored_it_is_an_article_instead(conn: Connection) -> None:
    announce(conn, announced(1))
    queued = end_reserved(conn, "metadata")
    since = datetime(2026, 1, 1, tzinfo=UTC)

    back = entries.replay(conn, reason="metadata_only", source=None, since=since)
    articles.load(conn, FETCH_AGAIN, [stored(queued)])

    assert back == 1
    assert conn.execute(ROWS).fetchall() == []
    assert conn.execute("SELECT count(*) FROM news.article").fetchone() == (1,)
