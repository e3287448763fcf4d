"""Pages are stored before they are read, once per article and body, and come back to the byte."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from builders import NOW, entry, page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wireroom.warehouse import pages

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

EVER = {"since": NOW - timedelta(days=365), "until": NOW + timedelta(days=36500)}


def test_a_page_comes_back_with_its_entry(conn: Connection) -> None:
    given_entry = entry(
        url="https://news.example/1", title="Ferry", published_raw="Monday", declared_language="en", language_hint="pl"
    )
    given_page = page(body=b"\x00\xff\xfe bytes", content_type="text/html", charset="iso-8859-2")

    stored = pages.store(conn, [(given_entry, given_page)])

    assert stored == 1
    assert list(pages.load(conn, **EVER)) == [(given_entry, given_page)]
    assert pages.find(conn, given_page.url_key, sha256(given_page.body).digest()) == (given_entry, given_page)
    assert pages.find(conn, given_page.url_key, sha256(b"other").digest()) is None


def test_storing_again_stores_nothing_and_another_body_is_another_page(conn: Connection) -> None:
    pages.store(conn, [(entry(), page()), (entry(), page()), (entry(2), page(2))])

    again = pages.store(conn, [(entry(), page()), (entry(), page(body=b"other"))])

    assert again == 1
    assert len(list(pages.load(conn, **EVER))) == 3


def test_what_the_entry_says_is_mended_and_the_body_is_not(conn: Connection) -> None:
    pages.store(conn, [(entry(title="half \ud83d", file="caf\udce9.txt", url="a\x00b"), page(body=b"a\x00b"))])

    ((stored, body),) = pages.load(conn, **EVER)

    assert (stored.title, stored.file, stored.url) == ("half \ufffd", "caf\ufffd.txt", "a\ufffdb")
    assert body.body == b"a\x00b"


def test_partitions_are_there_before_the_month_ends(conn: Connection) -> None:
    conn.execute(
        b"DO $$ BEGIN EXECUTE 'DROP TABLE raw.page_' || to_char(now() + interval '1 month', 'YYYY_MM'); END $$"
    )

    missing = conn.execute("SELECT ops.ensure_partitions(4)").fetchone()
    again = conn.execute("SELECT ops.ensure_partitions(4)").fetchone()

    assert missing == (1 + 2 * 4,)  # the dropped one, and two more months of four tables
    assert again == (0,)


def test_a_page_of_the_last_and_of_the_first_second_of_a_month_has_its_place(conn: Connection) -> None:
    placed = conn.execute(
        """
        WITH edge AS (SELECT date_trunc('month', now() + interval '1 month', 'UTC') AS first)
        INSERT INTO raw.page (url_key_hash, body_sha256, stored_at, url_key, fetched_at, content_type, body, body_bytes,
            entry_key, source, origin)
        SELECT '', '', at, 'k', at, 'text/plain', '', 0, 'k', 's', 'seed'
        FROM edge, LATERAL (VALUES (first - interval '1 microsecond'), (first)) AS v (at)
        RETURNING tableoid::regclass::text = 'raw.page_' || to_char(stored_at AT TIME ZONE 'UTC', 'YYYY_MM')
        """
    ).fetchall()

    assert placed == [(True,), (True,)]


def test_a_writer_who_owns_nothing_makes_partitions(conn: Connection) -> None:
    conn.execute("SET ROLE wireroom")

    pages.ensure_partitions(conn)
    stored = pages.store(conn, [(entry(), page())])

    assert stored == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000))
def test_any_bytes_come_back(conn: Connection, body: bytes) -> None:
    given_page = page(body=body)

    pages.store(conn, [(entry(), given_page)])
    found = pages.find(conn, given_page.url_key, sha256(body).digest())

    assert found
    assert found[1].body == body
