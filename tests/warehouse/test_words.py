"""Words in SQL: what a text consists of, what sets articles apart, in what company a word stands."""

from __future__ import annotations

from math import log, log2
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from builders import NOW, article, language
from wireroom.jobs.search import index_articles
from wireroom.model import Block, BlockKind, Origin
from wireroom.warehouse import articles
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")


def load(conn: Connection, url: str, texts: list[tuple[str, str]]) -> list[int]:
    """Articles of (language, text) with these titles away; their numbers in order."""
    made = [
        article(n, title=None, blocks=(Block(kind=BlockKind.PARAGRAPH, text=text),), language=language(code=code))
        for n, (code, text) in enumerate(texts)
    ]
    articles.load(conn, RUN, made)
    index_articles(url, RunKey(dag_id="refresh_marts", run_id="1", task_id="index_articles"), now=NOW, is_asked=True)
    found = dict(conn.execute("SELECT url_key, article_id FROM news.article").fetchall())
    return [found[one.url_key] for one in made]


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("en", "The harbour-master's 3 boats, 'Anna'.", "the harbour master s boats anna"),
        ("pl", "Łódź ŻÓŁW 2025", "łódź żółw"),
        ("hi", "पुस्तकालय शुरू हुआ", "पुस्तकालय शुरू हुआ"),
        ("zh", "柳湾镇 Wi-Fi 开放。", "柳湾 湾镇 wi fi 开放"),
        ("th", "ตลาด", "ตล ลา าด"),
        ("ja", "朝市、再開", "朝市 再開"),
        ("ar", "يفتح السوق", "يفتح السوق"),
    ],
)
def test_words_are_cut_as_the_script_wants(conn: Connection, code: str, text: str, words: str) -> None:
    found = conn.execute("SELECT array_agg(w) FROM mart.words(%s, %s) AS w", (text, code)).fetchone()

    assert found == (words.split(),)


def test_keyness_is_the_log_likelihood_of_the_textbook(conn: Connection, database_url: str) -> None:
    ids = load(
        conn,
        database_url,
        [
            ("en", "ferry ferry tide harbour"),
            ("en", "ferry harbour"),
            ("en", "harbour bridge bridge road"),
            ("en", "road ferry"),
        ],
    )

    rows = conn.execute(
        "SELECT word, target_count, reference_count, target_article_count, log_ratio, g2, target_per_million"
        " FROM mart.keyness(%s, %s)",
        (ids[:2], ids[2:]),
    ).fetchall()

    target, reference, a, b = 6, 6, 3, 1  # words in all, and ferries
    expected = target * (a + b) / (target + reference), reference * (a + b) / (target + reference)
    g2 = 2 * (a * log(a / expected[0]) + b * log(b / expected[1]))
    assert [row[0] for row in rows] == ["ferry", "harbour"]
    assert rows[0][1:4] == (3, 1, 2)
    assert rows[0][4:] == pytest.approx((log2((3 / 6) / (1 / 6)), g2, 500_000))


def test_a_word_the_reference_lacks_has_a_finite_effect_and_both_sets_may_be_empty(
    conn: Connection, database_url: str
) -> None:
    ids = load(conn, database_url, [("en", "ferry tide"), ("en", "road bridge")])

    (tide,) = conn.execute(
        "SELECT log_ratio, reference_count FROM mart.keyness(%s, %s, 1) WHERE word = 'tide'", (ids[:1], ids[1:])
    ).fetchall()

    assert tide == (pytest.approx(log2((1 / 2) / (0.5 / 2))), 0)
    assert conn.execute("SELECT * FROM mart.keyness('{}', '{}')").fetchall() == []


def test_too_many_articles_are_refused(conn: Connection) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="at most 5000 each"):
        conn.execute("SELECT * FROM mart.keyness(array(SELECT generate_series(1, 5001)), '{}')")


def lines(conn: Connection, word: str | None, code: str | None = None, **asked: Any) -> list[tuple[str, str, str]]:
    named = "".join(f", {name} => %({name})s" for name in asked)
    rows = conn.execute(
        f"SELECT before, hit, after FROM mart.kwic(%(word)s, %(code)s{named})".encode(),
        {"word": word, "code": code, **asked},
    )
    return rows.fetchall()


def test_a_word_stands_in_its_company(conn: Connection, database_url: str) -> None:
    load(conn, database_url, [("pl", "W niedzielę wybory. Wyborcy czekali na wybory w Łodzi."), ("de", "Die Wahlen.")])

    assert lines(conn, "wybory", "pl", width=12) == [
        ("W niedzielę ", "wybory", ". Wyborcy cz"),
        (" czekali na ", "wybory", " w Łodzi."),
    ]
    assert [hit for _, hit, _ in lines(conn, "wybor*")] == ["wybory", "Wyborcy", "wybory"]
    assert lines(conn, "wybo", "pl") == []
    assert lines(conn, "wybory", "de") == []


@pytest.mark.parametrize(
    ("code", "text", "word", "hits"),
    [
        ("zh", "柳湾镇老集市重新开放，老集市很大。", "集市", 2),
        ("zh", "柳湾镇的旧桥重新开放，旧桥很长。", "旧桥*", 2),
        ("en", "The old bridge 旧桥 of Liuwan.", "旧桥*", 1),
        ("hi", "नदी पर पुस्तकालय, पुस्तकालयों में।", "पुस्तकालय", 1),
        ("en", "It was the end of the pier (the old one).", "the", 3),  # too common to be indexed
        ("en", "A price of 3.50 (three fifty) was asked.", "(three", 1),
        ("el", "Το ΓΕΦΥΡΙ και το γεφύρι.", "γεφύρι", 1),
    ],
)
def test_it_is_found_in_any_script(  # noqa: PLR0913, PLR0917
    conn: Connection, database_url: str, code: str, text: str, word: str, hits: int
) -> None:
    load(conn, database_url, [(code, text)])

    assert len(lines(conn, word, code)) == hits
    assert len(lines(conn, word)) == hits


def test_an_analyst_may_ask_for_words(conn: Connection) -> None:
    conn.execute("SET ROLE analyst")

    assert lines(conn, "ferry") == []
    assert conn.execute("SELECT * FROM mart.keyness('{}', '{}')").fetchall() == []
    for view in ("timeliness", "language_agreement", "removed_by_rule"):
        assert conn.execute(f"SELECT * FROM mart.{view}".encode()).fetchall() == []


@pytest.mark.parametrize(
    "asked",
    [
        {"word": ""},
        {"word": None},
        {"word": "*"},
        {"word": "x" * 201},
        {"word": "x", "width": 0},
        {"word": "x", "width": None},
        {"word": "x", "top": 0},
        {"word": "x", "top": None},
    ],
)
def test_what_makes_no_sense_is_refused(conn: Connection, database_url: str, asked: dict[str, Any]) -> None:
    load(conn, database_url, [("en", "A council x sat.")])

    with pytest.raises(psycopg.errors.InvalidParameterValue, match="kwic wants"):
        lines(conn, **asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"word": "council", "code": "xx"}, "there is no language xx"),
        ({"word": "council", "source": "nobody"}, "there is no source nobody"),
        ({"word": "co*"}, r"co\* is too short: a prefix has at least 3 letters"),
    ],
)
def test_what_search_refuses_is_refused_in_the_same_words(
    conn: Connection, database_url: str, asked: dict[str, Any], said: str
) -> None:
    load(conn, database_url, [("en", "A council sat.")])

    with pytest.raises(psycopg.errors.InvalidParameterValue, match=said):
        lines(conn, **asked)


def test_norwegian_goes_by_any_of_its_codes(conn: Connection, database_url: str) -> None:
    load(conn, database_url, [("no", "Fergen gikk til havnen.")])

    assert [hit for code in ("no", "nb", "nn") for _, hit, _ in lines(conn, "havnen", code)] == ["havnen"] * 3


def test_a_set_of_words_takes_what_the_mart_shows_and_no_more(conn: Connection, database_url: str) -> None:
    ids = load(conn, database_url, [("en", "ferry tide"), ("en", "buoy buoy"), ("en", "road bridge")])
    conn.execute(
        "INSERT INTO news.override (url_key_hash, field, url_key, value, reason, decided_by, decided_at)"
        " SELECT url_key_hash, 'not_article', url_key, 'true', 'a list', 'ann', now() FROM news.article"
        " WHERE article_id = %s",
        (ids[1],),
    )
    articles.load(conn, RUN, [article(9, origin=Origin.DEMO, title="buoy")])
    ids.append(conn.execute("SELECT max(article_id) FROM news.article").fetchall()[0][0])

    words = conn.execute(
        "SELECT word FROM mart.keyness(%s, %s, 1) ORDER BY word", ([ids[0], ids[1], ids[3]], ids[2:3])
    ).fetchall()

    assert words == [("ferry",), ("tide",)]


def test_how_many_words_are_wanted_is_asked_for_in_numbers_from_nought(conn: Connection, database_url: str) -> None:
    ids = load(conn, database_url, [("en", "ferry tide"), ("en", "road bridge")])
    asked = "SELECT count(*) FROM mart.keyness(%s, %s, 1, %s)"

    with pytest.raises(psycopg.errors.InvalidParameterValue, match="top is 0 or more, or NULL for all words"):
        conn.execute(asked, (ids[:1], ids[1:], -1))

    assert [conn.execute(asked, (ids[:1], ids[1:], top)).fetchone() for top in (0, 1, None)] == [(0,), (1,), (2,)]
