"""Known articles are looked at again as the terms say, and what is gone is withdrawn, not lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from announcing import FETCH, announce, announced, claim_site, funnel, stored
from wireroom.warehouse import articles, entries, revisits
from wireroom.warehouse.feeds import Terms, set_terms
from wireroom.warehouse.fetches import Fetch, log
from wireroom.warehouse.revisits import HeldValidators, Looked

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

NEXT_RUN = replace(FETCH, run_id="asset__2")


def looked(**changes: object) -> Looked:
    plain = Looked(
        url_key="https://www.news1.test/1",
        feed_id=1,
        url="https://www.news1.test/1",
        host="www.news1.test",
        site="news1.test",
    )
    return replace(plain, **changes)  # pyright: ignore[reportArgumentType]


def store_one(conn: Connection, *, revisit_hours: list[float]) -> None:
    announce(conn, announced(1))
    set_terms(conn, "news1", Terms(revisit_hours=revisit_hours, revisits_per_day=1))
    site = claim_site(conn)
    articles.load(conn, FETCH, [stored(site.entries[0])])
    entries.release(conn, site)


def test_an_article_is_looked_at_again_as_the_terms_of_its_feed_say(conn: Connection) -> None:
    store_one(conn, revisit_hours=[1, 24])
    revisits.note(conn, [looked(etag='"a"', validators_url="https://www.news1.test/1")])
    not_yet = revisits.queue_due(conn)
    conn.execute("UPDATE news.article_check SET next_check_at = now()")

    queued = revisits.queue_due(conn)
    again = revisits.queue_due(conn)
    (entry,) = claim_site(conn).entries

    assert (not_yet, queued, again) == (0, 1, 0)
    assert (entry.purpose, entry.source, entry.title) == ("revisit", "news1", "Ferry returns")
    assert revisits.validators(conn, [entry.url_key]) == {
        entry.url_key: HeldValidators(etag='"a"', last_modified=None, url="https://www.news1.test/1")
    }
    assert articles.load(conn, NEXT_RUN, [stored(entry, title="Ferry is late")]) == {"updated": 1}
    assert funnel(conn) == (1, 0, 0, 1, 0, 0, 0, True)


def test_without_terms_nothing_is_looked_at_again_but_when_it_was_is_known(conn: Connection) -> None:
    """behaviour 43"""
    store_one(conn, revisit_hours=[])

    revisits.note(conn, [looked(), looked(url_key="https://nowhere.test/")])

    assert conn.execute("SELECT check_count, next_check_at FROM news.article_check").fetchall() == [(1, None)]


def test_revisits_keep_to_the_budget_of_their_feed(conn: Connection) -> None:
    store_one(conn, revisit_hours=[24])
    revisits.note(conn, [looked()])
    conn.execute("UPDATE news.article_check SET next_check_at = now()")
    spent = Fetch(
        url_key=looked().url_key, url=looked().url, host="www.news1.test", site="news1.test", purpose="revisit"
    )

    log(conn, FETCH, [spent])

    assert revisits.queue_due(conn) == 0


def test_a_page_that_is_gone_is_withdrawn_and_one_that_came_back_is_not(conn: Connection) -> None:
    store_one(conn, revisit_hours=[24])

    revisits.note(conn, [looked(withdrawn_status=404)])
    gone = conn.execute(
        "SELECT withdrawn_status, withdrawn_at IS NULL, next_check_at FROM news.article_check"
    ).fetchone()
    revisits.note(conn, [looked()])
    back = conn.execute("SELECT withdrawn_status, withdrawn_at, check_count FROM news.article_check").fetchone()

    assert gone == (404, False, None)
    assert back == (None, None, 2)
