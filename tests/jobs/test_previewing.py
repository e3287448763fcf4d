"""What a preview says is what the real run does, and it writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from again import ALL, NOTICE, STORY, clock, how, ingest, item, reprocess, today
from wireroom.errors import PermanentError
from wireroom.jobs.previewing import preview, words
from wireroom.jobs.reprocess import ReprocessRequest
from wireroom.read.rules import rule_files
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


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"language": "polish"}, "no language is called 'polish': did you mean pl?"),
        ({"language": "polihs"}, "'polihs': did you mean pl"),
        ({"language": "xxx"}, "'xxx': write its code"),
        ({"source": "nosuch"}, "no source is called 'nosuch': mart.source"),
        ({"rule": "de.video.embedd"}, "no rule is called 'de.video.embedd': did you mean de.video"),
        ({"rule": "no.such"}, "no rule is called 'no.such'"),
    ],
)
def test_a_name_that_nothing_goes_by_is_said_with_what_is_close(
    database_url: str, conn: Connection, named: dict[str, Any], said: str
) -> None:
    ingest(conn, [item(1)])

    with pytest.raises(PermanentError, match=said):
        preview(database_url, how(), today(), ReprocessRequest(**named), limit=4, now=clock())


def test_a_name_that_is_known_may_have_nothing_to_read(database_url: str, conn: Connection) -> None:
    ingest(conn, [item(1)])
    (source,) = conn.execute("SELECT name FROM news.source").fetchone() or ("",)

    known = ReprocessRequest(source=source, language="is", rule=next(iter(rule_files()["de"].rules)).id)

    assert preview(database_url, how(), today(), known, limit=4, now=clock()).selected == 0


def test_a_preview_of_nothing_is_refused(database_url: str) -> None:
    with pytest.raises(PermanentError, match="from 1, not 0"):
        preview(database_url, how(), today(), ALL, limit=0, now=clock())


def test_a_session_that_only_reads_cannot_write(database_url: str) -> None:
    with session(database_url) as conn:
        only_read(conn)

        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            conn.execute("INSERT INTO news.source (name) VALUES ('x')")


def test_differences_are_shown_word_by_word_with_some_context() -> None:
    was = " ".join(f"w{number}" for number in range(1, 31))
    now = was.replace("w2 ", "zwei ").replace(" w29", "")

    assert words(was, now) == ("w1 [-w2-] {+zwei+} w3 w4 w5 w6 w7 w8 … w23 w24 w25 w26 w27 w28 [-w29-] w30")
