"""What loading and refresh_marts keep beside each generated article, made set-based for `make bench-growth`.

Hashes and signatures are random numbers in the shape of real ones: like those of texts that have nothing in common,
but for the three lines of each article that its source repeats.
"""

from __future__ import annotations

from multitude import add_articles, add_search_rows, in_parallel, without_gin
from wireroom.compare.events import METHOD as ANCHOR_METHOD
from wireroom.compare.signatures import METHOD as SIGNATURE_METHOD
from wireroom.warehouse.connection import connect

TOGETHER = 50_000  # articles of one statement

# One statement per table, for the articles with the numbers %(first)s to %(last)s.
ROWS = {
    "news.article_line": """
INSERT INTO news.article_line (
    article_id, source_id, day, title_hash, opening_hash, line_hashes, kinds, word_counts, base_sha256, learned_version
)
SELECT
    a.article_id, a.source_id, a.published_local::date, hashint8extended(a.article_id, 1),
    hashint8extended(a.article_id / 3, 2), l.hashes, repeat('s', 20), array_fill(18::smallint, ARRAY[20]),
    a.content_sha256, ''
FROM news.article AS a
CROSS JOIN LATERAL (
    SELECT array_agg(CASE
        WHEN i < 18 THEN hashint8extended(a.article_id * 32 + i, 3)
        ELSE hashint8extended(a.source_id * 32 + (a.article_id + i) %% 8, 4)
    END ORDER BY i) AS hashes
    FROM generate_series(1, 20) AS i
) AS l
WHERE a.article_id BETWEEN %(first)s AND %(last)s
""",
    "news.article_signature": """
INSERT INTO news.article_signature (
    article_id, method, content_sha256, source_id, site, band_keys, sketch, shingle_count, sentence_hashes,
    sentence_letters, title_hash, title_share
)
SELECT
    a.article_id, %(signature_method)s, a.content_sha256, a.source_id, 'paper' || a.source_id || '.example', k.bands,
    k.sketch, 600, k.sentences, array_fill(60::smallint, ARRAY[12]), hashint8extended(a.article_id, 5), 1
FROM news.article AS a
CROSS JOIN LATERAL (
    SELECT
        array_agg(hashint8extended(a.article_id * 64 + i, 6)) AS bands,
        substr(string_agg(sha256(int8send(a.article_id * 64 + i)), '') FILTER (WHERE i <= 8), 1, 252) AS sketch,
        array_agg(hashint8extended(a.article_id * 64 + i, 7)) FILTER (WHERE i <= 12) AS sentences
    FROM generate_series(1, 42) AS i
) AS k
WHERE a.article_id BETWEEN %(first)s AND %(last)s
""",
    "news.article_period": """
INSERT INTO news.article_period (
    article_id, source_id, language, granularity, day, period, is_demo, first_seen_at
)
SELECT
    a.article_id, a.source_id, a.language, 'day', a.published_local::date, a.published_local, FALSE, a.first_seen_at
FROM news.article AS a
WHERE a.article_id BETWEEN %(first)s AND %(last)s
""",
    "news.article_anchor": """
INSERT INTO news.article_anchor (
    article_id, method, language, window_kind, window_start, window_end, keys, labels, counts, groups,
    weekday, stems, probes
)
SELECT
    a.article_id, %(anchor_method)s, a.language, 'stated', a.published_earliest, a.published_latest, k.keys, k.keys,
    array_fill(1::smallint, ARRAY[20]), array(SELECT generate_series(1, 20))::smallint[], 1, s.stems, s.stems[1:24]
FROM news.article AS a
CROSS JOIN LATERAL (
    SELECT array_agg('n:' || abs(hashint8(a.article_id * 32 + i)::bigint) %% (1000 * i * i)) AS keys
    FROM generate_series(1, 20) AS i
) AS k
CROSS JOIN LATERAL (
    SELECT array_agg(hashint8(a.article_id * 64 + i)) AS stems FROM generate_series(1, 60) AS i
) AS s
WHERE a.article_id BETWEEN %(first)s AND %(last)s
""",
}
# How often each anchor is met, estimated from every twentieth article.
COUNTS = (
    """
INSERT INTO ops.anchor_frequency (key, article_count)
SELECT u.key, 20 * count(*) FROM news.article_anchor AS a CROSS JOIN LATERAL unnest(a.keys) AS u (key)
WHERE a.article_id % 20 = 0
GROUP BY u.key
""",
    """
INSERT INTO ops.stem_frequency (stem, article_count)
SELECT u.stem, 20 * count(*) FROM news.article_anchor AS a CROSS JOIN LATERAL unnest(a.stems) AS u (stem)
WHERE a.article_id % 20 = 0
GROUP BY u.stem
""",
    """
INSERT INTO ops.language_frequency (language, article_count)
SELECT a.language, count(*) FROM news.article_anchor AS a GROUP BY a.language
""",
    """
INSERT INTO ops.line_count (source_id, article_count, owed_count, counted_at)
SELECT l.source_id, count(*), 0, now() FROM news.article_line AS l
INNER JOIN (SELECT source_id, max(day) AS day FROM news.article_line GROUP BY source_id) AS newest
    ON l.source_id = newest.source_id AND l.day > newest.day - 90
GROUP BY l.source_id
""",
)
METHODS = {"signature_method": SIGNATURE_METHOD, "anchor_method": ANCHOR_METHOD}


def fill(url: str, count: int, *, share: float) -> None:
    """Fill an empty warehouse with `count` articles, and with all that is kept beside them; nothing is owed after."""
    add_articles(url, count, share=share)
    with connect(url, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE news.article")
    for table in ROWS:
        with without_gin(url, table):
            in_parallel(lambda first, table=table: _insert(url, table, first), range(1, count + 1, TOGETHER))
    add_search_rows(url)
    with connect(url, autocommit=True) as conn:
        for statement in COUNTS:
            conn.execute(statement.encode())
        conn.execute("DELETE FROM ops.outbox")
        conn.execute("VACUUM ANALYZE")
        conn.execute("CHECKPOINT")


def _insert(url: str, table: str, first: int) -> None:
    with connect(url, autocommit=True) as conn:
        conn.execute("SET session_replication_role = replica")
        conn.execute(ROWS[table].encode(), {"first": first, "last": first + TOGETHER - 1, **METHODS})
