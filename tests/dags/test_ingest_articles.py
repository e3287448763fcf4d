"""ingest_articles as Airflow runs it, in one process, against a small world of sites on loopback."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from announcing import POLL, feed
from newsnet import World
from newsnet.fixtures import start_newsnet
from wireroom.jobs.polled import address_of
from wireroom.jobs.polling import poll_feeds
from wireroom.settings import Settings
from wireroom.warehouse import feeds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("metadata")]
__all__ = ["start_newsnet"]


@pytest.fixture
def net(start_newsnet: Callable[..., Net], conn: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Net:
    """A world whose feeds are polled, and the environment of the tasks that fetch from it."""
    made = start_newsnet(World(hosts=6, faults={}, window=4, deletions=0, begin=datetime.now(UTC).timestamp()))
    for number, listed in enumerate(made.feeds()):
        place = address_of(listed["feed_url"])
        facts = {"url": place.url, "url_key": place.url_key, "url_shown": place.url_shown}
        feeds.register(conn, feed(number, host=place.host, site=place.site, **facts))
    said = {"FETCH_ALLOW_LOOPBACK": made.allow_loopback, "FETCH_HOST_GAP_S": "0.02", "FETCH_DOMAIN_GAP_S": "0.02"}
    for name, value in {**said, "READ_WORKERS": "1", "INGEST_FLUSH_S": "0.3", "INGEST_BREAKER_HOSTS": "4"}.items():
        monkeypatch.setenv(f"WIREROOM_{name}", value)
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", database_url)
    pace: dict[str, Any] = {"fetch_host_gap_s": 0.02, "fetch_domain_gap_s": 0.02, "poll_parsers": 1}
    poll_feeds(database_url, Settings(fetch_allow_loopback=made.allow_loopback, **pace), POLL, until_s=0)
    return made


def test_what_feeds_announced_becomes_articles(dags: Mapping[str, Any], conn: Connection, net: Net) -> None:
    ended = dags["ingest_articles"].test(run_conf={"linger_seconds": 0, "shards": 2})

    stored = {url for (url,) in conn.execute("SELECT url_key FROM news.article").fetchall()}
    tries = conn.execute("SELECT task_id, map_index, state FROM ops.run WHERE dag_id = 'ingest_articles'").fetchall()
    assert str(ended.state) == "success"
    assert stored == {line["url"] for line in net.truth() if line["until"] is None or line["until"] > net.clock.now()}
    assert sorted(tries) == [("fetch", 0, "succeeded"), ("fetch", 1, "succeeded"), ("report", -1, "succeeded")]


def test_a_network_that_is_down_fails_the_run_and_no_summary_turns_it_green(
    dags: Mapping[str, Any], conn: Connection, net: Net
) -> None:
    net.set_network(down=True)

    ended = dags["ingest_articles"].test(run_conf={"linger_seconds": 0})

    assert str(ended.state) == "failed"
    assert conn.execute("SELECT count(*) FROM ops.disposition WHERE outcome = 'rejected'").fetchone() == (0,)
    assert conn.execute("SELECT task_id, state FROM ops.run WHERE task_id = 'report'").fetchall() == []


def test_it_is_woken_by_waiting_entries_and_by_the_clock(dags: Mapping[str, Any]) -> None:
    schedule = dags["ingest_articles"].timetable

    assert [asset.name for asset in schedule.asset_condition.objects] == ["entries"]
    assert schedule.timetable.expression == "*/10 * * * *"
