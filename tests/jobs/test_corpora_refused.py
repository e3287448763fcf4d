"""Queries and names that make no corpus: hostile, endless, empty, misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from five_articles import export, frozen, quiet_url, stored
from wireroom.errors import CorpusRefused, QueryRefused
from wireroom.jobs.corpora import verify
from wireroom.warehouse.connection import connect

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

__all__ = ["quiet_url", "stored"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT article_id FROM mart.article WHERE FALSE", "names no article"),
        ("SELECT 99 AS article_id UNION ALL SELECT 98", "such as 98, 99"),
        ("SELECT NULL::bigint AS article_id", "such as NULL"),
        ("SELECT 'wr0' AS public_id", "such as wr0"),
        ("SELECT title FROM mart.article", "article_id"),
        ("SELECT article_id::text FROM mart.article", "article_id"),
        ("SELECT array_agg(article_id) AS article_id FROM mart.article", "article_id"),
        ("SELECT article_id, n AS weight FROM mart.article, generate_series(1, 2) AS n", "twice"),
        ("SELECT article_id, 'much' AS weight FROM mart.article", "must be a number"),
    ],
)
def test_a_query_that_names_no_articles_freezes_nothing(quiet_url: str, text: str, expected: str) -> None:
    with pytest.raises(CorpusRefused, match=expected):
        frozen(quiet_url, text=text)

    assert nothing_is_frozen(quiet_url)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT article_id FROM mart.article; DROP TABLE news.corpus",
        "DELETE FROM news.article RETURNING article_id",
        "WITH a AS (INSERT INTO news.source (name) VALUES ('x') RETURNING 1) SELECT article_id FROM mart.article",
        "SELECT article_id FROM mart.article WHERE set_config('transaction_read_only', 'off', TRUE) = 'off'",
        "SELECT ops.ensure_partitions(1) AS article_id",
        "SELECT article_id FROM raw.page",
        "SELECT article_id FORM mart.article",
    ],
)
def test_a_hostile_query_freezes_nothing(quiet_url: str, text: str) -> None:
    with pytest.raises(QueryRefused, match="was refused"):
        frozen(quiet_url, text=text)

    assert nothing_is_frozen(quiet_url)


def test_an_endless_query_freezes_nothing(quiet_url: str) -> None:
    with pytest.raises(QueryRefused, match="longer than"):
        frozen(quiet_url, text="SELECT n AS article_id FROM generate_series(1, 1000000000000) AS n", timeout_s=0.3)

    assert nothing_is_frozen(quiet_url)


def nothing_is_frozen(url: str) -> bool:
    with connect(url) as conn:
        counts = conn.execute("SELECT (SELECT count(*) FROM news.corpus), (SELECT count(*) FROM news.article)")
        return counts.fetchone() == (0, 5)


def test_a_query_that_becomes_somebody_else_gains_nothing(stored: Connection, database_url: str) -> None:
    text = "SELECT article_id, set_config('role', 'wireroom', TRUE) AS r FROM mart.article"

    frozen(database_url, text=text)

    assert stored.execute("SELECT frozen_by, article_count FROM mart.corpus").fetchall() == [("ana", 5)]


@pytest.mark.parametrize("name", ["", "Ferries", "a b", "../a", "ł", "-x", "x" * 101, "a\n"])
def test_a_name_that_is_no_plain_word_is_refused(quiet_url: str, name: str) -> None:
    with pytest.raises(CorpusRefused, match="cannot name"):
        frozen(quiet_url, name)


def test_a_corpus_that_is_not_there_is_refused_with_the_nearest(
    stored: Connection, database_url: str, tmp_path: Path
) -> None:
    frozen(database_url)

    with pytest.raises(CorpusRefused, match="did you mean ferries"):
        verify(database_url, "feries")
    with pytest.raises(CorpusRefused, match="corpus list"):
        export(database_url, tmp_path / "c.csv", "quite-other")
    assert list(tmp_path.iterdir()) == []
    assert stored.execute("SELECT count(*) FROM mart.corpus").fetchone() == (1,)
