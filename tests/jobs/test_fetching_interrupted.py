"""Fetching that an outage, a kill or a second task comes between: nothing is lost, nothing is fetched twice."""

from __future__ import annotations

import multiprocessing
import threading
from typing import TYPE_CHECKING

import pytest
from announcing import funnel, make_due
from newsnet.fixtures import start_newsnet
from small_world import fetch, poll, settings, true, until, world
from wireroom.errors import NetworkDown

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]


def pull_after(net: Net, *, pages: int) -> None:
    """Pull the plug when so many pages have been asked for."""
    until(lambda: sum(line.what == "page" for line in net.journal.lines) >= pages)
    net.set_network(down=True)


def test_an_outage_rejects_nothing_the_breaker_speaks_and_everything_arrives_afterwards(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world())
    wanted = settings(net, time_factor=60.0)
    poll(conn, database_url, net, wanted)
    net.set_network(down=True)

    with pytest.raises(NetworkDown, match="nothing was rejected"):
        fetch(database_url, wanted, "asset__1")
    make_due(conn)
    with pytest.raises(NetworkDown, match="of the last 4 hosts"):
        fetch(database_url, wanted, "asset__2")
    during = funnel(conn)
    counted = conn.execute("SELECT max(failures), (SELECT max(failures) FROM ops.entry) FROM ops.host").fetchone()
    net.set_network(down=False)
    fetch(database_url, wanted, "asset__3", linger_s=6.0)

    assert during[3:7] == (0, 0, 0, 0)
    assert counted in {(None, 0), (0, 0)}  # or it would be left alone for longer with every try
    assert {url for (url,) in conn.execute("SELECT url_key FROM news.article").fetchall()} == set(true(net))
    assert conn.execute("SELECT count(*) FROM ops.disposition WHERE outcome = 'rejected'").fetchone() == (0,)


def test_where_only_one_host_is_asked_its_failures_are_its_own(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=1))
    wanted = settings(net)
    poll(conn, database_url, net, wanted)
    net.set_network(down=True)

    tally = fetch(database_url, wanted)

    assert tally["transient: robots_unreachable"] == 1
    assert conn.execute("SELECT max(failures), (SELECT max(failures) FROM ops.entry) FROM ops.host").fetchone() == (
        1,
        1,
    )


def test_a_network_that_goes_away_in_the_middle_loses_nothing(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=10))
    wanted = settings(net, time_factor=60.0, fetch_host_gap_s=12.0, fetch_domain_gap_s=12.0)
    poll(conn, database_url, net, wanted)
    puller = threading.Thread(target=lambda: pull_after(net, pages=15), daemon=True)
    puller.start()

    with pytest.raises(NetworkDown):
        fetch(database_url, wanted, "asset__1", linger_s=10.0)
    puller.join()
    kept = conn.execute("SELECT count(*) FROM news.article").fetchone()
    net.set_network(down=False)
    fetch(database_url, wanted, "asset__2", linger_s=6.0)

    assert kept != (0,)
    assert {url for (url,) in conn.execute("SELECT url_key FROM news.article").fetchall()} == set(true(net))
    assert conn.execute("SELECT count(*) FROM ops.disposition WHERE outcome = 'rejected'").fetchone() == (0,)


def test_a_killed_task_and_the_next_one_leave_what_one_would_have_left(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world())
    wanted = settings(net, ingest_lease_s=2, fetch_host_gap_s=0.3, fetch_domain_gap_s=0.3)
    poll(conn, database_url, net, wanted)
    task = multiprocessing.get_context("fork").Process(target=fetch, args=(database_url, wanted))
    task.start()
    until(lambda: conn.execute("SELECT count(*) > 3 FROM news.article").fetchone() == (True,))

    task.kill()
    task.join()
    killed_at = conn.execute("SELECT count(*) FROM news.article").fetchone()
    fetch(database_url, wanted, "asset__1", linger_s=4.0)

    rows = conn.execute("SELECT url_key, version FROM news.article").fetchall()
    assert killed_at != (len(true(net)),)
    assert sorted(rows) == sorted((url, 1) for url in true(net))
    assert funnel(conn) == (len(rows), 0, 0, len(rows), 0, 0, 0, 1)
    assert conn.execute("SELECT count(*) FROM raw.page").fetchone() == (len(rows),)


def test_two_tasks_side_by_side_take_no_entry_twice(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world())
    poll(conn, database_url, net, settings(net))
    context = multiprocessing.get_context("fork")
    tasks = [context.Process(target=fetch, args=(database_url, settings(net), f"asset__{n}")) for n in range(2)]

    for task in tasks:
        task.start()
    for task in tasks:
        task.join()

    assert [task.exitcode for task in tasks] == [0, 0]
    assert conn.execute("SELECT count(*), count(DISTINCT url) FROM ops.page_fetch").fetchone() == (
        len(true(net)),
        len(true(net)),
    )
    assert funnel(conn)[3] == len(true(net))
