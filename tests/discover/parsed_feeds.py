"""A feed, parsed, or why it is none."""

from __future__ import annotations

from wireroom.discover.feed import FeedLimits, FeedProblem, ParsedFeed
from wireroom.discover.feeds import parse_feed

URL = "https://harbour.example/feeds/all.xml"


def parsed(
    body: bytes | str, *, url: str = URL, charset: str | None = None, limits: FeedLimits | None = None
) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    feed = parse_feed(raw, content_type=None, charset=charset, final_url=url, limits=limits or FeedLimits())
    assert isinstance(feed, ParsedFeed), feed
    return feed


def problem(body: bytes | str, *, limits: FeedLimits | None = None) -> FeedProblem:
    raw = body.encode() if isinstance(body, str) else body
    found = parse_feed(raw, content_type=None, charset=None, final_url=URL, limits=limits or FeedLimits())
    assert isinstance(found, FeedProblem), found
    return found


ONE = "<item><title>One</title><guid>1</guid></item>"
