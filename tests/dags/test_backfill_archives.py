"""backfill_archives as Airflow runs it, in one process, against the sitemaps of a small world on loopback."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from announcing import feed
from newsnet import World
from newsnet.fixtures import start_newsnet
from wireroom.jobs.polled import address_of
from wireroom.warehouse import feeds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata")]
__all__ = ["start_newsnet"]

BEGIN = datetime(2026, 9, 21, tzinfo=UTC)
AFTER = datetime(2026, 8, 6, tzinfo=UTC)  # Airflow makes of it the interval that had ended by then: August 5
QUIET = World(hosts=3, faults={}, deletions=0, edits=0, rate=0.3, begin=BEGIN.timestamp())
PROGRESS = "SELECT state, interval_start, is_balanced, note FROM mart.backfill_progress ORDER BY started_at"


@pytest.fixture
def net(start_newsnet: Callable[..., Net], conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Net:
    """A world with a past of half a year, and the environment of the tasks that look for it."""
    made = start_newsnet(replace(QUIET, history_s=180 * 86_400.0))
    return _known(made, conn, database_url, monkeypatch)


@pytest.fixture
def paged(
    start_newsnet: Callable[..., Net], conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Net:
    """The same of sites whose feeds have pages, as those of WordPress do."""
    made = start_newsnet(replace(QUIET, history_s=60 * 86_400.0, formats={"rss": 1.0}, paged=1.0))
    return _known(made, conn, database_url, monkeypatch)


def _known(made: Net, conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Net:
    for number, listed in enumerate(made.feeds()):
        place = address_of(listed["feed_url"])
        facts = {"url": place.url, "url_key": place.url_key, "url_shown": place.url_shown}
        feeds.register(conn, feed(number, host=place.host, site=place.site, **facts))
    said = {"FETCH_ALLOW_LOOPBACK": made.allow_loopback, "FETCH_HOST_GAP_S": "0.02", "FETCH_DOMAIN_GAP_S": "0.02"}
    for name, value in {**said, "READ_WORKERS": "1", "INGEST_FLUSH_S": "0.3", "MIN_TEXT_CHARACTERS": "100"}.items():
        monkeypatch.setenv(f"WIREROOM_{name}", value)
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    return made


def note_of(run: Any) -> str | None:
    """What stands beside the run in the grid."""
    from airflow.models.dagrun import DagRunNote  # noqa: PLC0415
    from airflow.utils.session import create_session  # noqa: PLC0415
    from sqlalchemy import select  # noqa: PLC0415

    with create_session() as session:
        return session.scalar(select(DagRunNote.content).where(DagRunNote.dag_run_id == run.id))


def test_a_day_of_the_past_comes_in_and_the_last_task_says_so(
    dags: Mapping[str, Any], conn: Connection, net: Net
) -> None:
    day = datetime(2026, 8, 5, tzinfo=UTC).timestamp()
    wanted = {line["url"] for line in net.truth(since=day - 60 * 86_400) if day <= line["archived_at"] < day + 86_400}

    ended = dags["backfill_archives"].test(logical_date=AFTER)

    stored = {url for (url,) in conn.execute("SELECT url_key FROM news.article").fetchall()}
    assert str(ended.state) == "success"
    assert stored == wanted
    ((state, start, is_balanced, note),) = conn.execute(PROGRESS).fetchall()
    assert (state, start.timestamp(), is_balanced) == ("done", day, True)
    assert note.startswith(f"{len(wanted)} articles of 2026-08-05 to 2026-08-06: {len(wanted)} stored")
    assert note_of(ended) == note


def test_a_request_that_makes_no_sense_fails_with_a_sentence(
    dags: Mapping[str, Any], conn: Connection, net: Net
) -> None:
    del net

    ended = dags["backfill_archives"].test(logical_date=AFTER, run_conf={"ways": ["wordpress"]})

    assert str(ended.state) == "failed"
    assert conn.execute("SELECT count(*) FROM ops.backfill_interval").fetchone() == (0,)


def test_a_day_is_found_in_the_pages_of_wordpress(dags: Mapping[str, Any], conn: Connection, paged: Net) -> None:
    day = datetime(2026, 8, 6, tzinfo=UTC).timestamp()
    wanted = {line["url"] for line in paged.truth(since=day) if day <= line["published_at"] < day + 86_400}

    ended = dags["backfill_archives"].test(
        logical_date=AFTER + timedelta(days=1),
        run_conf={"ways": ["wordpress"], "sources": ["news0", "news1", "news2"]},
    )

    assert str(ended.state) == "success"
    assert wanted
    assert {url for (url,) in conn.execute("SELECT url_key FROM news.article").fetchall()} == wanted
