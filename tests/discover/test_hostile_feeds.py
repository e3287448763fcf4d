"""The hostile documents of the feed research: each is refused or read within bounded time and memory.

Every case runs in a process of its own with a limit on memory and time, as the polling job's parser does.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from discover.feed_examples import rss_of
from wireroom.discover.feed import Fault, FeedLimits, FeedProblem
from wireroom.discover.feeds import parse_feed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MEMORY_BYTES = 1_000_000_000
WALL_S = 10.0  # what the polling job allows one document


def _items(text: str, count: int) -> str:
    return "".join(f"<item><title>{number}</title>{text}</item>" for number in range(count))


def _entities(declarations: str, title: str) -> bytes:
    return f"<!DOCTYPE rss [{declarations}]><rss><channel><item><title>{title}</title></item></channel></rss>".encode()


def _sitemap(text: str) -> bytes:
    return f"<!DOCTYPE urlset [{text}]><urlset><url><loc>&a;</loc></url></urlset>".encode()


def _one(text: str) -> bytes:
    return rss_of(f"<item><title>t</title>{text}</item>")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
NESTED_BASES = '<entry xml:base="a/">' * 5_000
ATTRIBUTES = "".join(f' a{number}="1"' for number in range(20_000))
MARKUP = "<p><b>x</b>" * 900_000
# (document, what must come of it: a fault, or None for a feed)
CASES: dict[str, tuple[bytes, Fault | None]] = {
    "billion laughs": (
        _entities(f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;"),
        None,
    ),
    "quadratic entity": (
        _entities(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000),
        None,
    ),
    "entities in a sitemap": (_sitemap('<!ENTITY a "b">'), Fault.HOSTILE),
    "100,000 entities": (
        _entities("".join(f'<!ENTITY e{n} "x">' for n in range(100_000)), "t"),
        None,
    ),
    "deep nesting in one item": (_one("<a>" * 50_000), Fault.HOSTILE),
    "deep nesting in the channel": (rss_of("<a>" * 50_000), None),
    "deep nesting of an unknown element": (_one("<x>" * 50_000), Fault.HOSTILE),
    "20,000 comment openings in CDATA": (_one(f"<description><![CDATA[{'<!--' * 20_000}]]></description>"), None),
    "40,000 comment openings": (_one("<description>" + "<!--" * 40_000), None),
    "40,000 CDATA openings": (_one("<description>" + "<![CDATA[" * 40_000), None),
    "500,000 opening brackets": (_one("<" * 500_000), None),
    "20,000 attributes": (_one(f"<media{ATTRIBUTES}/>"), Fault.HOSTILE),
    "20,000 attributes behind a bracket in quotes": (_one(f'<media x=">"{ATTRIBUTES}/>'), Fault.HOSTILE),
    "20,000 namespaces": (
        _one("<media" + "".join(f' xmlns:n{n}="u:{n}"' for n in range(20_000)) + "/>"),
        Fault.HOSTILE,
    ),
    "attributes that are never closed": (_one(f"<media{ATTRIBUTES}"), Fault.HOSTILE),
    "nested entries with bases": (
        f'<feed xmlns="http://www.w3.org/2005/Atom">{NESTED_BASES}</feed>'.encode(),
        Fault.HOSTILE,
    ),
    "nested elements of many names with bases": (
        rss_of("".join(f'<n{number} xml:base="a/">' for number in range(6_000))),
        Fault.HOSTILE,
    ),
    "20,000 categories in one item": (_one("<category>c</category>" * 20_000), Fault.HOSTILE),
    "3,900 authors in one item": (_one("<author>a@b.example (A)</author>" * 3_900), None),
    "45,000 tiny items": (rss_of(_items("", 45_000)), None),
    "45,000 tiny items, ill-formed": (rss_of(_items("&nbsp;<br>", 45_000)), None),
    "10 MB of markup in one description": (_one(f"<description><![CDATA[{MARKUP}]]></description>"), None),
    "5 MB of text in one title": (_one(f"<title>{'a &amp; ' * 700_000}</title>"), None),
    "a tag of 12 MB": (_one(f"<category term='{'x' * 12_000_000}'/>"), Fault.HOSTILE),
    "a comment of 12 MB": (_one(f"<!--{'x' * 12_000_000}-->"), Fault.HOSTILE),
    "an instruction of 12 MB": (_one(f"<?x {'x' * 12_000_000}?>"), Fault.HOSTILE),
    "20,000 long dates": (rss_of(_items(f"<pubDate>{'1' * 400}</pubDate>", 2_000)), None),
    "a body beyond the limit": (b"<rss>" + b" " * 15_000_001, Fault.TOO_LARGE),
    "JSON nested 1,000,000 deep": (b'{"items": [' + b"[" * 1_000_000, Fault.JSON_MALFORMED),
    "JSON with a number of 1,000,000 digits": (b'{"items": [' + b"1" * 1_000_000 + b"]}", Fault.JSON_MALFORMED),
    "40,000 unclosed scripts": (_one(f"<description><![CDATA[{'<script>' * 40_000}]]></description>"), None),
    "a page of 10 MB": (b"<html>" + b"<link rel=alternate type=application/rss+xml href=/x>" * 200_000, Fault.HTML),
}


def _read(pipe: Connection, body: bytes) -> None:
    mapped = psutil.Process().memory_info().vms  # what the test process had mapped is not the document's doing
    resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY_BYTES, mapped + MEMORY_BYTES))
    began = time.process_time()
    found = parse_feed(body, content_type="text/xml", charset=None, final_url="https://evil.example/feed")
    fault = found.fault if isinstance(found, FeedProblem) else None
    entries = 0 if isinstance(found, FeedProblem) else len(found.entries)
    pipe.send((fault, entries, time.process_time() - began, str(found)[:200]))


def _for_feedparser(body: bytes) -> bytes:
    """The same with a stray ampersand, so that only the tolerant reader can take it."""
    return body.replace(b"<channel>", b"<channel>&", 1).replace(b"Atom'>", b"Atom'>&", 1)


@pytest.mark.parametrize("is_well_formed", [True, False], ids=["as it is", "ill-formed too"])
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_document_costs_bounded_time_and_memory(name: str, is_well_formed: bool) -> None:
    """behaviour 50, behaviour 52: what cannot be made cheap is refused, what goes wrong stays in its process"""
    body, expected = CASES[name]
    if not is_well_formed:
        body = _for_feedparser(body)
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_read, args=(sending, body), daemon=True)
    process.start()
    sending.close()
    try:
        assert receiving.poll(WALL_S * 3), "no answer in three times the limit: neither refused nor read"
        fault, entries, cpu_s, detail = receiving.recv()
    finally:
        process.kill()
        process.join()

    # the reader of ordinary trees is linear whatever the shape: it may take what must be kept from feedparser
    assert fault is expected or (is_well_formed and fault is None), detail
    assert entries <= FeedLimits().max_entries
    assert cpu_s < WALL_S
