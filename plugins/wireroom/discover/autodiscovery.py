"""Feeds that a page announces in its head: proposals for a person, never a silent switch. Pure."""

from __future__ import annotations

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from wireroom.charset import decode
from wireroom.discover.feed import FeedLink
from wireroom.discover.feed_text import absolute_url, one_line, without_illegal

_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
}
_MAX_BYTES = 1_000_000  # announcements stand in the head
_MAX_LINKS = 50
_URL_CHARACTERS = 2_048


def feed_links(html: bytes, base_url: str) -> tuple[FeedLink, ...]:
    """The feeds announced by `<link rel="alternate" type=…>` in `html`, in its order, each address once.

    Addresses are joined with the page's `<base>` and `base_url`; comment feeds come last. `application/json`
    counts only where the title or address speaks of a feed: WordPress announces its interface with that type.
    """
    text = without_illegal(decode(html[:_MAX_BYTES], is_html=True).text)
    parser = etree.HTMLParser(recover=True, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode(), parser) if text.strip() else None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return ()
    base = (
        next((absolute_url(tag.get("href"), base_url, _URL_CHARACTERS) for tag in root.iter("base")), None) or base_url
    )
    found: dict[str, FeedLink] = {}
    for tag in root.iter("link"):
        rels = (tag.get("rel") or "").lower().split()
        content_type = (tag.get("type") or "").partition(";")[0].strip().lower()
        url = absolute_url(tag.get("href"), base, _URL_CHARACTERS)
        if url is None or content_type not in _TYPES or not {"alternate", "feed"} & set(rels):
            continue
        title = one_line(tag.get("title"), 200)
        if content_type == "application/json" and "feed" not in f"{title} {url}".lower():
            continue
        found.setdefault(url, FeedLink(url=url, title=title, content_type=content_type))
    return tuple(sorted(found.values(), key=_is_comments))[:_MAX_LINKS]


def _is_comments(link: FeedLink) -> bool:
    return "comment" in f"{link.url} {link.title}".lower()
