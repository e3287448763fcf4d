"""Counts: zero means that somebody looked, NULL that nobody did; in any time zone, at the cost of what is new."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from announcing import announce, announced
from builders import NOW, article, language, published, published_exactly
from watching import every_hour, make_month, polled, register
from wireroom.jobs.counts import refresh_counts
from wireroom.jobs.overrides import remove_override, set_override
from wireroom.model import Origin, Precision
from wireroom.settings import Settings
from wireroom.warehouse import aliases, articles
from wireroom.warehouse.overrides import Field
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from wireroom.warehouse.connection import Connection

RUN = RunKey(dag_id="ingest_seeds", run_id="manual__1", task_id="read")
MAY = datetime(2025, 5, 1, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2025, 5, day, hour, minute, tzinfo=UTC)


def refresh(url: str, run_id: str = "manual__1", now: datetime = NOW) -> dict[str, int]:
    run = RunKey(dag_id="refresh_marts", run_id=run_id, task_id="refresh_counts")
    return refresh_counts(url, run, now=now, is_asked=True)


def daily(conn: Connection, first: int, last: int, zone: str = "UTC", **asked: Any) -> dict[int, int | None]:
    """Articles of all sources and languages by day of May."""
    rows = conn.execute(
        "SELECT day, sum(article_count)::integer FROM mart.daily_count(%s, %s, %s, least_observed => %s)"
        " GROUP BY day ORDER BY day",
        (date(2025, 5, first), date(2025, 5, last), zone, asked.get("least_observed", 0.5)),
    ).fetchall()
    return {day.day: count for day, count in rows}


@pytest.fixture
def feed_id(conn: Connection) -> int:
    """A feed that published in Polish on 3 May, polled hourly but for two days: 4 May 10:00 to 6 May 10:00."""
    make_month(conn, MAY)
    number = register(conn)
    polled(conn, number, every_hour(at(2), at(4, 10)), new=1)
    polled(conn, number, every_hour(at(6, 10), at(10)))
    polish = language(code="pl", detected="pl")
    published_then = [published_exactly(at(3, hour)) for hour in (8, 9)]
    articles.load(
        conn,
        RUN,
        [article(n, source="news1", published=when, language=polish) for n, when in enumerate(published_then)],
    )
    return number


@pytest.mark.usefixtures("feed_id")
def test_a_two_day_outage_is_null_and_not_zero(conn: Connection, database_url: str) -> None:
    tally = refresh(database_url)

    assert tally == {"polls": 58 + 86, "gaps": 1, "articles": 2, "changed": 2}
    counted = daily(conn, 1, 12)
    assert counted == {
        1: None,  # nobody looked yet
        2: 0,
        3: 2,
        4: None,  # only until eleven
        5: None,
        6: 0,  # from ten
        7: 0,
        8: 0,
        9: 0,
        10: None,  # nobody looks any more
        11: None,
        12: None,
    }
    assert daily(conn, 4, 6, least_observed=0.4) == {4: 0, 5: None, 6: 0}


@pytest.mark.usefixtures("feed_id")
def test_an_outage_of_the_feed_is_one_of_ours_to_the_reader(conn: Connection, database_url: str, feed_id: int) -> None:
    polled(conn, feed_id, every_hour(at(4, 10), at(6, 10)), result="server_error")

    refresh(database_url)

    assert daily(conn, 4, 6) == {4: None, 5: None, 6: 0}
    rows = conn.execute(
        "SELECT day, due_count, poll_count, success_count, gap_hours, observed_share FROM mart.observation"
        " WHERE day BETWEEN '2025-05-03' AND '2025-05-06' ORDER BY day"
    ).fetchall()
    assert rows == [
        (date(2025, 5, 3), 24, 24, 24, 0.0, 1.0),
        (date(2025, 5, 4), 24, 24, 10, 14.0, 0.4167),
        (date(2025, 5, 5), 24, 24, 0, 24.0, 0.0),
        (date(2025, 5, 6), 24, 24, 14, 10.0, 0.5833),
    ]


def test_a_feed_that_never_answered_was_never_looked_at(conn: Connection, database_url: str) -> None:
    make_month(conn, MAY)
    polled(conn, register(conn), every_hour(at(3), at(3, 1)), result="timeout")
    articles.load(conn, RUN, [article(1, source="news1", published=published_exactly(at(2, 8)))])

    refresh(database_url)

    rows = conn.execute(
        "SELECT poll_count, success_count, gap_hours, observed_share FROM mart.observed('2025-05-01', '2025-05-04')"
        " ORDER BY day"
    ).fetchall()
    assert rows == [(0, 0, 24.0, 0.0), (0, 0, 24.0, 0.0), (1, 0, 24.0, 0.0), (0, 0, 24.0, 0.0)]
    assert daily(conn, 1, 4) == {1: None, 2: 1, 3: None, 4: None}


@pytest.mark.usefixtures("feed_id")
def test_polls_that_were_not_made_were_due_all_the_same(conn: Connection, database_url: str) -> None:
    refresh(database_url)

    rows = conn.execute(
        "SELECT day, due_count, poll_count FROM mart.observation WHERE day BETWEEN '2025-05-04' AND '2025-05-05'"
        " ORDER BY day"
    ).fetchall()
    gaps = conn.execute("SELECT since, until, is_open FROM mart.observation_gap ORDER BY since").fetchall()
    assert rows == [(date(2025, 5, 4), 24, 10), (date(2025, 5, 5), 24, 0)]
    assert gaps[0] == (at(4, 10), at(6, 10), False)
    assert (gaps[1][0], gaps[1][2]) == (at(10), True)


@pytest.mark.usefixtures("feed_id")
def test_observation_outlives_the_log_of_polls(conn: Connection, database_url: str) -> None:
    refresh(database_url)
    before = daily(conn, 1, 12), conn.execute("SELECT * FROM mart.observation WHERE day < '2025-06-01'").fetchall()

    assert conn.execute("SELECT ops.drop_old_partitions('ops.poll', 1)").fetchone() == (1,)
    refresh(database_url, "manual__2")

    assert conn.execute("SELECT count(*) FROM ops.poll").fetchone() == (0,)
    after = daily(conn, 1, 12), conn.execute("SELECT * FROM mart.observation WHERE day < '2025-06-01'").fetchall()
    assert after == before


def test_counted_as_it_comes_is_counted_at_once(conn: Connection, database_url: str, feed_id: int) -> None:
    tables = ("observed_feed", "observation_gap", "observation_hour")
    polled(conn, feed_id, every_hour(at(4, 13), at(5, 2)), result="timeout")
    polled(conn, register(conn, 2), [at(3) + number * timedelta(hours=7) for number in range(9)], missed=2)

    def rolled() -> list[Any]:
        return [conn.execute(f"SELECT * FROM news.{table} ORDER BY 1, 2".encode()).fetchall() for table in tables]

    for step, until in enumerate(
        [at(2, 3), at(3, 3), at(4, 9), at(4, 20), at(5, 3), at(6, 10), at(6, 11), at(6, 11), NOW]
    ):
        refresh(database_url, f"manual__{step}", now=until + timedelta(minutes=1, seconds=1))
    in_steps = rolled()
    for table in tables:
        conn.execute(f"DELETE FROM news.{table}".encode())
    refresh(database_url, "manual__99")

    assert rolled() == in_steps
    assert refresh(database_url, "manual__100")["polls"] == 0


@pytest.mark.usefixtures("feed_id")
def test_a_day_is_cut_where_the_asked_zone_cuts_it(conn: Connection, database_url: str) -> None:
    articles.load(
        conn,
        RunKey(dag_id="ingest_seeds", run_id="manual__2", task_id="read"),
        [
            article(11, source="news1", published=published_exactly(at(7, 18, 45)), language=language(code="pl")),
            article(
                12, source="news1", published=published(raw="7 May", local="2025-05-07"), language=language(code="pl")
            ),
        ],
    )
    refresh(database_url)

    assert daily(conn, 7, 8) == {7: 2, 8: 0}
    assert daily(conn, 7, 8, "Asia/Kolkata") == {7: 1, 8: 1}  # 5:30 east; what states a day stays where it is
    assert daily(conn, 6, 8, "Pacific/Honolulu") == {6: 0, 7: 2, 8: 0}


@pytest.mark.parametrize("name", ["daily_count", "observed"])
@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("infinity", "infinity"),
        ("2025-05-01", "infinity"),
        ("-infinity", "2025-05-01"),
        ("1900-01-01", "2025-05-01"),
        ("0044-03-15 BC", "294277-01-01"),
    ],
)
@pytest.mark.usefixtures("feed_id")
def test_a_range_of_days_without_an_end_is_refused_in_a_sentence(
    conn: Connection, database_url: str, name: str, since: str, until: str
) -> None:
    refresh(database_url)
    conn.execute("SET statement_timeout = '20s'")

    with pytest.raises(psycopg.errors.InvalidParameterValue, match="too many days: at most 36525, a hundred years"):
        conn.execute(f"SELECT count(*) FROM mart.{name}(%s, %s)".encode(), (since, until))


def test_a_hundred_years_of_days_may_be_asked_for(conn: Connection) -> None:
    count = "SELECT count(*), min(day), max(day) FROM mart.days(%s, %s) AS day"

    assert conn.execute(count, ("1926-01-01", "2025-12-31")).fetchone() == (
        36525,
        date(1926, 1, 1),
        date(2025, 12, 31),
    )
    assert conn.execute(count, ("2025-12-31", "2025-12-30")).fetchone() == (0, None, None)
    assert conn.execute(count, (None, "infinity")).fetchone() == (0, None, None)


def test_a_day_that_loses_an_hour_has_one_less(conn: Connection, database_url: str) -> None:
    make_month(conn, datetime(2025, 3, 1, tzinfo=UTC))
    polled(conn, register(conn), every_hour(datetime(2025, 3, 28, tzinfo=UTC), datetime(2025, 3, 30, 1, tzinfo=UTC)))
    refresh(database_url)

    rows = conn.execute(
        "SELECT day, gap_hours, success_count FROM mart.observed('2025-03-29', '2025-03-31', 'Europe/Warsaw')"
        " ORDER BY day"
    ).fetchall()

    assert rows == [(date(2025, 3, 29), 0.0, 24), (date(2025, 3, 30), 21.0, 2), (date(2025, 3, 31), 24.0, 0)]


def test_coarse_and_undated_articles_stand_apart(conn: Connection, database_url: str) -> None:
    october = published(
        raw="2023-10", local="2023-10", precision=Precision.MONTH, earliest=at(1), latest=at(2), where="prefix"
    )
    articles.load(conn, RUN, [article(1, published=october), article(2, published=None), article(3, published=None)])
    refresh(database_url)

    rows = conn.execute("SELECT granularity, period, article_count FROM mart.coarse_count ORDER BY 1").fetchall()

    assert rows == [("month", "2023-10", 1), ("undated", None, 2)]
    assert set(daily(conn, 1, 31).values()) == {None}  # files are not looked at day by day


@pytest.mark.usefixtures("feed_id")
def test_what_changes_is_counted_anew_and_what_does_not_is_not_written(conn: Connection, database_url: str) -> None:
    refresh(database_url)
    stored = conn.execute("SELECT xmin::text, * FROM news.article_period ORDER BY article_id").fetchall()
    moved = article(0, source="news1", published=published_exactly(at(8)), language=language(code="cs", detected="cs"))
    articles.load(conn, RunKey(dag_id="ingest_seeds", run_id="manual__2", task_id="read"), [moved])

    second = refresh(database_url, "manual__2")
    conn.execute("INSERT INTO ops.outbox SELECT 'counts', article_id FROM news.article")
    third = refresh(database_url, "manual__3")

    assert second == {"polls": 0, "gaps": 0, "articles": 1, "changed": 1}
    assert third == {"polls": 0, "gaps": 0, "articles": 2, "changed": 0}
    now = conn.execute("SELECT xmin::text, * FROM news.article_period").fetchall()
    assert len(set(now) & set(stored)) == 1
    rows = conn.execute(
        "SELECT day, language, article_count FROM mart.daily_count('2025-05-03', '2025-05-08') WHERE article_count > 0"
        " ORDER BY 1"
    ).fetchall()
    assert rows == [(date(2025, 5, 3), "pl", 1), (date(2025, 5, 8), "cs", 1)]


@pytest.mark.usefixtures("feed_id")
def test_what_a_person_calls_no_article_does_not_count_until_that_is_taken_back(
    conn: Connection, database_url: str
) -> None:
    refresh(database_url)
    key = article(0).url_key
    said: Any = {"reason": "a list of links", "by": "anna", "now": NOW}

    set_override(database_url, Settings(), key, Field.NOT_ARTICLE, "true", **said)
    refresh(database_url, "manual__2")
    without = daily(conn, 3, 3)
    remove_override(database_url, Settings(), key, Field.NOT_ARTICLE, now=NOW)
    refresh(database_url, "manual__3")

    assert (without, daily(conn, 3, 3)) == ({3: 1}, {3: 2})


@pytest.mark.usefixtures("feed_id")
def test_demo_articles_count_only_while_nothing_else_is_there(conn: Connection, database_url: str) -> None:
    articles.load(
        conn,
        RunKey(dag_id="ingest_seeds", run_id="manual__2", task_id="read"),
        [article(9, origin=Origin.DEMO, source="demo", published=published_exactly(at(3)))],
    )
    refresh(database_url)

    assert daily(conn, 3, 3) == {3: 2}
    assert conn.execute("SELECT source FROM mart.source").fetchall() == [("news1",)]


def test_a_source_is_described_by_the_registry_and_by_its_articles(conn: Connection, database_url: str) -> None:
    register(conn, title="News One", publisher="One Press", country="PL", language="pl")
    codes = ("pl", "pl", "uk")
    articles.load(
        conn,
        RUN,
        [
            article(n, source="news1", published=published_exactly(at(n + 1)), language=language(code=code))
            for n, code in enumerate(codes)
        ]
        + [article(7, source="files")],
    )
    refresh(database_url)

    rows = conn.execute(
        "SELECT source, kind, publisher, country, language_declared, languages_observed, domain, article_count,"
        " first_published_on, last_published_on FROM mart.source ORDER BY source"
    ).fetchall()

    assert rows == [
        ("files", "files", None, None, None, ["en"], None, 1, date(2026, 1, 1), date(2026, 1, 1)),
        *[
            (
                "news1",
                "feed",
                "One Press",
                "PL",
                "pl",
                ["pl", "uk"],
                "news1.test",
                3,
                date(2025, 5, 1),
                date(2025, 5, 3),
            )
        ],
    ]


def test_an_address_that_redirects_is_a_sighting_of_the_article_it_leads_to(conn: Connection) -> None:
    own, short, phone = "https://www.news1.test/7", "https://www.news1.test/s/7", "https://www.news2.test/amp/7"
    announce(conn, announced(1, url_key=own), number=1)
    announce(conn, announced(2, url_key=short, entry_key="feed:news1#short"), number=1)
    announce(conn, announced(3, of=2, url_key=phone, entry_key="feed:news2#phone"), number=2)
    articles.load(conn, RUN, [article(1, url_key=own, source="news1", canonical_url=own)])
    aliases.note(conn, {short: own, phone: own})

    seen = conn.execute("SELECT feed_key, count(*) FROM mart.sighting GROUP BY 1 ORDER BY 1").fetchall()
    named = conn.execute("SELECT alias, kind, url_key FROM mart.url_alias ORDER BY alias").fetchall()

    assert seen == [("news1", 1), ("news2", 1)]
    assert named == [(short, "canonical", own), (phone, "amp", own)]


def test_an_analyst_may_ask_all_of_it(conn: Connection) -> None:
    conn.execute("SET ROLE analyst")

    for name in ("daily_count", "observed"):
        assert conn.execute(f"SELECT * FROM mart.{name}('2025-05-01', '2025-05-02')".encode()).fetchall() == []
    for name in ("observation", "observation_gap", "coarse_count", "source", "url_alias"):
        assert conn.execute(f"SELECT * FROM mart.{name}".encode()).fetchall() == []
