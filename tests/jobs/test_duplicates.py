"""Near-duplicates on real rows: what is related, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from copies import FOREIGN, FORM, LATER, OWN, WALL_TITLES, groups, kinds, load, pairs, rates, relate, story, wall_page
from paragraphs import PARAGRAPHS
from prose import sentences

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection


def test_a_text_at_another_publisher_is_syndicated_and_one_s_own_again_an_update(
    conn: Connection, database_url: str
) -> None:
    load(
        conn,
        [
            story(1, OWN, "agency.example"),
            story(2, LATER + OWN[:15], "daily.example"),
            story(3, OWN, "www.daily.example"),
            story(4, FOREIGN, "daily.example"),
        ],
    )

    tally = relate(database_url)

    first, second, third = (f"https://{name}.example" for name in ("agency", "daily", "www.daily"))
    assert tally == {"articles": 4, "signed": 4, "related": 3}
    assert pairs(conn) == {
        ("syndicated", f"{first}/story-1", f"{second}/story-2"),
        ("syndicated", f"{first}/story-1", f"{third}/story-3"),
        ("template", f"{second}/story-2", f"{third}/story-3"),
    }
    assert groups(conn) == {frozenset({f"{first}/story-1", f"{second}/story-2", f"{third}/story-3"})}


@pytest.mark.parametrize("language", ["pl", "el", "ru", "ja", "zh", "th", "ar", "ko"])
def test_it_is_so_in_every_language(conn: Connection, database_url: str, language: str) -> None:
    if language not in PARAGRAPHS:
        pytest.fail(f"write a paragraph in {language}")
    text = PARAGRAPHS[language]
    others = [PARAGRAPHS[name] for name in ("de", "fr") if name in PARAGRAPHS]
    load(
        conn,
        [
            story(1, [text], "agency.example", title=None),
            story(2, [f"{text}\n\n{others[0]}"], "daily.example", title=None),
            story(3, others[-1:], "weekly.example", title=None),
        ],
    )

    relate(database_url)

    assert pairs(conn) == {("syndicated", "https://agency.example/story-1", "https://daily.example/story-2")}


def test_a_form_filled_every_day_is_a_template_and_kept_apart(conn: Connection, database_url: str) -> None:
    load(conn, [rates(number) for number in range(5)])

    relate(database_url)

    assert kinds(conn) == {"template": 10}
    assert groups(conn) == set()


def test_one_text_under_three_headlines_that_it_knows_nothing_of_is_a_wall(conn: Connection, database_url: str) -> None:
    load(conn, [wall_page(0), wall_page(1)])
    relate(database_url)
    two = kinds(conn)

    load(conn, [wall_page(2), story(9, FOREIGN, "other.example")], "run-2")
    relate(database_url, "run-2")

    assert two == {"update": 1}
    assert kinds(conn) == {"wall": 6}  # the copy at another publisher shows no article either
    assert conn.execute("SELECT kind, article_count FROM mart.duplicate_group").fetchall() == [("wall", 4)]


def test_a_wall_that_is_taken_down_leaves_an_update(conn: Connection, database_url: str) -> None:
    load(conn, [wall_page(0), wall_page(1), wall_page(2)])
    relate(database_url)

    load(conn, [story(2, OWN, title=WALL_TITLES[2])], "run-2")
    relate(database_url, "run-2")

    assert kinds(conn) == {"update": 1}
    assert conn.execute("SELECT count(*) FROM news.article_signature WHERE is_wall").fetchone() == (0,)


def test_a_formula_of_hundreds_of_pages_costs_few_comparisons(conn: Connection, database_url: str) -> None:
    pages = [
        story(number, [*FORM, *sentences(5000 + number, count=3)], title=f"Tide {number}") for number in range(250)
    ]
    load(conn, pages[:240])
    relate(database_url)
    crowd = conn.execute("SELECT count(DISTINCT key) FROM ops.crowd").fetchone()

    load(conn, pages[240:], "run-2")
    tally = relate(database_url, "run-2")

    assert crowd
    assert crowd[0] > 10
    assert 10 <= tally["related"] <= 10 * 150
    assert kinds(conn).keys() == {"template"}
