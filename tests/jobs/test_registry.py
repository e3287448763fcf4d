"""Lists of feeds go into the registry and come out again; every line is answered and nothing local is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wireroom.discover.opml import read_opml
from wireroom.errors import FeedRefused
from wireroom.jobs import registry
from wireroom.jobs.polled import address_of
from wireroom.jobs.registry import Done, Facts
from wireroom.warehouse import feeds, polls
from wireroom.warehouse.feeds import Terms

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline type="rss" key="bay-post" text="Bay Post" xmlUrl="https://bay.example/feed" language="en" country="NZ"/>
<outline type="rss" text="Hill Times" xmlUrl="https://hill.example/rss?token=sesame" zone="Pacific/Auckland"/>
<outline type="rss" text="Nowhere"/>
<outline type="rss" key="bay-post" text="Other" xmlUrl="https://other.example/feed"/>
<outline type="rss" text="Clock" xmlUrl="https://clock.example/feed" zone="Bay/Harbour"/>
</body></opml>
"""


def said(conn: Connection) -> list[tuple[object, ...]]:
    return conn.execute(
        "SELECT feed_key, url, language, country, publisher_zone, status FROM mart.feed ORDER BY feed_key"
    ).fetchall()


def test_every_line_is_answered_with_its_number_and_what_to_do(conn: Connection, database_url: str) -> None:
    answers = registry.import_feeds(database_url, LIST)

    assert [(answer.line, answer.done) for answer in answers] == [
        (3, Done.ADDED),
        (4, Done.ADDED),
        (5, Done.REFUSED),
        (6, Done.REFUSED),
        (7, Done.REFUSED),
    ]
    assert [
        word in str(answer) for answer, word in zip(answers[2:], ("xmlUrl", "bay-post", "Europe/Warsaw"), strict=True)
    ]
    assert said(conn) == [
        ("bay-post", "https://bay.example/feed", "en", "NZ", None, "active"),
        ("hill.example-token", "https://hill.example/rss?token=***", None, None, "Pacific/Auckland", "active"),
    ]


def test_a_list_imported_twice_changes_nothing(conn: Connection, database_url: str) -> None:
    registry.import_feeds(database_url, LIST)
    before = conn.execute("SELECT * FROM ops.feed").fetchall()

    answers = registry.import_feeds(database_url, LIST)

    assert {answer.done for answer in answers} == {Done.UNCHANGED, Done.REFUSED}
    assert conn.execute("SELECT * FROM ops.feed").fetchall() == before


def test_what_was_decided_here_outlives_the_list(conn: Connection, database_url: str) -> None:
    registry.import_feeds(database_url, b"https://bay.example/feed", Facts(language="mi"))
    key = said(conn)[0][0]
    registry.set_terms(database_url, str(key), Terms(on_noarchive="skip", revisit_hours=[1, 24]))
    feeds.pause(conn, [str(key)])

    (answer, *_) = registry.import_feeds(database_url, LIST)

    assert (answer.done, answer.key) == (Done.REVISED, key)
    assert said(conn)[0] == (key, "https://bay.example/feed", "en", "NZ", None, "paused")
    assert conn.execute("SELECT on_noarchive, revisit_hours FROM mart.feed LIMIT 1").fetchone() == ("skip", [1.0, 24.0])


def test_a_list_with_the_former_address_means_the_feed_that_moved(conn: Connection, database_url: str) -> None:
    registry.import_feeds(database_url, LIST)
    (feed_id,) = conn.execute("SELECT feed_id FROM ops.feed WHERE feed_key = 'bay-post'").fetchone() or (0,)
    polls._move(conn, feed_id, address_of("https://www.bay.example/atom"))

    answers = registry.import_feeds(database_url, LIST.replace(b'language="en"', b'language="mi"'))

    assert (answers[0].done, answers[0].key) == (Done.REVISED, "bay-post")
    assert ("bay-post", "https://www.bay.example/atom", "mi", "NZ", None, "active") in said(conn)
    assert len(said(conn)) == 2


def test_a_dry_run_answers_the_same_and_keeps_nothing(conn: Connection, database_url: str) -> None:
    dry = registry.import_feeds(database_url, LIST, dry_run=True)
    kept = said(conn)

    assert kept == []
    assert dry == registry.import_feeds(database_url, LIST)


def test_a_plain_text_is_a_list_too(database_url: str) -> None:
    lines = (
        "# mine",
        "https://a.example/feed",
        "",
        "https://A.example/feed",
        "ftp://b.example/",
        "https://u:p@c.example/",
    )
    body = b"\xef\xbb\xbf" + "\n".join(lines).encode()

    answers = registry.import_feeds(database_url, body)

    assert [(answer.line, answer.done) for answer in answers] == [
        (2, Done.ADDED),
        (4, Done.REFUSED),
        (5, Done.REFUSED),
        (6, Done.REFUSED),
    ]
    assert "connection" in answers[3].detail
    assert "u:p" not in " ".join(map(str, answers))


def test_secrets_in_addresses_are_shown_nowhere(conn: Connection, database_url: str) -> None:
    answers = registry.import_feeds(database_url, LIST)
    again = registry.import_feeds(database_url, LIST.replace(b"</body>", LIST.splitlines()[3] + b"</body>"))

    shown = conn.execute("SELECT string_agg(f::text, ' ') FROM mart.feed AS f").fetchone()
    assert "sesame" not in " ".join(map(str, [*answers, *again]))
    assert shown
    assert "sesame" not in shown[0]


def test_an_export_is_a_list_that_changes_nothing_here_and_fills_another_registry(
    conn: Connection, database_url: str
) -> None:
    registry.import_feeds(database_url, LIST)
    before = said(conn)

    written, left = registry.export_feeds(feeds.registered(conn), with_secrets=True)
    safe, left_out = registry.export_feeds(feeds.registered(conn))

    listed, problems = read_opml(written)
    assert (left, problems) == ([], ())
    assert [feed.zone for feed in listed] == [None, "Pacific/Auckland"]
    assert {answer.done for answer in registry.import_feeds(database_url, written)} == {Done.UNCHANGED}
    assert said(conn) == before
    assert len(left_out) == 1
    assert b"sesame" not in safe


def test_two_feeds_of_one_host_get_keys_of_their_own(conn: Connection, database_url: str) -> None:
    registry.import_feeds(database_url, b"https://a.example/feed")

    (answer,) = registry.import_feeds(database_url, b"https://a.example/rss")

    assert answer.done is Done.ADDED
    assert len({row[0] for row in said(conn)}) == 2


@pytest.mark.parametrize(
    ("facts", "word"),
    [(Facts(language="Polish"), "pt-BR"), (Facts(country="Poland"), "PL"), (Facts(zone="CEST"), "Europe/Warsaw")],
)
def test_facts_that_cannot_be_are_refused_with_how_they_are_written(facts: Facts, word: str, database_url: str) -> None:
    with pytest.raises(FeedRefused, match=word):
        registry.import_feeds(database_url, b"https://a.example/feed", facts)


def test_terms_that_make_no_sense_are_refused(database_url: str) -> None:
    registry.import_feeds(database_url, LIST)

    with pytest.raises(FeedRefused, match="no such feed"):
        registry.set_terms(database_url, "nobody", Terms(on_noarchive="skip"))
    with pytest.raises(FeedRefused, match="patience"):
        registry.set_terms(database_url, "bay-post", Terms(patience=100))
    with pytest.raises(FeedRefused, match="hours"):
        registry.hours("soon")
    assert registry.hours("6,1,168") == [1, 6, 168]
