"""Which stored pages are read again, and what a run says that read none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from again import ALL, RUN, clock, five, ingest, item, reprocess, today
from builders import article as stored_article
from builders import published, published_exactly
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from wireroom.interval import Interval
from wireroom.jobs.reprocess import ReprocessRequest
from wireroom.model import Precision
from wireroom.warehouse import articles, stored
from wireroom.warehouse.runs import RunKey
from wireroom.warehouse.stored import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from wireroom.warehouse.connection import Connection

__all__ = ["five"]


def count_of(conn: Connection, **asked: Any) -> int:
    with conn.transaction():
        return len(list(stored.select(conn, replace(Selection(interval=today()), **asked))))


@pytest.mark.usefixtures("five")
def test_a_selection_narrows(database_url: str, conn: Connection, own_rule: Path) -> None:
    ingest(conn, [item(9, source="herald"), item(10, "Too short for an article, and so rejected.")])
    reprocess(database_url, folder=own_rule)

    assert count_of(conn) == 7  # the page without an article among them
    assert count_of(conn, source="herald") == 1
    assert count_of(conn, language="en") == 6
    assert count_of(conn, language="pl") == 0
    assert count_of(conn, rule="en.harbour_desk") == 2
    assert count_of(conn, interval=Interval(start=clock() - timedelta(days=3), end=clock() - timedelta(days=2))) == 0


@pytest.mark.usefixtures("five")
def test_only_what_is_older_than_today(database_url: str, conn: Connection, own_rule: Path) -> None:
    conn.execute("UPDATE news.article SET extractor = 'another 1' WHERE url_key LIKE '%%/1'")
    conn.execute("UPDATE news.article SET language_detector = 'manual, another 2' WHERE url_key LIKE '%%/2'")

    def selected(*older: str, folder: Path | None = None, number: int) -> int:
        run = replace(RUN, run_id=f"backfill__{number}")
        report = reprocess(database_url, folder=folder, run=run, request=ReprocessRequest(older=older))
        return int(report.get("selected", 0))

    assert selected("extractor", number=2) == 1
    assert selected("tagger", number=3) == 1
    assert selected("ruleset", number=4) == 0
    assert selected("ruleset", number=5, folder=own_rule) == 5


@pytest.mark.parametrize(
    ("stated", "asked", "said"),
    [
        (False, ALL, "nothing was done: no page was stored from"),
        (True, ReprocessRequest(source="herald"), "of 1 pages stored from"),
        (True, ReprocessRequest(select_by="published", language="pl"), "no article dated"),
    ],
)
def test_a_run_that_did_nothing_says_why(
    database_url: str, conn: Connection, *, stated: bool, asked: ReprocessRequest, said: str
) -> None:
    if stated:
        ingest(conn, [item(1)])

    report = reprocess(database_url, request=asked)

    assert said in report["note"]
    assert conn.execute("SELECT note FROM mart.backfill_progress").fetchone() == (report["note"],)


@trying(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    local=st.one_of(
        st.integers(2023, 2024).map(str),
        st.dates(datetime(2023, 9, 1).date(), datetime(2024, 3, 1).date()).flatmap(  # noqa: DTZ001
            lambda day: st.sampled_from([f"{day:%Y-%m}", f"{day}", f"{day}T23:30", f"{day}T00:30:10"])
        ),
    ),
    offset=st.sampled_from([None, -600, 0, 120]),
    start=st.dates(datetime(2023, 8, 25).date(), datetime(2024, 3, 10).date()),  # noqa: DTZ001
    length=st.sampled_from([1, 2, 29, 31, 62, 366]),
    months=st.booleans(),
)
def test_the_warehouse_selects_by_date_as_the_interval_does(  # noqa: PLR0913
    conn: Connection, *, local: str, offset: int | None, start: Any, length: int, months: bool
) -> None:
    precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY, 16: Precision.MINUTE, 19: Precision.SECOND}
    exact = len(local) > 10 and offset is not None
    if exact:
        moment = datetime.fromisoformat(local).replace(tzinfo=UTC) - timedelta(minutes=offset or 0)
        when = replace(published_exactly(moment), local=local, offset_minutes=offset, precision=precision[len(local)])
    else:
        first = datetime.fromisoformat(f"{local}-01-01"[:10] if len(local) < 10 else local).replace(tzinfo=UTC)
        when = published(
            local=local,
            precision=precision[len(local)],
            earliest=first - timedelta(hours=14),
            latest=first + timedelta(days=366, hours=12),
        )
    begin = datetime(start.year, start.month, start.day, tzinfo=UTC)
    interval = Interval(start=begin, end=begin + timedelta(days=length))
    conn.execute("TRUNCATE news.article CASCADE")
    articles.load(conn, RunKey(dag_id="d", run_id=f"{clock()}", task_id="t"), [stored_article(1, published=when)])

    found = count_of(conn, interval=interval, by_published=True, months=months)

    assert found == int(interval.selects(when, months=months))
