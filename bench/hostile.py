"""Pages made to be slow, and how long each takes on the whole way to an article or a rejection."""

import time
from collections.abc import Callable, Iterator

from corpus import NOW
from wireroom.model import Entry, Origin, Page
from wireroom.read.process import process

PAGES: dict[str, Callable[[], str]] = {
    "nested divs, 10 MB": lambda: "<div>" * 900_000 + "x" + "</div>" * 900_000,
    "100,000 links": lambda: _article("".join(f'<a href="/{n}">Story {n}</a> ' for n in range(100_000))),
    "100,000 linked paragraphs": lambda: _article(
        "".join(f'<p><a href="/{n}">Story {n}</a></p>' for n in range(100_000))
    ),
    "broken entities": lambda: _article("&#x110000;&#xD800;&amp&lt;&nosuch;&#;" * 50_000),
    "no body": lambda: "<html><head><title>Nothing</title></head></html>",
    "unclosed comments": lambda: "<!--" * 1_000_000,
    "unclosed scripts": lambda: "<script>" * 500_000,
    "3 MB of JSON-LD": lambda: _script('{"@graph":[' + '{"@type":"NewsArticle","headline":"a"},' * 80_000 + "{}]}"),
    "deep JSON-LD": lambda: _script('{"a":' * 200_000 + "1" + "}" * 200_000),
    "many scripts of JSON-LD": lambda: _article(
        '<script type="application/ld+json">{"@type":"Article"}</script>' * 20_000
    ),
    "a line of labels, 1 MB": lambda: _article(f"<p>{'Read more: ' * 90_000}</p>"),
    "a line of spaces and stops, 1 MB": lambda: _article(f"<p>{'. : | » ' * 125_000}</p>"),
    "a line of one letter, 1 MB": lambda: _article(f"<p>{'a' * 1_000_000}</p>"),
    "a line of marks, 1 MB": lambda: _article(f"<p>{'-/(©[' * 200_000}</p>"),
    "20,000 short lines": lambda: _article("<p>Read more</p>" * 20_000),
    "attributes, 5 MB": lambda: f"<p {'a=b ' * 1_250_000}>text</p>",
    "nested tables": lambda: "<table><tr><td>" * 30_000,
}


def seconds_each() -> Iterator[tuple[str, float]]:
    """The name of each page and its wall-clock seconds."""
    entry = Entry(entry_key="hostile", url_key="https://hostile.example/", source="bench", origin=Origin.SEED)
    for name, make in PAGES.items():
        page = Page(url_key=entry.url_key, body=make().encode(), content_type="text/html", fetched_at=NOW)
        started = time.perf_counter()
        process(entry, page, now=NOW, min_text_characters=100)
        yield name, time.perf_counter() - started


def _article(inner: str) -> str:
    prose = "<p>The council met on Monday and said that the bridge over the river would be closed until spring.</p>" * 5
    return f"<html><body><article><h1>A headline of a page</h1>{prose}{inner}</article></body></html>"


def _script(json: str) -> str:
    return f'<html><head><script type="application/ld+json">{json}</script></head><body>{_article("")}</body></html>'
