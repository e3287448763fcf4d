"""Article pages as HTML: four layouts as publishers build them, with navigation, metadata and leftovers."""

from __future__ import annotations

import gzip
import json
from html import escape
from typing import TYPE_CHECKING

from newsnet.chance import roll
from newsnet.feed_formats import iso
from newsnet.pieces import Piece, article
from newsnet.stories import Story, states_date

if TYPE_CHECKING:
    from pathlib import Path

    from newsnet.wording import Told
    from newsnet.world import Site, World

_HEAD = "<h1>{title}</h1>{time}"
_LAYOUTS = (
    (f"<main><article><header>{_HEAD}</header>", "</article></main>"),
    (f'<div id="content">{_HEAD}<div class="entry-content">', "</div></div>"),
    (f'<main role="main"><section class="article">{_HEAD}<div class="article-body">', "</div></section></main>"),
    (
        f'<article itemscope itemtype="https://schema.org/NewsArticle">{_HEAD}<div itemprop="articleBody">',
        "</div></article>",
    ),
)
_SCRIPT = "<script>window.dataLayer=window.dataLayer||[];function track(){dataLayer.push(arguments)}track(%d);</script>"


def page(world: World, one: Story, *, edited: bool) -> str:
    """The page of an article."""
    text, blocks = article(world, one, edited=edited)
    site = one.site
    opened, closed = _LAYOUTS[site.layout]
    time_tag = f'<time datetime="{iso(one.published, site.tongue.utc_offset)}"></time>' if states_date(one) else ""
    body = "\n".join(block.html for block in blocks)
    inner = (
        f"{_head(one, text, blocks, edited=edited)}<body>{_navigation(site)}"
        f"{opened.format(title=escape(text.title), time=time_tag)}\n{body}\n{closed}{_footer(site)}"
    )
    return inner + _padding(site, world.page_bytes - len(inner)) + "</body></html>\n"


def home(site: Site) -> str:
    """The front page, which announces the feed."""
    kind = {"json": "feed+json", "atom": "atom+xml"}.get(site.format, "rss+xml")
    link = f'<link rel="alternate" type="application/{kind}" href="{site.feed_path}">'
    link = "" if site.format == "news_sitemap" else link
    return (
        f'<!doctype html><html lang="{site.tongue.tag}"><head><meta charset="{_label(site)}"><title>{site.host}</title>'
        f"{link}</head><body>{_navigation(site)}{_footer(site)}</body></html>\n"
    )


def parked(site: Site) -> str:
    """What stands at an address whose owner has gone."""
    head = f"<!doctype html><html><head><title>{site.host}</title></head>"
    return head + f"<body><h1>{site.host}</h1><p>This domain may be for sale.</p></body></html>\n"


def given_body(world: World, one: Story) -> Path:
    """Which of the world's own bodies stands for an article, always the same."""
    return world.bodies[roll(world.seed, "body", one.site.number, one.k) % len(world.bodies)]


def body_of(path: Path) -> bytes:
    """A body from a file, unpacked where it is compressed."""
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def _head(one: Story, text: Told, blocks: list[Piece], *, edited: bool) -> str:
    site, offset = one.site, one.site.tongue.utc_offset
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.title,
        "inLanguage": site.tongue.tag,
        "mainEntityOfPage": one.url,
        "author": {"@type": "Person", "name": author(one)},
        "publisher": {"@type": "Organization", "name": site.host},
    }
    meta = ""
    if states_date(one):
        data["datePublished"] = iso(one.published, offset)
        meta = f'<meta property="article:published_time" content="{iso(one.published, offset)}">'
        if edited:
            data["dateModified"] = iso(one.edited_at, offset)
            meta += f'<meta property="article:modified_time" content="{iso(one.edited_at, offset)}">'
    lead = blocks[0].text
    return (
        f'<!doctype html>\n<html lang="{site.tongue.tag}"{" dir=rtl" if site.tongue.rtl else ""}><head>'
        f'<meta charset="{_label(site)}"><title>{escape(text.title)} | {site.host}</title>'
        f'<link rel="canonical" href="{escape(one.url)}"><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{escape(text.title)}"><meta property="og:site_name" content="{site.host}">'
        f'<meta property="og:locale" content="{site.tongue.tag.replace("-", "_")}">'
        f'<meta name="description" content="{escape(lead[:150])}">{meta}'
        f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=True)}</script></head>'
    )


def author(one: Story) -> str:
    """Who wrote an article: the first of its language's people has no office in front of the name."""
    return one.site.tongue.people[0]


def _label(site: Site) -> str:
    return site.encoding.replace("_", "-")


def _navigation(site: Site) -> str:
    links = "".join(f'<li><a href="/section/{at}/">{escape(word)}</a></li>' for at, word in enumerate(site.tongue.nav))
    return f'<header class="site-header"><a href="/">{site.host}</a><nav><ul>{links}</ul></nav></header>'


def _footer(site: Site) -> str:
    links = "".join(f'<li><a href="/about/{at}/">{escape(word)}</a></li>' for at, word in enumerate(site.tongue.footer))
    return f'<footer class="site-footer"><ul>{links}</ul><p>© {site.host}</p></footer>'


def _padding(site: Site, missing: int) -> str:
    if missing <= 0:
        return ""
    links = "".join(
        f'<li><a href="/topic/{at}/">{escape(word)} {at}</a></li>' for at in range(20) for word in site.tongue.nav
    )
    block = f'<nav class="menu"><ul>{links}</ul></nav>' + _SCRIPT % site.number * 10
    return block * max(1, missing // len(block))
