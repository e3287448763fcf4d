"""mart.search: words are found in the forms and writings people use, in every language its own way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import postgres
import psycopg
import pytest
from builders import article, language, published_exactly
from wireroom.model import Block, BlockKind, Origin
from wireroom.warehouse import articles, outbox, search
from wireroom.warehouse.connection import connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

    from wireroom.model import Article
    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
AGAIN = RunKey(dag_id="ingest_seeds", run_id="manual__2", task_id="read")

# A sentence of our own in each language; the number is the article's.
TEXTS = {
    "el": "Οι κάτοικοι της πόλης περιμένουν τις εκλογές, και οι γέφυρες έκλεισαν μετά τις πλημμύρες.",
    "de": "Die Brücken über den Fluss wurden nach den Überschwemmungen gesperrt, sagten die Behörden der Städte.",
    "ru": "Жители городов ждали выборов, а школы закрыли из-за наводнений, сообщили министры.",
    "pl": "Mieszkańcy Łodzi czekali na wybory, a żółte tramwaje stanęły przy źródłach rzeki.",
    "cs": "Obyvatelé Žďáru čekali na vlaky a říční přístav zůstal zavřený kvůli povodním.",
    "vi": "Người dân thành phố chờ đợi cuộc bầu cử sau trận lũ lụt ở đồng bằng.",
    "zh": "研究人员在北京大学发表了关于气候变化的新报告，城市的桥梁因洪水关闭。ＡＢＣ公司表示支持。",
    "ja": "東京都は月曜日、洪水対策の新しい計画を発表した。橋は閉鎖されたままで、ロケットＨ３の打ち上げも延期された。",
    "th": "กรุงเทพมหานครประกาศมาตรการใหม่เพื่อป้องกันน้ำท่วมในเมือง และสะพานยังคงปิดอยู่",
    "ko": "시장은 월요일에 대통령의 새로운 홍수 대책을 발표했다. 다리는 여전히 닫혀 있다.",
    "fr": "Les élections ont été reportées après les inondations, et les écoles sont restées fermées.",
    "fa": "شهردار روز دوشنبه برنامه‌ی تازه‌ای برای پل‌های شهر و یک کتابخانه اعلام کرد.",
    "ar": "أعلنت الحكومة يوم الاثنين عن خطة جديدة لبناء الجسور في المدينة بعد الفيضانات.",
    "en": "The bridges were closed after the floods, and residents waited for the elections and/or the ferry.",
}
NUMBERS = {code: number for number, code in enumerate(TEXTS, start=1)}


def written(code: str, **changes: Any) -> Article:
    """An article of the sentence in this language, dated by its number."""
    number = NUMBERS[code]
    plain: dict[str, Any] = {
        "title": f"Report {number}",
        "display_title": f"Report {number}",
        "blocks": (Block(kind=BlockKind.PARAGRAPH, text=TEXTS[code]),),
        "language": language(code=code, detected=code),
        "published": published_exactly(datetime(2026, 1, number, 12, tzinfo=UTC)),
        "url": f"https://news.example/{code}",
        "source": f"paper {code}",
    }
    return article(number, **(plain | changes))


def index(conn: Connection) -> int:
    """Index all that is owed or outdated; how many rows were written."""
    last, total, owed = 0, 0, 1
    while owed:
        owed, written_rows, last = search.index_some(conn, limit=5, after=last)
        total += written_rows
    while outdated := search.index_outdated(conn, limit=5):
        total += outdated
    search.flush(conn)
    return total


@pytest.fixture(scope="module")
def indexed(server_url: str, template_url: str) -> Generator[Connection]:
    """A warehouse with every sentence in it, to be read only."""
    with (
        postgres.database(server_url, template=postgres.name_of(template_url)) as url,
        connect(url, autocommit=True) as conn,
    ):
        articles.load(conn, RUN, [written(code) for code in TEXTS])
        index(conn)
        yield conn


def found(conn: Connection, query: str, code: str | None = None, **asked: Any) -> list[str]:
    """Languages of what is found, in alphabetical order: each has one article."""
    named = "".join(f", {name} => %({name})s" for name in asked)
    rows = conn.execute(
        f"SELECT language FROM mart.search(%(query)s, language => %(code)s{named})".encode(),
        {"query": query, "code": code, **asked},
    )
    return sorted(row[0] for row in rows)


@pytest.mark.parametrize(
    ("code", "query"),
    [
        *(("el", word) for word in ("εκλογή", "πόλη", "γέφυρα", "πλημμύρα", "ΓΕΦΥΡΕΣ", "εκλογες")),
        *(("de", word) for word in ("Brücke", "Überschwemmung", "Stadt", "Behörde", "brucken", "uberschwemmung")),
        *(("ru", word) for word in ("выборы", "город", "школа", "наводнение", "министр")),
        *(("pl", word) for word in ("lodzi", "ŁODZI", "zolte", "zrodlach", "mieszkancy", "tramwa*", "wybor*")),
        *(("cs", word) for word in ("zdaru", "ricni", "pristav", "povod*")),
        *(("vi", word) for word in ("nguoi dan", "bau cu", "lũ lụt", '"dong bang"')),
        *(("zh", word) for word in ("气候变化", "北京", "桥梁", "桥", "abc", "洪水 大学", '"北京大学"')),
        *(("ja", word) for word in ("洪水対策", "東京", "橋", "ロケット", "H3", "月曜日 計画")),
        *(("th", word) for word in ("น้ำท่วม", "กรุงเทพ", "สะพาน", '"ป้องกันน้ำท่วม"')),
        *(("ko", word) for word in ("대통령", "홍수 대책", "다리")),
        *(("fr", word) for word in ("élection", "elections", "ecoles", "inondation", "restée")),
        *(("fa", word) for word in ("شهردار", "شھردار", "كتابخانه", "كتابخ*")),
        *(("ar", word) for word in ("حكومة", "الحکومة", "الجسور", "فيضانات")),
        *(("en", word) for word in ("bridge", "flooded", "ferry", '"residents waited"', "electing bridge")),
    ],
)
def test_a_word_is_found_in_other_forms_and_without_accents(indexed: Connection, code: str, query: str) -> None:
    assert found(indexed, query, code) == [code]
    assert code in found(indexed, query)


@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("zh", "北大"),
        ("zh", "京北"),
        ("zh", '"大学北京"'),
        ("ja", "都東"),
        ("th", "ท่วมน้ำ"),
        ("en", '"waited residents"'),
        ("en", "bridge -floods"),
        ("en", '-"were closed" bridge'),
        ("pl", "wyborca"),
        ("de", "Brücke Tunnel"),
    ],
)
def test_what_is_not_there_is_not_found(indexed: Connection, code: str, query: str) -> None:
    assert found(indexed, query, code) == []


def test_a_query_is_words_phrases_alternatives_and_what_is_unwanted(indexed: Connection) -> None:
    assert found(indexed, "bridge OR tramwaje") == ["en", "pl"]
    assert found(indexed, "bridge tunnel OR “żółte tramwaje”") == ["pl"]
    assert found(indexed, "洪水 -东京 OR ferry -tunnel") == ["en", "ja", "zh"]
    assert found(indexed, "Report", since="2026-01-13T00:00Z") == ["ar", "en"]
    assert found(indexed, "Report", until="2026-01-02T00:00Z") == ["el"]
    assert found(indexed, "Report", source="paper pl") == ["pl"]
    assert len(found(indexed, "Report", top=3)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "the",
        "the of and",
        "?!... --- ''",
        "-",
        '"',
        '""',
        "-bridge",
        "OR",
        "OR OR",
        "AND",
        "AND OR -AND",
        "*",
        "\\",
        "'q' & | !:*",
        "a:*b",
        "<->",
        "(",
        '-"',
        "\x7f",
        "🙂",
        "́",
        "x" * 1000,
        "-the OR -of",
        "w OR " * 20,
    ],
)
def test_an_odd_query_finds_nothing_and_fails_nothing(indexed: Connection, query: str) -> None:
    assert found(indexed, query) == []
    assert found(indexed, query, "en") == []
    assert found(indexed, query, "zh") == []


@pytest.mark.parametrize(
    ("query", "asked", "said"),
    [
        ("x" * 1001, {}, "too long: at most 40 words and 1000 characters"),
        (" OR ".join("abcdefghij" * 100), {}, "too long"),
        ("a*", {}, r"a\* is too short: a prefix has at least 3 letters"),
        ("bridge", {"top": 0}, "top is between 1 and 400"),
        ("bridge", {"top": None}, "top is between 1 and 400"),
        ("bridge", {"source": "nobody"}, "there is no source nobody"),
    ],
)
def test_a_query_that_asks_too_much_is_refused_clearly(
    indexed: Connection, query: str, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match=said):
        found(indexed, query, **asked)


@pytest.mark.parametrize("code", ["no", "nb", "nn"])
def test_norwegian_is_one_language_whatever_a_person_calls_it(conn: Connection, code: str) -> None:
    tags = ("no", "nn", "da")  # a person may say that it is Nynorsk
    articles.load(conn, RUN, [article(n, language=language(code=tag)) for n, tag in enumerate(tags)])
    index(conn)

    assert found(conn, "ferry", code) == ["nn", "no"]


def test_and_between_words_is_what_is_meant_anyway_in_every_language(indexed: Connection) -> None:
    assert found(indexed, "żółte AND tramwaje") == ["pl"]
    assert found(indexed, "bridge AND ferry OR żółte AND tramwaje") == ["en", "pl"]
    assert found(indexed, "żółte AND tunel") == []
    shown = indexed.execute("SELECT snippet FROM mart.search('洪水 AND abc', 'zh')").fetchone()
    assert shown
    assert "**ABC**" in shown[0]


def test_a_language_nobody_knows_is_refused_by_name(indexed: Connection) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="there is no language xx"):
        found(indexed, "bridge", "xx")


@pytest.mark.parametrize(
    ("code", "query", "shown"),
    [
        ("el", "γέφυρα", "**γέφυρες**"),
        ("pl", "zolte", "**żółte**"),
        ("en", '"residents waited"', "**residents** **waited**"),
        ("zh", "气候变化", "发表了关于**气候变化**的新报告"),
        ("zh", "abc", "**ABC**"),
        ("ja", "橋 計画", "新しい**計画**"),
        ("th", "น้ำท่วม", "ป้องกัน**น้ำท่วม**ในเมือง"),
        ("fa", "شهردار", "**شهردار**"),
    ],
)
def test_a_snippet_shows_the_words_where_they_stand(indexed: Connection, code: str, query: str, shown: str) -> None:
    row = indexed.execute("SELECT snippet FROM mart.search(%s, %s)", (query, code)).fetchone()

    assert row
    assert shown in row[0]


def test_the_headline_counts_most(conn: Connection) -> None:
    plain = article(1, title="Nothing new", display_title="Nothing new")
    articles.load(conn, RUN, [plain, article(2, title="A long winter", display_title="A long winter")])
    index(conn)

    rows = conn.execute("SELECT title, rank FROM mart.search('winter')").fetchall()

    assert [title for title, _ in rows] == ["A long winter", "Nothing new"]
    assert rows[0][1] > rows[1][1]


def test_a_change_is_found_and_what_stays_as_it_is_is_not_written(conn: Connection) -> None:
    articles.load(conn, RUN, [article(1), article(2)])
    assert index(conn) == 2
    articles.load(conn, AGAIN, [article(1, title="The lighthouse keeper", display_title="The lighthouse keeper")])
    conn.execute("UPDATE news.article SET section = 'local'")

    assert index(conn) == 1

    assert outbox.waiting(conn, search.READER) == 0
    assert [row[0] for row in conn.execute("SELECT title FROM mart.search('lighthouse')")] == ["The lighthouse keeper"]
    assert conn.execute("SELECT count(*) FROM mart.search('winter')").fetchone() == (2,)


def test_what_fails_is_owed_again(conn: Connection) -> None:
    articles.load(conn, RUN, [article(1)])

    def fail() -> None:
        with conn.transaction():
            search.index_some(conn, limit=10)
            conn.execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        fail()

    assert index(conn) == 1


def test_demo_articles_and_what_is_none_are_treated_as_in_the_mart(conn: Connection) -> None:
    demo = article(1, origin=Origin.DEMO)
    articles.load(conn, RUN, [demo])
    index(conn)
    assert conn.execute("SELECT count(*) FROM mart.search('ferry')").fetchone() == (1,)

    articles.load(conn, AGAIN, [article(2), article(3)])
    index(conn)
    conn.execute(
        "INSERT INTO news.override (url_key_hash, field, url_key, value, reason, decided_by, decided_at)"
        " SELECT url_key_hash, 'not_article', url_key, 'true', 'a list', 'ann', now() FROM news.article"
        " WHERE url_key = %s",
        (article(3).url_key,),
    )

    found_keys = conn.execute("SELECT url_key FROM mart.search('ferry') JOIN mart.article USING (article_id)")
    assert [row[0] for row in found_keys] == [article(2).url_key]


def test_a_giant_is_found_by_how_it_begins_and_harms_no_other(conn: Connection) -> None:
    many = " ".join(f"word{number}x{number * 7919}" for number in range(60_000))  # a vector ends at 1 MB
    giants = [
        article(1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=f"gargantuan {many}"),)),
        article(
            2,
            blocks=(Block(kind=BlockKind.PARAGRAPH, text="洪水" + "".join(map(chr, range(0x4E00, 0x9FFF))) * 4),),
            language=language(code="zh"),
        ),
        article(3, blocks=(Block(kind=BlockKind.PARAGRAPH, text="y" * 300_000),)),
    ]
    articles.load(conn, RUN, [*giants, article(4)])

    assert index(conn) == 4

    assert conn.execute("SELECT count(*) FROM mart.search('gargantuan', 'en')").fetchone() == (1,)
    assert conn.execute("SELECT count(*) FROM mart.search('洪水', 'zh')").fetchone() == (1,)


def test_a_language_nobody_listed_is_searched_without_a_stemmer(conn: Connection) -> None:
    articles.load(conn, RUN, [article(1, language=language(code="ceb"))])
    index(conn)

    assert found(conn, "crossed") == ["ceb"]
    assert found(conn, "crossed", "und") == ["ceb"]
    assert found(conn, "crossing") == []


def test_an_operator_changes_how_a_language_is_searched(conn: Connection) -> None:
    articles.load(conn, RUN, [written("pl"), written("en")])
    index(conn)
    assert found(conn, "bridges", "pl") == []

    conn.execute("UPDATE news.language SET ts_config = 'pg_catalog.simple' WHERE language = 'pl'")

    assert index(conn) == 1
    assert found(conn, "lodzi", "pl") == []
    assert found(conn, "łodzi", "pl") == ["pl"]
    with pytest.raises(psycopg.errors.RaiseException, match=r"no text search configuration public\.polish"):
        conn.execute("UPDATE news.language SET ts_config = 'public.polish' WHERE language = 'pl'")


def test_an_analyst_may_search_and_call_none_of_its_parts(conn: Connection) -> None:
    articles.load(conn, RUN, [article(1)])
    index(conn)
    conn.execute("SET ROLE analyst")

    assert conn.execute("SELECT count(*) FROM mart.search('ferry')").fetchone() == (1,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("SELECT news.search_text('words', 'x')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("DELETE FROM news.article_search")
