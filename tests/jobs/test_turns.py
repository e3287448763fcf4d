"""Whoever asks a host waits for all others who do: polls, pages and what another task was told."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from newsnet.fixtures import start_newsnet
from small_world import fetch, poll, settings, world
from wireroom.warehouse import hosts

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]

LATE_S = 0.5  # what was sent in time may arrive so much closer to the one before, on a busy machine


def test_the_turns_of_a_site_follow_each_other_and_none_is_taken_that_is_too_far_off(conn: Connection) -> None:
    turns = [hosts.take_turn(conn, f"{name}.a.test", "a.test", gap_s=10, patience_s=15) for name in ("www", "m", "www")]
    elsewhere = hosts.take_turn(conn, "b.test", "b.test", gap_s=10, patience_s=15)
    again = hosts.take_turn(conn, "www.a.test", "a.test", gap_s=10, patience_s=25)

    assert [wait_s for wait_s, _ in turns] == pytest.approx([0, 10, 20], abs=1)
    assert [is_taken for _, is_taken in turns] == [True, True, False]
    assert elsewhere == (pytest.approx(0, abs=1), True)
    assert again == (pytest.approx(20, abs=1), True)


def test_no_turn_of_a_host_is_taken_that_wants_to_be_left_alone(conn: Connection) -> None:
    until = datetime.now(UTC) + timedelta(seconds=60)
    hosts.block(conn, "www.a.test", "a.test", until=until, spread_s=0)

    blocked = hosts.take_turn(conn, "www.a.test", "a.test", gap_s=1, patience_s=600)
    sister = hosts.take_turn(conn, "m.a.test", "a.test", gap_s=1, patience_s=600)

    assert blocked == (pytest.approx(60, abs=2), False)
    assert sister == (pytest.approx(0, abs=1), True)


def test_the_feed_and_the_pages_of_a_host_keep_one_distance(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    """behaviours 39 and 40"""
    net = start_newsnet(world(hosts=3))
    wanted = settings(net, fetch_host_gap_s=0.9, fetch_domain_gap_s=0.9)
    poll(conn, database_url, net, wanted)

    fetching = threading.Thread(target=fetch, args=(database_url, wanted), kwargs={"linger_s": 3.0})
    fetching.start()
    for number in range(2, 5):
        poll(conn, database_url, net, wanted, run=f"scheduled__{number}")
    fetching.join()

    asked = defaultdict[str, list[tuple[float, str]]](list)
    for line in net.journal.lines:
        asked[line.host].append((line.at, line.what))
    close = [
        (host, before, later)
        for host, lines in asked.items()
        for before, later in pairwise(sorted(lines))
        if later[0] - before[0] < 0.9 - LATE_S
    ]
    assert close == []
    kinds = [what for lines in asked.values() for _, what in lines]
    assert (kinds.count("feed"), kinds.count("page")) == (12, 15)


def test_a_claim_under_way_heeds_what_another_task_was_told(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    """behaviour 23"""
    net = start_newsnet(world(hosts=1))
    wanted = settings(net, fetch_host_gap_s=0.3, fetch_domain_gap_s=0.3)
    poll(conn, database_url, net, wanted)
    host = net.world.site(0).host

    fetching = threading.Thread(target=fetch, args=(database_url, wanted), kwargs={"linger_s": 4.0})
    fetching.start()
    while sum(line.what == "page" for line in net.journal.lines) < 2:
        time.sleep(0.02)
    told_at = time.time()
    hosts.block(conn, host, host, until=datetime.now(UTC) + timedelta(seconds=2), spread_s=0)
    fetching.join()

    pages = sorted(line.at for line in net.journal.lines if line.what == "page")
    later = [at - told_at for at in pages if at > told_at + 0.1]
    assert len(pages) == 5
    assert min(later) > 2.0 - LATE_S
