"""A world of one fault, asked without a socket: for tests of what is answered, not of how it travels."""

from __future__ import annotations

from typing import Any

from newsnet import World, stories
from newsnet.answers import Library
from newsnet.exchange import Answer, Moment, Request
from newsnet.faults import Fault, in_spell

GZIP = {"accept-encoding": "gzip"}


def world(fault: Fault, **changes: Any) -> World:
    """A world of one RSS site with this fault."""
    values: dict[str, Any] = {"hosts": 1, "faults": {fault: 1.0}, "formats": {"rss": 1.0}, "hang_s": 3.0, **changes}
    return World(**values)


def bad_moment(made: World) -> float:
    """A moment in a spell that lasts another minute at least."""
    return next(
        t for t in range(int(made.begin), int(made.begin + made.cycle_s) + 1) if in_spell(made, made.site(0), t) > 60
    )


def good_moment(made: World) -> float:
    """A moment without trouble."""
    return next(
        t for t in range(int(made.begin), int(made.begin + made.cycle_s) + 1) if not in_spell(made, made.site(0), t)
    )


def ask(  # noqa: PLR0913 - a request and its circumstances
    made: World,
    path: str = "",
    *,
    at: float,
    number: int = 0,
    host: str = "",
    speed: float = 1.0,
    said: dict[str, str] | None = None,
) -> Answer:
    """The answer of one site to a request for its feed, or for `path`."""
    site = made.site(number)
    request = Request(method="GET", host=host or site.host, path=path or site.feed_path, headers=said or {})
    return Library(made).answer(request, Moment(virtual=at, wall=1_800_000_000.4, speed=speed))


def newest(made: World, moment: float) -> stories.Story:
    """The article at the top of the first site's feed."""
    return stories.window(made, made.site(0), moment)[0]
