"""Samples: fair, in strata, and the same for whoever draws again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import postgres
import psycopg
import pytest
from builders import article, language, published
from wireroom.warehouse import articles
from wireroom.warehouse.connection import Connection, connect
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Generator

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
SIZES = {"en": 60, "pl": 30, "el": 9, "mt": 1}


def hundred() -> list[Any]:
    """A hundred articles in four languages of two sources."""
    languages = [code for code, size in SIZES.items() for _ in range(size)]
    return [
        article(
            number, language=language(code=code), source=f"s{number % 2}", published=published() if number else None
        )
        for number, code in enumerate(languages)
    ]


@pytest.fixture(scope="module")
def conn(server_url: str, template_url: str) -> Generator[Connection]:  # pyright: ignore[reportGeneralTypeIssues]
    """A warehouse with the hundred, for all of these tests: none changes anything."""
    template = postgres.name_of(template_url)
    with postgres.database(server_url, template=template) as url, connect(url, autocommit=True) as connection:
        articles.load(connection, RUN, hundred())
        connection.execute("SET ROLE analyst")
        yield connection


def draw(conn: Connection, arguments: str) -> list[tuple[Any, ...]]:
    asked = f"SELECT public_id, stratum, stratum_size, weight FROM mart.sample({arguments})"
    return conn.execute(asked.encode()).fetchall()


def ids(conn: Connection, arguments: str) -> set[str]:
    return {row[0] for row in draw(conn, arguments)}


def per_stratum(rows: list[tuple[Any, ...]]) -> Counter[str]:
    return Counter(row[1][0] for row in rows)


def test_equal_shares_go_on_where_a_stratum_is_used_up(conn: Connection) -> None:
    drawn = draw(conn, "40, per => '{language}'")

    assert per_stratum(drawn) == {"en": 15, "pl": 15, "el": 9, "mt": 1}
    assert {(row[1][0], row[2], row[3]) for row in drawn} == {
        ("en", 60, 4.0),
        ("pl", 30, 2.0),
        ("el", 9, 1.0),
        ("mt", 1, 1.0),
    }


def test_proportional_shares_add_up_and_follow_the_sizes(conn: Connection) -> None:
    drawn = draw(conn, "25, per => '{language}', allocation => 'proportional'")

    assert per_stratum(drawn) == {"en": 15, "pl": 8, "el": 2}  # of 15, 7.5, 2.25 and 0.25


@pytest.mark.parametrize("allocation", ["equal", "proportional"])
@pytest.mark.parametrize("n", [0, 1, 4, 37, 99, 100, 5000])
def test_as_many_are_drawn_as_were_asked_for_and_weights_make_up_for_the_rest(
    conn: Connection, n: int, allocation: str
) -> None:
    drawn = draw(conn, f"{n}, per => '{{language}}', allocation => '{allocation}'")

    assert len({row[0] for row in drawn}) == len(drawn) == min(n, 100)
    for code, count in per_stratum(drawn).items():
        assert sum(row[3] for row in drawn if row[1] == [code]) == pytest.approx(SIZES[code])
        assert count <= SIZES[code]


def test_without_strata_it_is_one_plain_draw(conn: Connection) -> None:
    drawn = draw(conn, "10")

    assert {(tuple(row[1]), row[2], row[3]) for row in drawn} == {((), 100, 10.0)}
    assert ids(conn, "10, allocation => 'proportional'") == {row[0] for row in drawn}


def test_the_seed_decides_and_a_larger_sample_holds_the_smaller(conn: Connection) -> None:
    per = "per => '{language,source}'"

    assert ids(conn, f"30, {per}, seed => 7") == ids(conn, f"30, {per}, seed => 7")
    assert ids(conn, f"30, {per}, seed => 7") != ids(conn, f"30, {per}, seed => 8")
    assert ids(conn, f"20, {per}") < ids(conn, f"30, {per}")


def test_every_article_has_its_chance(conn: Connection) -> None:
    drawn = Counter(each for seed in range(200) for each in ids(conn, f"10, seed => {seed}"))

    assert len(drawn) == 100
    assert set(drawn.values()) <= set(range(5, 41))  # 20 expected, standard deviation 4.2


def test_another_warehouse_draws_the_same(conn: Connection, database_url: str) -> None:
    with connect(database_url, autocommit=True) as other:
        articles.load(other, RUN, [article(999, source="s0")])
        other.execute(b"DELETE FROM news.removal; DELETE FROM news.article_line; DELETE FROM news.article")
        articles.load(other, RUN, hundred()[::-1])

        assert draw(other, "20, per => '{language,month}'") == draw(conn, "20, per => '{language,month}'")


def test_what_is_not_stated_is_a_stratum_of_its_own(conn: Connection) -> None:
    drawn = draw(conn, "100, per => '{year,source}'")

    assert {tuple(row[1]) for row in drawn} == {
        (None, "s0"),
        (published().local[:4], "s0"),
        (published().local[:4], "s1"),
    }
    assert [row[2] for row in drawn if row[1][0] is None] == [1]


def test_a_sample_is_drawn_among_what_a_query_names(conn: Connection) -> None:
    polish = "(SELECT array_agg(article_id) FROM mart.article WHERE language = 'pl')"

    assert per_stratum(draw(conn, f"50, per => '{{language}}', among => {polish}")) == {"pl": 30}
    assert draw(conn, "50, among => '{}'") == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("10, per => '{language,body}'", r"per body \(known are language, source"),
        ("10, per => ARRAY[NULL]", "per NULL"),
        ("10, per => ARRAY['a.language) FROM mart.article; --']", "cannot be told apart"),
        ("-1", "not -1"),
        ("NULL", "not NULL"),
        ("10, allocation => 'fair'", "equal or proportional, not fair"),
    ],
)
def test_what_cannot_be_drawn_is_said(conn: Connection, arguments: str, expected: str) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match=expected):
        draw(conn, arguments)
