"""Corpora: frozen once, never changed, dropped without loss."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from builders import article, published
from five_articles import ALL, LATER, frozen, stored
from wireroom.errors import CorpusRefused
from wireroom.warehouse import articles, corpora
from wireroom.warehouse.connection import connect
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

__all__ = ["stored"]


def test_a_corpus_has_a_manifest_of_what_it_holds(stored: Connection, database_url: str) -> None:
    corpus = frozen(database_url, note="a pilot")

    said = corpus.manifest
    assert (corpus.article_count, corpus.taken_down_count, corpus.note, corpus.query) == (5, 0, "a pilot", ALL)
    assert said["sources"] == {"gazeta": 2, "test": 3}
    assert said["languages"] == {"en": 3, "pl": 2}
    assert (said["date_precisions"]["undated"], said["days"], said["first_day"]) == (1, 1, published().local[:10])
    assert (said["extractors"], said["rulesets"]) == ({"plain 1": 5}, {"2026.1": 5})
    assert (said["language_detectors"], said["frozen_at"]) == ({"langid 1.1.6": 5}, "2026-01-02T03:04:05Z")
    hashes = stored.execute("SELECT row_sha256 FROM news.corpus_member ORDER BY public_id").fetchall()
    assert hashlib.sha256(b"".join(row for (row,) in hashes)).hexdigest() == corpus.content_sha256


def test_a_corpus_never_changes(stored: Connection, database_url: str) -> None:
    frozen(database_url)
    articles.load(stored, LATER, [article(9)])

    with pytest.raises(CorpusRefused, match="ferries-2"):
        frozen(database_url)

    assert frozen(database_url, "ferries-2").article_count == 6
    assert [(each.corpus, each.article_count) for each in corpora.listed(stored)] == [("ferries", 5), ("ferries-2", 6)]


def test_an_article_named_twice_counts_once_and_other_columns_are_left_alone(
    stored: Connection, database_url: str
) -> None:
    twice = "SELECT public_id, title FROM mart.article UNION ALL SELECT public_id, title FROM mart.article"

    assert frozen(database_url, text=twice).article_count == 5
    assert frozen(database_url, "whole", "TABLE mart.article").article_count == 5
    assert stored.execute("SELECT count(*) FROM mart.corpus_article").fetchone() == (10,)


def test_a_dropped_corpus_leaves_its_articles(stored: Connection, database_url: str) -> None:
    frozen(database_url)

    assert corpora.drop(stored, "ferries")
    assert not corpora.drop(stored, "ferries")

    left = stored.execute("SELECT (SELECT count(*) FROM news.corpus_member), (SELECT count(*) FROM news.article)")
    assert left.fetchone() == (0, 5)


def test_an_analyst_reads_corpora_and_may_verify_them(stored: Connection, database_url: str) -> None:
    frozen(database_url)
    stored.execute("SET ROLE analyst")

    found = stored.execute("SELECT count(*), bool_and(is_intact) FROM mart.corpus_article WHERE corpus = 'ferries'")

    assert found.fetchone() == (5, True)


def test_nothing_is_frozen_while_a_takedown_erases(stored: Connection, database_url: str) -> None:
    with connect(database_url, autocommit=True) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute(query("takedown/lock"))
            freezing = pool.submit(frozen, database_url)
            waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            while not stored.execute(waits).fetchall():
                time.sleep(0.02)
            assert not freezing.done()
            other.execute("DELETE FROM news.removal; DELETE FROM news.article_line; DELETE FROM news.article")

        with pytest.raises(CorpusRefused, match="names no article"):
            freezing.result()
    with connect(database_url, autocommit=True) as other:  # and it let go: a takedown may begin
        other.execute(query("takedown/lock"))
