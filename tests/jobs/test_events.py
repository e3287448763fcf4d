"""Articles on their way into events, on a real warehouse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from builders import article, language, published_exactly
from wireroom.jobs.events import READER, relate_batch, relate_events
from wireroom.model import Article, Block, BlockKind
from wireroom.warehouse import articles, events, outbox
from wireroom.warehouse.queries import query
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
GREEK = (
    "Σεισμός 5,4 Ρίχτερ στην Καβάλα",
    """Σεισμική δόνηση 5,4 βαθμών σημειώθηκε στα ανοικτά της Καβάλας. Τραυματίστηκαν 17 άνθρωποι, είπε ο δήμαρχος
    Θεόδωρος Μουρικάκης. Στη Θάσο έπεσαν τοίχοι σε 43 σπίτια. Ο Μουρικάκης έκλεισε τα σχολεία της Καβάλας.""",
)
GERMAN = (
    "Erdbeben vor Kavala: 17 Verletzte",
    """Ein Beben der Stärke 5,4 hat die Hafenstadt Kavala erschüttert. Bürgermeister Theodoros Mourikakis sprach von 17
    Verletzten, auf der Insel Thasos stürzten Mauern von 43 Häusern ein. Die Schulen in Kavala bleiben geschlossen.""",
)
ENGLISH = (
    "Quake off Kavala injures 17",
    """A 5.4 earthquake off the port of Kavala injured 17 people, said the mayor, Theodoros Mourikakis. Walls of 43
    houses fell on Thasos. Schools in Kavala stayed shut, Mourikakis said.""",
)
SPANISH = (
    "Un terremoto en Kavala deja 17 heridos",
    """Un terremoto de magnitud 5,4 sacudió el puerto de Kavala y dejó 17 heridos, según el alcalde, Theodoros
    Mourikakis. En Thasos cayeron muros de 43 casas. Mourikakis cerró las escuelas de Kavala.""",
)
FRENCH = (
    "Séisme à Kavala : 17 blessés",
    """Un séisme de magnitude 5,4 a secoué le port de Kavala et fait 17 blessés, selon le maire, Theodoros Mourikakis.
    À Thasos, les murs de 43 maisons sont tombés. Mourikakis a fermé les écoles de Kavala.""",
)
POLISH = (
    "Prom z 412 pasażerami na mieliźnie pod Gdańskiem",
    """Prom „Baltica Nord” płynący z Karlskrony do Gdańska wszedł na mieliznę koło Helu. Kapitan Henrik Wallström mówi,
    że nikt z 412 pasażerów i 58 członków załogi nie ucierpiał. Dwa holowniki przypłynęły z Gdańska.""",
)
FERRY = (
    "Ferry with 412 aboard runs aground near Gdansk",
    """The ferry Baltica Nord, on its way from Karlskrona to Gdansk, ran aground near Hel. Captain Henrik Wallström said
    none of the 412 passengers and 58 crew was hurt. Two tugs came from Gdansk.""",
)
MARKET = (
    "Four killed as bombs hit market in Kharkiv",
    """Bombs hit a market in Kharkiv on Monday, killing four people and wounding 19, said governor Oleh Bondarevych.
    Some 60 stalls burned. The jet came from the direction of Belgorod. Bondarevych spoke of people who had come for
    bread.""",
)
TARG = (
    "Bomby spadły na targ w Charkowie",
    """W poniedziałkowym ataku na targ w Charkowie zginęły cztery osoby, a 19 zostało rannych. Spłonęło 60 straganów.
    Ludzie przyszli po chleb – powiedział gubernator Oleh Bondarewycz. Samolot nadleciał od strony Biełgorodu.""",
)
POWER = (
    "Missiles knock out power in Kharkiv",
    """Missiles fired from Belgorod knocked out power in Kharkiv on Tuesday, said governor Oleh Bondarevych. Some 280
    substations stood still. Bondarevych called for a day of mourning for those killed at the market.""",
)


def report(number: int, text: tuple[str, str], code: str, day: float | None = 0.0, **changes: Any) -> Article:
    """An article published `day` days after DAY, or undated."""
    return article(
        number,
        title=text[0],
        display_title=text[0],
        blocks=(Block(kind=BlockKind.PARAGRAPH, text=" ".join(text[1].split())),),
        language=language(code=code, detected=code),
        published=None if day is None else published_exactly(DAY + timedelta(days=day)),
        **changes,
    )


def load(conn: Connection, *reports: Article, run: str = "run-1") -> None:
    articles.load(conn, RunKey(dag_id="ingest_seeds", run_id=run, task_id="read"), reports)


def relate(url: str, run: str = "run-1") -> dict[str, int]:
    key = RunKey(dag_id="refresh_marts", run_id=run, task_id="relate_events")
    return relate_events(url, key, now=NOW, is_asked=True)


def partition(conn: Connection) -> list[set[str]]:
    """The headlines of each event."""
    found = conn.execute("SELECT array_agg(display_title) FROM mart.event_article GROUP BY event_id ORDER BY event_id")
    return [set(titles) for (titles,) in found]


def event_ids(conn: Connection) -> list[int]:
    return [event_id for (event_id,) in conn.execute("SELECT event_id FROM mart.event ORDER BY event_id")]


def stored(conn: Connection) -> list[tuple[Any, ...]]:
    """Everything that is kept, with the times it was written at."""
    tables = ("news.article_anchor", "news.event_member", "news.event", "ops.anchor_frequency", "ops.stem_frequency")
    return [row for table in tables for row in conn.execute(f"SELECT t::text FROM {table} AS t ORDER BY 1").fetchall()]


def test_reports_in_three_languages_are_one_event_and_other_days_are_others(
    conn: Connection, database_url: str
) -> None:
    load(conn, report(1, GREEK, "el"), report(2, POLISH, "pl"), report(3, GERMAN, "de", 0.4))
    load(conn, report(4, ENGLISH, "en", 1), report(5, FERRY, "en", 9), run="run-2")

    relate(database_url)

    found = conn.execute("SELECT headline, article_count, voice_count, languages, first_at, last_at FROM mart.event")
    assert partition(conn) == [{GREEK[0], GERMAN[0], ENGLISH[0]}]
    assert found.fetchall() == [(GREEK[0], 3, 3, ["de", "el", "en"], DAY, DAY + timedelta(days=1, minutes=1))]


def test_the_order_of_arrival_does_not_matter(conn: Connection, database_url: str) -> None:
    reports = [report(1, GREEK, "el"), report(2, POLISH, "pl"), report(3, GERMAN, "de", 0.4), report(4, FERRY, "en", 1)]
    reports += [report(5, FRENCH, "fr", 1), report(6, ENGLISH, "en", 1.2), report(7, SPANISH, "es", None)]

    for number, one in enumerate(reversed(reports)):
        load(conn, one, run=f"run-{number}")
        relate(database_url, f"run-{number}")

    found = sorted(partition(conn), key=len)
    assert found == [{POLISH[0], FERRY[0]}, {GREEK[0], GERMAN[0], FRENCH[0], ENGLISH[0], SPANISH[0]}]


def test_what_happens_to_one_city_on_two_days_is_two_events(conn: Connection, database_url: str) -> None:
    load(conn, report(1, MARKET, "en"), report(2, POWER, "en", 1.2), report(3, TARG, "pl", 0.2), report(4, GREEK, "el"))

    relate(database_url)

    assert partition(conn) == [{MARKET[0], TARG[0]}]
    days = conn.execute("SELECT language, weekday FROM mart.event_article ORDER BY language").fetchall()
    assert days == [("en", 1), ("pl", 1)]


def test_what_an_earlier_method_read_still_links(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, POLISH, "pl"))
    relate(database_url)
    conn.execute("UPDATE news.article_anchor SET method = 'anchors 1', groups = '{}', weekday = NULL")

    load(conn, report(3, GERMAN, "de", 0.4), run="run-2")
    relate(database_url, "run-2")

    assert partition(conn) == [{GREEK[0], GERMAN[0]}]


def test_the_evidence_of_a_link_can_be_read(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, POLISH, "pl"), report(3, FERRY, "en", 1), report(4, GERMAN, "de", 1))

    relate(database_url)

    rows = conn.execute(
        "SELECT language, linked_article_id, strength >= 1, shared, places, stem_cosine, counted_articles"
        " FROM mart.event_article ORDER BY language"
    ).fetchall()
    assert [(row[0], row[1] is None, row[2]) for row in rows] == [
        ("de", False, True),
        ("el", True, None),
        ("en", False, True),
        ("pl", True, None),
    ]
    assert {"Mourikakis", "Thasos", "43", "17", "5,4"} <= set(rows[0][3])
    assert {"Gdańsk", "Wallström", "412"} <= set(rows[2][3])
    assert rows[3][4] == ["Gdańsk"]
    assert rows[0][5:] == (None, 4)


def test_an_article_without_a_date_links_where_it_came_by_file_and_not_where_it_came_live(
    conn: Connection, database_url: str
) -> None:
    load(conn, report(1, GREEK, "el"), report(2, POLISH, "pl"))
    load(conn, report(3, ENGLISH, "en", None), report(4, FERRY, "en", None), run="run-2")
    conn.execute("UPDATE news.article SET origin = 'live' WHERE title = %s", (FERRY[0],))

    relate(database_url)

    kinds = conn.execute("SELECT window_kind, count(*) FROM news.article_anchor GROUP BY 1 ORDER BY 1").fetchall()
    assert kinds == [("discovered", 1), ("open", 1), ("stated", 2)]
    assert partition(conn) == [{GREEK[0], ENGLISH[0]}]


def test_copies_are_one_voice_and_pages_of_one_form_make_no_event(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, GERMAN, "de"), report(3, POLISH, "pl"), report(4, FERRY, "en"))
    ids = {code: number for number, code in conn.execute("SELECT article_id, language FROM news.article")}
    for kind, one, other in (("syndicated", "el", "de"), ("template", "pl", "en")):
        pair = sorted((ids[one], ids[other]))
        conn.execute(
            "INSERT INTO news.article_relation VALUES (%s, %s, %s, %s, false, %s, 1, 1, 1, 99, 1)",
            (*pair, kind, kind, kind == "syndicated"),
        )
    conn.execute(
        "INSERT INTO news.duplicate_member SELECT unnest(%s::bigint[]), %s",
        ([ids["el"], ids["de"]], min(ids["el"], ids["de"])),
    )

    relate(database_url)
    alone = event_ids(conn)
    load(conn, report(5, ENGLISH, "en"), run="run-2")
    relate(database_url, "run-2")

    assert alone == []
    assert conn.execute("SELECT article_count, voice_count FROM mart.event").fetchall() == [(3, 2)]


def test_what_is_known_changes_nothing(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, GERMAN, "de"), report(3, POLISH, "pl"))
    relate(database_url)
    before = stored(conn)

    conn.execute("INSERT INTO ops.outbox (reader, article_id) SELECT 'events', article_id FROM news.article")
    tally = relate(database_url, "run-2")

    assert tally["articles"] == 3
    assert stored(conn) == before


def test_a_batch_that_fails_leaves_everything_as_it_was(conn: Connection) -> None:
    load(conn, report(1, GREEK, "el"), report(2, GERMAN, "de"))
    before = stored(conn)

    def fail() -> None:
        with conn.transaction():
            events.lock(conn)
            relate_batch(conn, outbox.take(conn, READER, limit=10))
            conn.execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        fail()

    assert stored(conn) == before
    assert outbox.waiting(conn, READER) == 2


def test_a_changed_article_leaves_its_event_and_comes_back_to_it(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, GERMAN, "de"), report(3, POLISH, "pl"))
    relate(database_url)
    (event_id,) = event_ids(conn)

    load(conn, report(1, FERRY, "en"), run="run-2")
    relate(database_url, "run-2")
    changed = partition(conn)
    load(conn, report(1, GREEK, "el"), run="run-3")
    relate(database_url, "run-3")

    assert {FERRY[0], POLISH[0]} in changed
    assert {GREEK[0], GERMAN[0]} not in changed
    assert partition(conn) == [{GREEK[0], GERMAN[0]}]
    assert event_ids(conn) == [event_id]


def test_who_was_linked_to_an_article_that_left_stays_together(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, GERMAN, "de"), report(3, ENGLISH, "en"))
    relate(database_url)
    (event_id,) = event_ids(conn)

    load(conn, report(1, POLISH, "pl"), run="run-2")
    relate(database_url, "run-2")

    assert partition(conn) == [{GERMAN[0], ENGLISH[0]}]
    assert event_ids(conn) == [event_id]


def test_events_that_turn_out_to_be_one_are_reached_by_both_numbers(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, GERMAN, "de"))
    load(conn, report(3, ENGLISH, "en", 3), report(4, SPANISH, "es", 3), run="run-2")
    relate(database_url)
    first, second = event_ids(conn)

    load(conn, report(5, FRENCH, "fr", 1.5), run="run-3")
    relate(database_url, "run-2")

    redirects = conn.execute("SELECT former_event_id, event_id FROM mart.event_redirect").fetchall()
    assert partition(conn) == [{GREEK[0], GERMAN[0], ENGLISH[0], SPANISH[0], FRENCH[0]}]
    assert event_ids(conn) == [first]
    assert redirects == [(second, first)]


def test_nothing_of_an_erased_article_is_left(conn: Connection, database_url: str) -> None:
    load(conn, report(1, GREEK, "el"), report(2, GERMAN, "de"), report(3, POLISH, "pl"))
    relate(database_url)
    gone = conn.execute("SELECT article_id FROM news.article WHERE language IN ('el', 'pl')").fetchall()

    for eraser in ("takedown/erase_article_anchor", "takedown/erase_event_member"):
        conn.execute(query(eraser), {"article_ids": [article_id for (article_id,) in gone]})

    kept = conn.execute("SELECT keys, stems FROM news.article_anchor").fetchall()
    keys = conn.execute("SELECT array_agg(key ORDER BY key) FROM ops.anchor_frequency").fetchall()
    stems = conn.execute("SELECT array_agg(stem ORDER BY stem) FROM ops.stem_frequency").fetchall()
    languages = conn.execute("SELECT language, article_count FROM ops.language_frequency")
    members = conn.execute("SELECT linked_article_id FROM news.event_member").fetchall()
    assert len(kept) == 1
    assert (keys, stems) == ([(kept[0][0],)], [(kept[0][1],)])
    assert languages.fetchall() == [("de", 1)]
    assert members == [(None,)]
