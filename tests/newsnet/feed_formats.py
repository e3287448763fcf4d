"""Feeds as text: RSS 2.0, RSS 1.0, Atom, JSON Feed and news sitemaps. One function each, from items to a document."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsnet.world import Site

BROKEN_DATES = ("Mon, 01 Jan 0001 00:00:00 GMT", "0000-00-00 00:00:00", "yesterday", "32.13.2026", "Invalid Date", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as a feed shows it."""

    link: str
    guid: str | None
    title: str
    summary: str
    content: str | None  #: HTML of the whole article
    published: float | None  #: None: no date, or a broken one
    updated: float | None
    broken_date: str | None = None
    author: str


def rfc822(moment: float, offset: int) -> str:
    """A date as RSS writes it, `offset` minutes east."""
    if offset == 0:
        return formatdate(moment, usegmt=True)
    return formatdate(moment + offset * 60).replace("-0000", _zone(offset, ""))


def iso(moment: float, offset: int) -> str:
    """A date as ISO 8601 writes it, `offset` minutes east."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment + offset * 60))
    return stamp + (_zone(offset, ":") if offset else "Z")


def _zone(offset: int, colon: str) -> str:
    sign, size = "-" if offset < 0 else "+", abs(offset)
    return f"{sign}{size // 60:02d}{colon}{size % 60:02d}"


def _xml(site: Site) -> str:
    encoding = "utf-16" if site.encoding == "utf-16" else site.encoding.replace("_", "-")
    return f'<?xml version="1.0" encoding="{encoding}"?>\n'


def rss(site: Site, items: Sequence[Item], hints: str) -> str:
    """RSS 2.0."""
    parts: list[str] = []
    for item in items:
        when = item.broken_date if item.published is None else rfc822(item.published, site.tongue.utc_offset)
        guid = "" if item.guid is None else f'<guid isPermaLink="false">{escape(item.guid)}</guid>'
        date = "" if when is None else f"<pubDate>{when}</pubDate>"
        content = "" if item.content is None else f"<content:encoded><![CDATA[{item.content}]]></content:encoded>"
        parts.append(
            f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>{guid}{date}"
            f"<dc:creator>{escape(item.author)}</dc:creator><description>{escape(item.summary)}</description>"
            f"{content}</item>"
        )
    return (
        f'{_xml(site)}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel><title>{site.host}</title><link>http://{site.host}/</link><description>{site.host}</description>"
        f"<language>{site.tongue.tag}</language>{hints}\n" + "\n".join(parts) + "\n</channel></rss>\n"
    )


def rdf(site: Site, items: Sequence[Item], _: str) -> str:
    """RSS 1.0."""
    parts: list[str] = []
    for item in items:
        when = item.broken_date if item.published is None else iso(item.published, site.tongue.utc_offset)
        about = item.link if item.guid is None else item.guid
        date = "" if when is None else f"<dc:date>{when}</dc:date>"
        content = "" if item.content is None else f"<content:encoded>{escape(item.content)}</content:encoded>"
        parts.append(
            f'<item rdf:about="{escape(about)}"><title>{escape(item.title)}</title><link>{escape(item.link)}</link>'
            f"{date}<description>{escape(item.summary)}</description>{content}</item>"
        )
    return (
        f'{_xml(site)}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f'<channel rdf:about="http://{site.host}/"><title>{site.host}</title><link>http://{site.host}/</link>'
        f"<description>{site.host}</description><dc:language>{site.tongue.tag}</dc:language></channel>\n"
        + "\n".join(parts)
        + "\n</rdf:RDF>\n"
    )


def atom(site: Site, items: Sequence[Item], _: str) -> str:
    """Atom 1.0."""
    offset, parts = site.tongue.utc_offset, list[str]()
    for item in items:
        when = item.broken_date if item.published is None else iso(item.published, offset)
        changed = when if item.updated is None else iso(item.updated, offset)
        dates = "" if when is None else f"<published>{when}</published><updated>{changed}</updated>"
        guid = "" if item.guid is None else f"<id>{escape(item.guid)}</id>"
        content = "" if item.content is None else f'<content type="html">{escape(item.content)}</content>'
        parts.append(
            f'<entry>{guid}<title>{escape(item.title)}</title><link rel="alternate" href="{escape(item.link)}"/>{dates}'
            f"<author><name>{escape(item.author)}</name></author><summary>{escape(item.summary)}</summary>{content}</entry>"
        )
    return (
        f'{_xml(site)}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.tongue.tag}">'
        f'<id>tag:{site.host},2020:feed</id><title>{site.host}</title><link href="http://{site.host}/"/>'
        f'<link rel="self" href="{site.feed_url}"/>\n' + "\n".join(parts) + "\n</feed>\n"
    )


def json_feed(site: Site, items: Sequence[Item], _: str) -> str:
    """JSON Feed 1.1."""
    offset, made = site.tongue.utc_offset, list[dict[str, object]]()
    for item in items:
        when = item.broken_date if item.published is None else iso(item.published, offset)
        one: dict[str, object] = {"url": item.link, "title": item.title, "summary": item.summary}
        one |= {} if item.guid is None else {"id": item.guid}
        one |= {} if when is None else {"date_published": when}
        one |= {} if item.updated is None else {"date_modified": iso(item.updated, offset)}
        one |= {"content_text": item.summary} if item.content is None else {"content_html": item.content}
        made.append(one | {"authors": [{"name": item.author}]})
    head = {"version": "https://jsonfeed.org/version/1.1", "title": site.host, "language": site.tongue.tag}
    head |= {"home_page_url": f"http://{site.host}/", "feed_url": site.feed_url}
    return json.dumps(head | {"items": made}, ensure_ascii=False)


def news_sitemap(site: Site, items: Sequence[Item], _: str) -> str:
    """A news sitemap."""
    parts: list[str] = []
    for item in items:
        when = item.broken_date if item.published is None else iso(item.published, site.tongue.utc_offset)
        date = "" if when is None else f"<news:publication_date>{when}</news:publication_date>"
        parts.append(
            f"<url><loc>{escape(item.link)}</loc><news:news><news:publication><news:name>{site.host}</news:name>"
            f"<news:language>{site.tongue.code}</news:language></news:publication>{date}"
            f"<news:title>{escape(item.title)}</news:title></news:news></url>"
        )
    return (
        f'{_xml(site)}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n' + "\n".join(parts) + "\n</urlset>\n"
    )


RENDERERS: dict[str, Callable[[Site, Sequence[Item], str], str]] = {
    "rss": rss,
    "rdf": rdf,
    "atom": atom,
    "json": json_feed,
    "news_sitemap": news_sitemap,
}
CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "news_sitemap": "application/xml",
}
