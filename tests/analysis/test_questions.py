"""The ready questions of sql/analysis: each runs as it is in psql, and answers what its header says."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import demo_warehouse
import postgres
import pytest
from announcing import announce, announced, claim_site, stored
from builders import NOW, published_exactly
from wireroom.errors import PermanentError
from wireroom.local.analysis import ANALYSIS, ask, questions, script
from wireroom.warehouse import articles
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

    from wireroom.warehouse.connection import Connection

Row = dict[str, str]


@pytest.fixture(scope="module")
def demo(server_url: str, template_url: str) -> Generator[str]:
    """A warehouse with the demo, a later edition of it, and polls of May 2025."""
    with postgres.database(server_url, template=postgres.name_of(template_url)) as url:
        demo_warehouse.fill(url)
        yield url


def answer(url: str, name: str, **values: str) -> list[Row]:
    """The rows psql prints; NULL is the word NULL."""
    done = ask(url, script(name, values), arguments=["--csv"], is_shown=False)
    assert (done.returncode, done.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def column(rows: list[Row], name: str) -> list[str]:
    return [row[name] for row in rows]


@pytest.mark.parametrize("name", questions())
def test_a_question_says_what_it_asks_what_its_columns_mean_and_what_to_beware_of(name: str) -> None:
    header = "".join(
        line.removeprefix("--") for line in (ANALYSIS / f"{name}.sql").read_text().splitlines() if line.startswith("--")
    )

    assert re.search(r"\?.*Columns: .*Beware: ", header)
    assert questions()[name].endswith("?")


@pytest.mark.parametrize("name", questions())
def test_every_column_it_explains_or_names_is_there(demo: str, name: str) -> None:
    done = ask(demo, script(name, {}), arguments=["--csv"], is_shown=False)
    columns = done.stdout.splitlines()[0].split(",")

    assert done.returncode == 0, done.stderr
    assert all(re.fullmatch(r"[a-z_0-9]+", column) for column in columns)


def test_a_day_nobody_looked_is_null_and_a_day_without_news_zero(demo: str) -> None:
    rows = answer(demo, "articles_per_day")

    assert [(row["day"], row["article_count"], row["observed_share"]) for row in rows] == [
        ("2025-05-12", "0", "1.00"),
        ("2025-05-13", "1", "0.92"),
        ("2025-05-14", "1", "0.00"),  # found when somebody looked again
        ("2025-05-15", "NULL", "0.08"),
        ("2025-05-16", "0", "1.00"),
    ]


def test_days_are_cut_in_the_zone_that_was_asked_for(demo: str) -> None:
    tokyo = answer(demo, "articles_per_day", zone="Asia/Tokyo")

    assert column(tokyo, "article_count") == ["0", "0", "2", "NULL", "0"]  # 13 May 21:40 in London is the 14th there


def test_every_language_is_counted_and_its_declarations_weighed(demo: str) -> None:
    rows = {row["language"]: row for row in answer(demo, "languages")}

    assert sum(int(row["article_count"]) for row in rows.values()) == 30
    assert (rows["en"]["article_count"], rows["en"]["declared_share"], rows["en"]["agreeing_share"]) == (
        "4",
        "1.00",
        "1.00",
    )
    assert (rows["pl"]["declared_share"], rows["pl"]["agreeing_share"]) == ("0.00", "NULL")
    assert rows["de"]["mixed_count"] == "1"


def test_a_source_has_its_publisher_and_the_languages_of_its_articles(demo: str) -> None:
    (row,) = answer(demo, "sources")

    assert (row["publisher"], row["country"], row["declared"], row["article_count"]) == ("Demo Press", "SE", "sv", "30")
    assert row["observed"] == "de en pl el …"
    assert row["since"] < row["until"]


def test_changed_headlines_show_the_words(demo: str) -> None:
    rows = answer(demo, "headline_changes")

    assert [(row["language"], row["removed"], row["added"], row["changes_text"]) for row in rows] == [
        ("de", "", "nach dreißig Jahren", "t"),
        ("en", "", "grey", "f"),
    ]


def test_changed_words_stand_between_their_neighbours(demo: str) -> None:
    rows = {row["language"]: row for row in answer(demo, "word_changes")}

    assert {language: row["kinds"] for language, row in rows.items()} == {
        "de": "{title,body}",
        "en": "{title}",
        "es": "{date}",
        "it": "{body}",
    }
    assert rows["it"]["word_diff"] == "Il progetto è costato [-seicentomila-] {+settecentomila+} euro. Metà della"
    assert rows["es"]["word_diff"] == "NULL"
    assert "der Heimatverein die ersten [-achtzig-] {+sechzig+} Brote" in rows["de"]["word_diff"]


def test_a_correction_is_shown_as_it_stands(demo: str) -> None:
    (row,) = answer(demo, "corrections")

    assert row["text"].startswith("Berichtigung: In einer früheren Version dieses Artikels")
    assert (row["language"], row["came_later"], row["rule"]) == ("de", "t", "de.label")


def test_what_declares_nothing_disagrees_with_nothing(demo: str) -> None:
    rows = answer(demo, "language_disagreement")

    assert set(column(rows, "agrees")) == {"NULL"}
    assert sum(map(int, column(rows, "articles"))) == 12


def test_removed_lines_are_counted_by_rule(demo: str) -> None:
    rows = answer(demo, "removed_lines", top="100")

    (polish,) = [row for row in rows if row["rule"] == "pl.related.bare" and row["kind"] == "related_link"]
    assert (polish["pieces"], polish["articles"], polish["texts"]) == ("3", "2", "3")
    assert column(rows, "pieces") == sorted(column(rows, "pieces"), key=int, reverse=True)


def test_undated_and_coarse_articles_are_told_apart(demo: str) -> None:
    rows = answer(demo, "undated")

    assert [tuple(row.values()) for row in rows] == [
        ("month", "2025-03", "pl", "1"),
        ("undated", "NULL", "de", "1"),
        ("undated", "NULL", "el", "1"),
    ]


def test_the_demo_has_nothing_live_to_be_timed(demo: str) -> None:
    assert answer(demo, "timeliness") == []


def test_the_way_of_a_live_article_is_timed(conn: Connection, database_url: str) -> None:
    announce(conn, announced(1))
    entry = claim_site(conn).entries[0]
    moment = published_exactly(NOW - timedelta(hours=1))
    articles.load(
        conn, RunKey(dag_id="ingest_articles", run_id="1", task_id="fetch"), [stored(entry, published=moment)]
    )
    conn.execute("UPDATE ops.sighting SET first_seen_at = %s", (NOW,))
    conn.execute("UPDATE news.article SET first_seen_at = %s", (NOW + timedelta(minutes=2),))

    (row,) = answer(database_url, "timeliness")

    assert (row["source"], row["articles"]) == ("news1", "1")
    assert (row["announced_median"], row["stored_median"]) == ("01:00:00", "00:02:00")


def test_gaps_and_losses_are_listed_and_good_days_are_not(demo: str) -> None:
    rows = {row["day"][-2:]: row for row in answer(demo, "coverage")}

    assert {day: row["gap_hours"] for day, row in rows.items()} == {
        "13": "2", "14": "24", "15": "22", "21": "24", "22": "0", "31": "24",
    }  # fmt: skip
    assert (rows["14"]["due"], rows["14"]["made"], rows["14"]["succeeded"]) == ("24", "0", "0")
    assert (rows["21"]["due"], rows["21"]["made"], rows["21"]["succeeded"]) == ("24", "24", "0")
    assert rows["22"]["missed"] == "7"


def test_the_shares_of_a_language_are_whole(demo: str) -> None:
    rows = answer(demo, "share_of_voice")

    assert [(row["site"], row["share"]) for row in rows if row["language"] == "de"] == [
        ("demo", "0.50"),
        ("haefner-anzeiger.example", "0.25"),
        ("ostsee-bote.example", "0.25"),
    ]


def test_the_topic_itself_sets_its_articles_apart_most(demo: str) -> None:
    rows = answer(demo, "keyness")

    assert (rows[0]["word"], rows[0]["target_count"], rows[0]["reference_count"]) == ("harbour", "9", "0")
    assert column(rows, "g2") == sorted(column(rows, "g2"), key=float, reverse=True)


def test_a_word_is_shown_in_its_company(demo: str) -> None:
    rows = answer(demo, "keyword_in_context")
    chinese = answer(demo, "keyword_in_context", word="集市", language="zh")

    assert {row["hit"].lower() for row in rows} == {"harbour"}
    assert len({row["published"] for row in rows}) == 2
    assert chinese
    assert {row["hit"] for row in chinese} == {"集市"}


def test_the_first_of_a_text_that_went_round_is_named(demo: str) -> None:
    row, cat = sorted(answer(demo, "first_mover"), key=lambda each: each["first_title"], reverse=True)

    assert row["first_title"] == "Marlow Quay votes to rebuild its harbour wall"
    assert row["later_title"] == "Harbour wall to be rebuilt after storm damage"
    assert (row["lag"], row["is_first_certain"]) == ("09:35:00", "t")
    assert cat["later_title"] == "Museum by the sea gives a cat a job"


def test_who_ran_the_text_of_another_publisher_is_named(demo: str) -> None:
    (row,) = answer(demo, "who_copies_whom")

    assert (row["first_publisher"], row["later_publisher"]) == ("marlow-mercury.example", "bay-gazette.example")
    assert (row["text_count"], row["certain_count"], row["median_lag"]) == ("1", "1", "1 day 18:35:00")


def test_an_event_is_told_in_two_languages(demo: str) -> None:
    (row,) = answer(demo, "same_event")

    assert row["headline"] == "Elektrische Fähre fährt zum ersten Mal von Tallinn nach Helsinki"
    assert (row["articles"], row["voices"], row["languages"]) == ("2", "2", "de fr")


def test_copies_of_one_text_are_no_event(demo: str) -> None:
    assert len(answer(demo, "same_event", least_languages="1")) == 1


def test_search_finds_and_shows(demo: str) -> None:
    rows = answer(demo, "search")
    polish = answer(demo, "search", words="listonosz*", language="pl")

    assert {row["title"] for row in rows} == {
        "Marlow Quay votes to rebuild its harbour wall",
        "Harbour wall to be rebuilt after storm damage",
    }
    assert all("**harbour** **wall**" in row["snippet"] for row in rows)
    assert column(polish, "title")[:1] == ["Most w Brzezinkach Dolnych znów otwarty. Pierwszy przejechał listonosz"]


def test_the_fate_of_everything_adds_up(demo: str) -> None:
    rows = {row["run_id"]: row for row in answer(demo, "fate_of_entries")}
    first, later, abroad = (rows[name] for name in ("demo", "demo-later", "demo-abroad"))

    assert (first["discovered"], first["stored"], first["rejected"], first["is_balanced"]) == ("30", "27", "3", "t")
    assert (later["discovered"], later["updated"], later["is_balanced"]) == ("4", "4", "t")
    assert (abroad["discovered"], abroad["stored"], abroad["is_balanced"]) == ("3", "3", "t")


def test_every_question_is_answered_here() -> None:
    asked = set(re.findall(r'answer\(\w+, "(\w+)"', Path(__file__).read_text(encoding="utf-8")))

    assert set(questions()) - asked == set()


def test_a_wrong_question_or_value_is_named() -> None:
    with pytest.raises(PermanentError, match="no question nonsense"):
        script("nonsense", {})
    with pytest.raises(PermanentError, match="sources has no top"):
        script("sources", {"top": "1"})


@pytest.mark.parametrize("value", ["it's", "a\\b", "x'; DROP VIEW mart.article; --", ":top", "`ls`"])
def test_a_value_is_a_value_whatever_it_says(demo: str, value: str) -> None:
    assert isinstance(answer(demo, "search", words=value), list)


def test_a_question_cannot_write(demo: str) -> None:
    done = ask(demo, "CREATE TABLE public.mine (a integer);", is_shown=False)

    assert done.returncode != 0
    assert "read-only" in done.stderr


def test_the_list_of_questions_is_as_long_as_promised() -> None:
    assert 12 <= len(questions()) <= 20
