"""A network that is down is no fault of those who cannot be reached, however few they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from announcing import POLL
from newsnet.fixtures import start_newsnet
from small_world import fetch, poll, settings, world
from wireroom.errors import NetworkDown
from wireroom.fetch.results import Trouble
from wireroom.jobs.breaker import Breaker
from wireroom.jobs.polling import poll_feeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsnet.server import Net
    from wireroom.warehouse.connection import Connection

__all__ = ["start_newsnet"]


def breaker(*answers: Trouble | None) -> Breaker:
    """One that was told how as many hosts answered."""
    made = Breaker(hosts=20, share=0.8)
    for number, trouble in enumerate(answers):
        made.note(f"news{number}.test", trouble)
    made.settle()
    return made


@pytest.mark.parametrize(
    ("answers", "is_open"),
    [
        ([Trouble.CONNECT] * 5, True),
        ([Trouble.CONNECT] * 4, False),
        ([Trouble.CONNECT] * 9 + [None], False),
        ([None, *[Trouble.CONNECT] * 18], False),
        ([None, *[Trouble.CONNECT] * 19], True),
        ([Trouble.HTTP_404] * 9, False),
    ],
)
def test_it_opens_where_most_of_many_fail_or_all_of_few(answers: list[Trouble | None], is_open: bool) -> None:
    assert breaker(*answers).is_open == is_open


def test_an_outage_speaks_and_counts_against_nobody_where_few_hosts_are_asked(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world(hosts=6))
    wanted = settings(net, ingest_breaker_hosts=20)
    poll(conn, database_url, net, wanted)
    net.set_network(down=True)

    with pytest.raises(NetworkDown, match="6 of the last 6 hosts failed"):
        fetch(database_url, wanted)

    assert conn.execute("SELECT max(failures), max(attempts) FROM ops.entry").fetchone() == (0, 0)
    assert conn.execute("SELECT coalesce(max(failures), 0) FROM ops.host").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM ops.disposition").fetchone() == (0,)


def test_feeds_that_could_not_be_polled_in_an_outage_are_polled_soon_after_it(
    conn: Connection, database_url: str, start_newsnet: Callable[..., Net]
) -> None:
    net = start_newsnet(world())
    wanted = settings(net, time_factor=60.0)
    poll(conn, database_url, net, wanted)
    net.set_network(down=True)

    tallies: list[dict[str, int]] = []
    for number in range(2, 6):
        conn.execute("UPDATE ops.feed_state SET next_poll_at = now()")
        tallies.append(poll_feeds(database_url, wanted, replace(POLL, run_id=f"scheduled__{number}"), until_s=0))
    polled = conn.execute("SELECT count(*) FROM ops.poll WHERE result = 'connect_failed'").fetchone()

    assert [tally["postponed, nobody answers"] for tally in tallies] == [5] * 4
    assert polled == (4 * 3,)  # of each task those that failed before it could be told
