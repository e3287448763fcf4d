"""Our tree reader and feedparser on the same feeds, and on real ones."""

from __future__ import annotations

import gzip
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from discover.feed_examples import ATOM, RSS
from discover.parsed_feeds import parsed

if TYPE_CHECKING:
    from wireroom.discover.feed import ParsedFeed

SHARED = Path(os.environ.get("WIREROOM_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REAL = SHARED / "data" / "feeds_dev"


def by_feedparser(body: bytes) -> ParsedFeed:
    """The same document with a DOCTYPE, which the reader of ordinary trees leaves to feedparser."""
    start = re.search(rb"<(?:[\w.]+:)?(?:rss|feed)[\s>]", body)
    assert start
    return parsed(body[: start.start()] + b"<!DOCTYPE feed>" + body[start.start() :])


def said(feed: ParsedFeed) -> list[object]:
    """What both ways of reading must agree on; only captions of pictures are told from texts by one alone."""
    entries = [
        replace(entry, guid_is_permalink=False, content_html=None, content_characters=0, is_full_text=False)
        for entry in feed.entries
    ]
    head = replace(feed, entries=(), note=None)
    return [head, *entries]


@pytest.mark.parametrize("document", [RSS, ATOM])
def test_the_tree_and_feedparser_say_the_same(document: str) -> None:
    assert said(parsed(document)) == said(by_feedparser(document.encode()))


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real feeds in {REAL}: set WIREROOM_SHARED")
def test_every_real_feed_gives_the_entries_it_holds() -> None:
    index = json.loads((REAL / "index.json").read_text(encoding="utf-8"))
    counts = {row["file"]: row["items"] for row in index}
    read: dict[str, int] = {}
    for name in counts:
        body = gzip.decompress((REAL / name).read_bytes())
        if body.startswith(b"HTTP/"):
            body = body.partition(b"\r\n\r\n")[2]
        feed = parsed(body)
        read[name] = len(feed.entries)

    assert read == counts


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real feeds in {REAL}: set WIREROOM_SHARED")
def test_the_tree_and_feedparser_read_real_feeds_alike() -> None:
    different: list[str] = []
    index = json.loads((REAL / "index.json").read_text(encoding="utf-8"))
    names = [row["file"] for row in index if row["kind"] in {"rss", "feed"}]
    for name in names:
        body = gzip.decompress((REAL / name).read_bytes())
        body = body.partition(b"\r\n\r\n")[2] if body.startswith(b"HTTP/") else body
        if said(parsed(body)) != said(by_feedparser(body)):
            different.append(name)

    assert len(different) <= len(names) // 50, different
