"""The past of a small world comes in once, day by day: what its sitemaps announce for an interval."""

from __future__ import annotations

import multiprocessing
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from announcing import announce
from announcing import announced as announced_live
from newsnet.fixtures import start_newsnet
from oldnews import BEGIN, RUN, WEEK, announced, backfill, progress, register, settings, stored, world
from wireroom.jobs.archives import fetch_past, find_past, report_past
from wireroom.jobs.past_request import PastRequest
from wireroom.warehouse import archives

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]


def test_the_sitemaps_of_a_week_bring_its_articles_once_and_a_second_time_nothing(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    """Behaviour 47: robots.txt leads to the sitemaps, their indexes and gzip files. Behaviour 49: it is marked so."""
    net = start_newsnet(world())
    register(conn, net)
    wanted = announced(net, WEEK)
    outside = [one for one in wanted.values() if not WEEK.contains(datetime.fromtimestamp(one["published_at"], UTC))]

    first = backfill(database_url, settings(net))
    again = backfill(database_url, settings(net), run=replace(RUN, run_id="backfill__2"))

    assert stored(conn) == sorted(wanted)
    assert first["stored"] == first["chosen"] == len(wanted) > 20
    assert first["dated outside the interval"] == len(outside) > 0
    assert (again["chosen"], again["known before"], again["stored"]) == (len(wanted), len(wanted), 0)
    assert conn.execute("SELECT DISTINCT origin FROM news.article").fetchall() == [("backfill",)]
    assert conn.execute("SELECT count(*) FROM ops.entry").fetchone() == (0,)
    notes = progress(conn, "state, is_balanced, note")
    asked = {line.path for line in net.journal.lines if line.what == "sitemap"}
    assert not {path for path in asked if "2026-09" in path or "2026-05" in path}, "these months cannot hold that week"
    assert any(path.endswith("2026-08.xml.gz") for path in asked)
    assert any(path.endswith("2026-08.xml") for path in asked)
    assert [each[:2] for each in notes] == [("done", True), ("done", True)]
    assert notes[1][2].startswith("Nothing was done")


@contextmanager
def working(url: str, net: Net, **changes: float) -> Generator[None]:
    """The task that fetches the past, in a thread, until the block has ended and nothing waits any more."""
    wanted = settings(net, **changes)
    thread = threading.Thread(target=lambda: fetch_past(url, wanted, replace(RUN, task_id="fetch"), until_s=60))
    thread.start()
    try:
        yield
    finally:
        thread.join()


def until(holds: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends_at, "it never came to that"
        time.sleep(0.02)


def test_what_a_feed_announces_meanwhile_is_the_next_page_that_is_fetched(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    """behaviour 48: of the same site, whose lease the backfill holds."""
    net = start_newsnet(world(hosts=1, rate=0.25))
    find_past(database_url, settings(net), RUN, WEEK, PastRequest(sources=("http://news0.test",)))
    newest = max(net.truth(since=BEGIN.timestamp() - 5 * 86_400), key=lambda line: line["published_at"])["url"]
    live = announced_live(1, of=0, url_key=newest, url=newest, link=newest, host="news0.test", site="news0.test")

    def pages() -> list[str]:
        return [f"http://news0.test{line.path}" for line in net.journal.lines if line.what == "page"]

    with working(database_url, net, fetch_host_gap_s=0.3, fetch_domain_gap_s=0.3):
        until(lambda: len(pages()) >= 2)
        before = len(pages())
        announce(conn, live, number=0)

    asked, of_the_past = pages(), set(announced(net, WEEK))
    assert asked.index(newest) <= before + 1, "at most the one under way comes before it"
    assert asked.index(newest) < len(asked) - 1, "the past went on afterwards"
    assert set(asked) == of_the_past | {newest}
    ends = conn.execute("SELECT run_id, origin, count(*) FROM ops.disposition GROUP BY 1, 2 ORDER BY 1").fetchall()
    assert ends == [(RUN.run_id, "backfill", len(of_the_past)), (f"{RUN.run_id}/live", "live", 1)]
    assert report_past(database_url, RUN, PastRequest())["stored"] == len(of_the_past)


def test_a_killed_task_is_gone_on_with_and_ends_with_the_same_rows(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world())
    register(conn, net)
    find_past(database_url, settings(net), RUN, WEEK, PastRequest())
    wanted = replace(settings(net), ingest_lease_s=1)

    context, arguments = multiprocessing.get_context("fork"), (database_url, wanted, RUN)
    task = context.Process(target=fetch_past, args=arguments, kwargs={"until_s": 60})
    task.start()
    until(lambda: sum(line.what == "page" for line in net.journal.lines) >= 8)
    task.kill()
    task.join()
    left = archives.waiting(conn, RUN).count
    time.sleep(1.1)  # its leases
    find_past(database_url, settings(net), replace(RUN, try_number=2), WEEK, PastRequest())
    while not fetch_past(database_url, wanted, replace(RUN, try_number=2), until_s=60):
        pass
    counts = report_past(database_url, RUN, PastRequest())

    assert left
    assert stored(conn) == sorted(announced(net, WEEK))
    assert counts["stored"] == counts["chosen"] == len(stored(conn))
    assert progress(conn, "pass_number, state, is_balanced") == [(1, "done", True)]
