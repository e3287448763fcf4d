"""What a preview says is what the real run does, and it writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from again import ALL, NOTICE, STORY, clock, how, ingest, item, reprocess, today
from wireroom.jobs.previewing import preview, words
from wireroom.warehouse.connection import only_read, session

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

TABLES = ("news.article", "news.article_version", "news.removal", "ops.disposition", "ops.backfill_interval")


def states(conn: Connection) -> list[object]:
    asked = [f"SELECT count(*), max(xmin::text::bigint) FROM {table}".encode() for table in TABLES]
    return [conn.execute(query).fetchone() for query in asked]


def test_a_preview_says_what_the_run_then_does(database_url: str, conn: Connection, own_rule: Path) -> None:
    ingest(conn, [item(number, *STORY, *([NOTICE] if number in {2, 4} else [])) for number in range(1, 6)])
    ingest(conn, [item(9, "Too short for an article.")])
    before = states(conn)

    found = preview(database_url, how(own_rule), today(), ALL, limit=100, now=clock())

    shown = next(example for example in found.examples if example.kind == "text")
    assert states(conn) == before
    assert found.kinds == {"text": 2, "unchanged": 3, "stays rejected: too_short": 1}
    assert {rule: count for rule, count in found.rules.items() if count} == {"en.harbour_desk": 2}
    assert f"[-{NOTICE}-]" in shown.differences[0]
    assert any(line.split() == ["2", "text"] for line in found.lines())
    assert reprocess(database_url, folder=own_rule)["updated"] == 2


def test_more_than_the_limit_is_a_sample(database_url: str, conn: Connection) -> None:
    ingest(conn, [item(number) for number in range(9)])

    found = preview(database_url, how(), today(), ALL, limit=4, now=clock())

    assert (found.selected, found.looked) == (9, 4)
    assert "a sample of 4 was read" in next(found.lines())


def test_a_session_that_only_reads_cannot_write(database_url: str) -> None:
    with session(database_url) as conn:
        only_read(conn)

        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            conn.execute("INSERT INTO news.source (name) VALUES ('x')")


def test_differences_are_shown_word_by_word_with_some_context() -> None:
    was = " ".join(f"w{number}" for number in range(1, 31))
    now = was.replace("w2 ", "zwei ").replace(" w29", "")

    assert words(was, now) == ("w1 [-w2-] {+zwei+} w3 w4 w5 w6 w7 w8 … w23 w24 w25 w26 w27 w28 [-w29-] w30")
