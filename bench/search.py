"""`make bench-search`: how long mart.search takes among many articles, and how that grows.

    bench/search.py [--articles 300000] [--first 30000]

20 queries, ten times each, the best 20 with rank and snippet: five words that over 1 % of all articles hold, five pairs
of words, three prefixes, three in scripts without spaces, and a phrase, an alternative, something unwanted and a rare
word. Articles are generated (bench/multitude.py: nine languages, Zipf vocabularies, some 4,000 characters, in Chinese,
Japanese and Thai 1,500 to 3,000); their search rows are made by the statement that refresh_marts uses. Times are those
of the client; ends with 1 where the 95th percentile is not below the limit.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [str(Path(__file__).resolve().parents[1] / folder) for folder in ("tests", "bench")]

import postgres
from multitude import add_articles, add_search_rows
from tongues import TONGUES, words
from wireroom.warehouse.connection import connect
from wireroom.warehouse.migrate import migrate

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

LIMIT_MS = 150
REPEATS = 10
BROAD = 0.01  # of all articles
MEMORY = {"shared_buffers": "512MB"}  # a quarter of what a small warehouse server has

MATCHING = """
SELECT sum(found.number)
FROM (
    SELECT search_mode, ts_config, array_agg(language) AS languages FROM news.language
    WHERE %(language)s::text IS NULL OR language = %(language)s
    GROUP BY search_mode, ts_config
) AS way
CROSS JOIN LATERAL news.search_query(way.search_mode, way.ts_config, %(query)s) AS q
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM news.article_search AS s WHERE s.fts @@ q.loose AND s.language = ANY(way.languages)
) AS found
WHERE numnode(q.loose) > 0
"""


def queries() -> list[tuple[str, str, str | None]]:
    """What kind of query it is, the query, and the language asked for."""
    of = {tongue.code: words(tongue) for tongue in TONGUES}
    pairs = [("en", 150, 900), ("de", 200, 400), ("es", 300, 2000), ("ru", 120, 800), ("pl", 500, 600)]
    return [
        *(("broad", of[code][rank], code) for code, rank in (("en", 40), ("de", 60), ("ru", 90))),
        *(("broad", of[code][rank], None) for code, rank in (("es", 70), ("en", 120))),
        *(("pair", f"{of[code][one]} {of[code][other]}", code) for code, one, other in pairs[:3]),
        *(("pair", f"{of[code][one]} {of[code][other]}", None) for code, one, other in pairs[3:]),
        *(("prefix", f"{of[code][rank][:4]}*", code) for code, rank in (("pl", 700), ("el", 900))),
        ("prefix", f"{of['pl'][2500][:4]}*", None),
        *(("unspaced", of[code][rank], code) for code, rank in (("zh", 150), ("ja", 200), ("th", 300))),
        ("phrase", f'"{of["en"][10]} {of["en"][14]}"', "en"),
        ("or", f"{of['de'][800]} OR {of['de'][900]}", "de"),
        ("unwanted", f"{of['es'][250]} -{of['es'][20]}", "es"),
        ("rare", of["ru"][9000], None),
    ]


def main() -> int:
    """Measure at both sizes and print; 1 where it takes too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300_000)
    parser.add_argument("--first", type=int, default=30_000, help="how many there are at the first measurement")
    options = parser.parse_args()
    postgres.SETTINGS.update(MEMORY)
    with postgres.server() as server, postgres.database(server) as url:
        migrate(url, log=lambda _: None)
        few = _at(url, options.first)
        many = _at(url, options.articles - options.first)
    print(
        f"95th percentile {many:.0f} ms, limit {LIMIT_MS} ms; {many / few:.2f} times that of {options.first} articles"
    )
    return 0 if many < LIMIT_MS else 1


def _at(url: str, more: int) -> float:
    """The 95th percentile of all times, in ms, when there are `more` articles than before."""
    began = time.perf_counter()
    add_articles(url, more)
    add_search_rows(url)
    with connect(url, autocommit=True) as conn:
        row = conn.execute(
            "SELECT count(*), pg_table_size('news.article_search'), pg_relation_size('news.article_search_fts_idx')"
            " FROM news.article_search"
        ).fetchone()
        count, table, index = row or (0, 0, 0)
        print(f"\n{count} articles, filled in {time.perf_counter() - began:.0f} s;", end=" ")
        print(f"search rows {table / count / 1000:.1f} kB and index {index / count / 1000:.1f} kB an article")
        times = [_measured(conn, *asked, count) for asked in queries()]
    every = sorted(one for of_query in times for one in of_query)
    cut = statistics.quantiles(every, n=20)
    print(
        f"all: median {statistics.median(every):.0f} ms, 95th percentile {cut[-1]:.0f} ms, longest {every[-1]:.0f} ms"
    )
    return cut[-1]


def _measured(conn: Connection, kind: str, query: str, language: str | None, count: int) -> list[float]:
    """The times of one query, in ms, printed with how many articles match."""
    row = conn.execute(
        MATCHING,
        {"query": query, "language": language},
    ).fetchone()
    matching = int(row[0] or 0) if row else 0
    if kind == "broad" and matching < BROAD * count:
        sys.exit(f"{query} is in {matching} of {count} articles, which is not over {BROAD:.0%}")
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        hits = conn.execute("SELECT * FROM mart.search(%s, %s)", (query, language)).fetchall()
        times.append(1000 * (time.perf_counter() - began))
        if len(hits) < min(20, matching) and kind != "phrase":
            sys.exit(f"{query}: {len(hits)} found of {matching}")
    print(
        f"  {kind:<9}{language or 'all':<4}{100 * matching / count:>7.2f} % match  first {times[0]:>5.0f} ms"
        f"  median {statistics.median(times):>5.0f}  longest {max(times):>5.0f}  {query}"
    )
    return times


if __name__ == "__main__":
    sys.exit(main())
