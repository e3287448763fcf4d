"""The whole system reading a simulated news internet, both running a stated number of times faster than they should.

Every time setting of polling and fetching is divided by the factor (`WIREROOM_TIME_FACTOR`), and the world's clock runs
by the same. What is not divided are the deadlines of single requests.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

from newsnet import remote
from stage import Stage, stage
from wireroom.jobs.registry import Facts, counted, import_feeds

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from newsnet.remote import Remote

NOT_POLLED = "SELECT count(*) FROM ops.feed_state WHERE last_poll_at IS NULL"
PUBLISHER = "newsnet"  # what is registered for a simulation says so
HOST_GAP_S = 30.0  # not 5: divided by the factor it must still stand out from the lag of a busy machine
SETTINGS = {
    "FETCH_HOST_GAP_S": str(HOST_GAP_S),
    "FETCH_DOMAIN_GAP_S": str(HOST_GAP_S),
    "FETCH_FEED_TIMEOUT_S": "10",
    "FETCH_PAGE_TIMEOUT_S": "10",
    "MIN_TEXT_CHARACTERS": "100",  # some of the world's articles are three sentences in few signs
}


@contextmanager
def on_air(  # noqa: PLR0913 - the facts of a run
    name: str,
    *,
    hosts: int,
    factor: float,
    minutes: float,
    world: Sequence[str] = (),
    own: Mapping[str, str] = MappingProxyType({}),
) -> Generator[tuple[Stage, Remote]]:
    """A system of its own and a world whose clock goes on at real speed for the time being; `world` are its options.

    `own` are settings beside those of a simulation.

    The world begins so long ago that it does not overtake the real clock within `minutes`: nothing has a date to come.
    """
    ago_hours = factor * minutes / 60 + 1
    options = ["--hosts", str(hosts), "--speed", str(factor), "--ago", str(ago_hours), *world]
    with remote.spawned(*options) as net:
        net.clock(speed=1)
        settings = {"TIME_FACTOR": str(factor), "FETCH_ALLOW_LOOPBACK": net.allow_loopback, **SETTINGS, **own}
        with stage(name, settings) as house:
            yield house, net


def register(house: Stage, net: Remote, *, patience: float) -> int:
    """Register every feed of the world; how many. With `patience` 0.5 each is polled twice as often as it has news."""
    done = counted(import_feeds(house.context.warehouse_url, net.opml().encode(), Facts(publisher=PUBLISHER)))
    with house.warehouse() as conn:
        conn.execute("UPDATE ops.feed SET patience = %s WHERE publisher = %s", (patience, PUBLISHER))
    return done["added"]
