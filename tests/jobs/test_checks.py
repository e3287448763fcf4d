"""Each check passes on what the loader wrote, and finds what somebody broke."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from announcing import announce, announced
from builders import NOW, article, entry, page, removal
from wireroom.errors import DataCheckFailed
from wireroom.jobs.checks import run_checks
from wireroom.model import Block, BlockKind
from wireroom.parts import Lines, Media, MediaKind
from wireroom.warehouse import articles, checks, pages
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

SEEDS = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
RUN = RunKey(dag_id="refresh_marts", run_id="scheduled__1", task_id="run_checks")
LONG = "The ferry crossed the bay again on Monday morning, and the harbour board was there to see it come in. " * 3
LINES = Lines(
    hashes=(1, 2), kinds="ss", word_counts=(9, 9), title_hash=3, opening_hash=4, base_sha256=b"x" * 32, learned=""
)
PICTURE = Media(kind=MediaKind.IMAGE, url="https://news.example/1.jpg", caption="The ferry")
# How each of them is broken, by the name of the check. Triggers sleep meanwhile: nobody is told, nothing is refused.
BREAKS = {
    "language_and_confidence_agree": "UPDATE news.article SET language = 'und' WHERE article_id = 1",
    "versions_are_contiguous": "DELETE FROM news.article_version WHERE article_id = 1",
    "versions_follow_each_other": "UPDATE news.article_version SET valid_to = valid_to + interval '1 s'",
    "removals_are_numbered": "DELETE FROM news.removal WHERE article_id = 1 AND position = 0",
    "removed_text_is_not_most_of_it": "UPDATE news.removal SET text = repeat('x', 5000) WHERE article_id = 1",
    "media_belong_to_a_version": "UPDATE news.media SET version = version + 8 WHERE article_id = 1",
    "published_is_not_in_the_future": "UPDATE news.article SET published_earliest = now() + interval '2 days',"
    " published_latest = now() + interval '3 days' WHERE article_id = 1",
    "article_has_line_hashes": "DELETE FROM news.article_line WHERE article_id = 1",
    "article_is_no_alias": "INSERT INTO ops.url_alias SELECT a.url_key_hash, a.url_key, b.url_key_hash, b.url_key"
    " FROM news.article AS a, news.article AS b WHERE a.article_id = 1 AND b.article_id = 2",
    "article_is_there_once": "UPDATE news.article SET url_key = 'https://a.example/1',"
    " url_key_hash = sha256('https://a.example/1') WHERE article_id = 1;"
    " UPDATE news.article SET url_key = 'http://a.example/1', url_key_hash = sha256('http://a.example/1')"
    " WHERE article_id = 2",
    "article_has_a_disposition": "DELETE FROM ops.disposition WHERE article_id = 1",
    "partitions_are_ahead": "DO $$ BEGIN EXECUTE 'DROP TABLE raw.page_' || to_char(date_trunc('month', now(), 'UTC')"
    " + interval '1 month', 'YYYY_MM'); END $$",
    "outbox_is_read": "INSERT INTO ops.outbox_reader VALUES ('late');"
    " INSERT INTO ops.outbox SELECT 'late', n FROM generate_series(1, 100001) AS n ON CONFLICT DO NOTHING",
    "acting_lines_have_examples": "INSERT INTO news.learned_line VALUES (1, 5, 'promoted', NULL, 9, 9, 9, 9, 1, 1, 0,"
    " 0, 0, 0, 0, 9, FALSE, 5, '2026-01-01', '2026-01-02', '{}', '{}')",
    "files_balance": "INSERT INTO ops.run VALUES ('ingest_seeds', 'r', 'read', -1, 1, 'v'); INSERT INTO ops.seed_file"
    " (dag_id, run_id, file_hash, file, state, entry_count, stored_count, reason, ended_at)"
    " VALUES ('ingest_seeds', 'r', sha256('f'), 'f', 'rejected', 2, 1, 'file_empty', now())",
    "announcements_balance": "DELETE FROM ops.entry",
    "takedowns_are_finished": "INSERT INTO ops.takedown (kind, source, reason, decided_by, decided_at)"
    " VALUES ('source', 's', 'r', 'ann', now() - interval '2 hours')",
    "what_was_taken_down_is_gone": "INSERT INTO ops.takedown (kind, source, reason, decided_by, decided_at,"
    " finished_at) VALUES ('source', 's', 'r', 'ann', now(), now()); INSERT INTO ops.taken_down"
    " SELECT a.url_key_hash, t.takedown_id, 1, now() FROM news.article AS a, ops.takedown AS t WHERE a.article_id = 1",
    "outbox_lost_nothing": "DELETE FROM ops.outbox WHERE reader = 'changes'",
}


@pytest.fixture
def healthy(conn: Connection) -> Connection:
    """Two articles, one in two versions, with pieces, pictures and lines; and an announcement that waits."""
    body = (Block(kind=BlockKind.PARAGRAPH, text=LONG),)
    cut = (removal(), removal(block=2, text="Read also: the pier"))
    pages.store(conn, [(entry(1), page(1))])
    articles.load(conn, SEEDS, [article(1, blocks=body, removed=cut, media=(PICTURE,), lines=LINES)])
    again = article(1, blocks=body, removed=cut, media=(PICTURE,), lines=LINES, title="Another headline")
    articles.load(conn, replace(SEEDS, run_id="manual__2"), [again, article(2, lines=LINES)])
    announce(conn, announced(1))
    return conn


def found(conn: Connection) -> dict[str, int]:
    """What the checks say of both articles and of the warehouse: offenders by the name of the check."""
    checks.look_at(conn, [1, 2])
    return {each.check.name: each.offender_count for each in checks.results(conn, RUN) if each.offender_count}


def test_what_the_loader_wrote_passes_every_check(healthy: Connection) -> None:
    assert found(healthy) == {}
    assert healthy.execute("SELECT count(*), count(DISTINCT result) FROM mart.data_check").fetchone() == (
        len(checks.known()),
        1,
    )


@pytest.mark.parametrize("name", [check.name for check in checks.known()])
def test_what_is_broken_is_found(healthy: Connection, name: str) -> None:
    healthy.execute("SET session_replication_role = replica")
    healthy.execute(BREAKS[name].encode())

    assert found(healthy).get(name, 0) >= 1


@pytest.mark.parametrize("check", checks.known(), ids=lambda check: check.name)
def test_a_check_is_one_statement_and_never_shows_a_text(check: checks.Check) -> None:
    code = re.sub(r"^--.*$", "", check.statement, flags=re.MULTILINE)

    assert ";" not in code
    assert ("%(article_ids)s" in code) == check.of_articles
    assert not re.search(r"AS detail.*\b(title|body|lead|url_key)\b", code.partition("FROM")[0])


def test_errors_end_the_task_and_stay_until_they_are_mended(healthy: Connection, database_url: str) -> None:
    first = run_checks(database_url, RUN, now=NOW, is_asked=True)
    healthy.execute("UPDATE news.article SET language = 'und' WHERE article_id = 1")
    healthy.execute("UPDATE news.removal SET text = repeat('x', 5000) WHERE article_id = 1")

    for number in (2, 3):  # the third run has nothing new to look at
        with pytest.raises(DataCheckFailed, match=r"language_and_confidence_agree \(1\); see mart.data_check"):
            run_checks(database_url, replace(RUN, run_id=f"scheduled__{number}"), now=NOW, is_asked=True)
    said = healthy.execute(
        "SELECT check_name, severity, offender_count, examples FROM mart.data_check WHERE result = 'failed'"
    ).fetchall()
    healthy.execute("UPDATE news.article SET language = 'en' WHERE article_id = 1")
    last = run_checks(database_url, replace(RUN, run_id="scheduled__4"), now=NOW, is_asked=True)

    assert first == {"articles looked at": 2}
    assert said == [
        ("language_and_confidence_agree", "error", 1, ["article 1: language und with confidence 0.99"]),
        ("removed_text_is_not_most_of_it", "warn", 1, said[1][3]),
    ]
    assert last["removed_text_is_not_most_of_it"] == 1  # a warning ends nothing
    assert "language_and_confidence_agree" not in last


@pytest.mark.usefixtures("healthy")
def test_the_cost_follows_what_is_new(database_url: str) -> None:
    run_checks(database_url, RUN, now=NOW, is_asked=True)

    again = run_checks(database_url, replace(RUN, run_id="scheduled__2"), now=NOW, is_asked=True)

    assert again == {}
