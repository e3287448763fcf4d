"""A warehouse full of generated articles, made set-based: what batches and searches are measured against.

Every article is made of paragraphs drawn from a pool of each language; its rows are those that loading would write.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from tongues import TONGUES, paragraphs
from wireroom.warehouse.connection import connect
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from wireroom.warehouse.connection import Connection

T = TypeVar("T")

POOL = 6000  # paragraphs of each language
SOURCES = 1000
TOGETHER = 25_000  # articles of one statement

POOL_TABLE = """
CREATE UNLOGGED TABLE IF NOT EXISTS public.pool (
    language text, number integer, text text, PRIMARY KEY (language, number) INCLUDE (text)
)
"""
ARTICLES = """
INSERT INTO news.article (
    url_key, url_key_hash, source_id, entry_key, origin, url, title, display_title, body, body_kinds, authors,
    published_raw, published_local, published_precision, published_offset_minutes, published_zone_source,
    published_where, published_earliest, published_latest, published_at, language, language_confidence,
    language_detected, language_is_mixed, language_detector, script, is_over_budget, nul_count, surrogate_count,
    undecodable_count, mixed_count, content_sha256, page_sha256, extractor, ruleset, first_seen_at, changed_at,
    updated_at
)
SELECT
    made.url, sha256(made.url::bytea), %(first_source)s + made.n %% %(sources)s, made.url, 'feed', made.url, made.title,
    made.title, made.body, repeat('p', made.size), '{}', made.day::text, made.day::text, 'day', NULL, 'none', 'jsonld',
    made.day - interval '14 hours', made.day + interval '36 hours', NULL, made.language, 0.99, made.language, FALSE,
    'generated', NULL, FALSE, 0, 0, 0, 0, sha256(made.body::bytea), sha256(made.url::bytea), 'generated', 'generated',
    made.day, made.day, made.day
FROM (
    SELECT
        n,
        %(language)s::text AS language,
        format('https://paper%%s.example/%%s', n %% %(sources)s, n) AS url,
        timestamptz '2024-12-01 00:00Z' + n %% 728 * interval '1 day' AS day,
        texts.size,
        left(texts.title, 70) || ' ' || n AS title,
        texts.body || ' ' || n AS body
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    CROSS JOIN LATERAL (
        SELECT
            count(*)::integer AS size,
            min(p.text) AS title,
            string_agg(p.text, E'\\n\\n') AS body
        FROM generate_series(1, %(size)s) AS i
        INNER JOIN public.pool AS p
            ON p.language = %(language)s AND p.number = abs(hashint8(n * 64 + i)::bigint) %% %(pool)s
    ) AS texts
) AS made
"""


def fill_pool(conn: Connection) -> None:
    """The paragraphs that articles are made of; nothing where they are there."""
    conn.execute(POOL_TABLE)
    if conn.execute("SELECT EXISTS (SELECT FROM public.pool)").fetchone() == (True,):
        return
    with conn.cursor().copy("COPY public.pool (language, number, text) FROM STDIN") as copy:
        for tongue in TONGUES:
            for number, text in enumerate(paragraphs(tongue, POOL)):
                copy.write_row((tongue.code, number, text))
    conn.execute("VACUUM ANALYZE public.pool")


def add_articles(url: str, count: int, *, share: float = 1.0) -> None:
    """Put `count` more articles into news.article; `share` is how much of the usual length they have.

    No trigger fires: what is made of articles is made by whoever asks for it.
    """
    with connect(url, autocommit=True) as conn:
        fill_pool(conn)
        conn.execute(
            "INSERT INTO news.source (name) SELECT 'paper ' || n FROM generate_series(1, %s) AS n"
            " ON CONFLICT (name) DO NOTHING",
            (SOURCES,),
        )
        row = conn.execute(
            "SELECT (SELECT min(source_id) FROM news.source WHERE name LIKE 'paper %'),"
            " (SELECT coalesce(max(article_id), 0) FROM news.article)"
        ).fetchone()
    first_source, last = row or (1, 0)
    asked: list[dict[str, Any]] = []
    for tongue in TONGUES:
        wanted = round(count * tongue.share)
        size = max(1, round(tongue.paragraphs * share))
        for begun in range(0, wanted, TOGETHER):
            first, last = last + 1, last + min(TOGETHER, wanted - begun)
            told = {"language": tongue.code, "first": first, "last": last, "size": size}
            asked.append(told | {"pool": POOL, "sources": SOURCES, "first_source": first_source})

    def insert(told: dict[str, Any]) -> None:
        with connect(url, autocommit=True) as conn:
            conn.execute("SET session_replication_role = replica")
            conn.execute(ARTICLES, told)

    in_parallel(insert, asked)


def add_search_rows(url: str) -> None:
    """The search row of every article that has none, by the statement that refresh_marts uses."""
    with without_gin(url, "news.article_search"):
        with connect(url, autocommit=True) as conn:
            owed = conn.execute(
                "SELECT array_agg(a.article_id) FROM news.article AS a LEFT JOIN news.article_search AS s"
                " USING (article_id) WHERE s.article_id IS NULL GROUP BY a.article_id / 1000"
            ).fetchall()

        def index(article_ids: tuple[list[int]]) -> None:
            with connect(url, autocommit=True) as conn:
                conn.execute(query("search/index"), {"article_ids": article_ids[0]})

        in_parallel(index, owed)


@contextmanager
def without_gin(url: str, table: str) -> Generator[None]:
    """The GIN indexes of `table` are made anew at the end: sorting rows in one by one costs several times as much."""
    with connect(url, autocommit=True) as conn:
        found = conn.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index AS i"
            " INNER JOIN pg_class AS c ON i.indexrelid = c.oid INNER JOIN pg_am AS m ON c.relam = m.oid"
            " WHERE i.indrelid = %s::regclass AND m.amname = 'gin'",
            (table,),
        ).fetchall()
        for name, _ in found:
            conn.execute(f"DROP INDEX {name}".encode())
        yield
        conn.execute("SET maintenance_work_mem = '512MB'")
        for _, definition in found:
            conn.execute(definition.encode())
        conn.execute(f"VACUUM ANALYZE {table}".encode())


def in_parallel(act: Callable[[T], None], what: Sequence[T]) -> None:
    """Do it with each, as many at once as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(act, what):
            pass
