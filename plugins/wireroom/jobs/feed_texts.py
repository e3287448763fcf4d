"""Texts that feeds carry: made into pages where they are whole, held against pages to learn whether they are. Pure."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from wireroom.discover.feed_text import looks_full, plain_text
from wireroom.fetch.redaction import redact
from wireroom.jobs.fetched import Result, entry_of, rejection, reserved
from wireroom.model import Page, Reason

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.model import Article
    from wireroom.warehouse.entries import FeedText, Queued
    from wireroom.warehouse.terms import FeedTerms

SAMPLES_ENOUGH = 40  # entries of a feed that are held against their pages
WHOLE_SHARE = 0.8  # of the text of the page stands in the feed: the feed has it all
_LONGEST = 1_000_000
_SHOWN = 120  # characters of a link that is no address
_SPACE = re.compile(r"\s+")
_RESERVATIONS = frozenset({"tdm-reservation", "tdm-reservation:1"})


def page_from_feed(queued: Queued, said: FeedText | None, *, now: datetime, terms: FeedTerms | None = None) -> Result:
    """The text a feed carries as a page of its own, so that it is read as any other."""
    if said is None or not (said.content_html or said.summary):
        return rejection(queued, Reason.NO_LINK, f"neither an address of its own to fetch{_stated(said)} nor a text")
    tags = terms.robots if terms else frozenset[str]()
    if refused := reserved(queued, terms, tags, is_reserved=bool(tags & _RESERVATIONS)):
        return refused
    title = html.escape(said.title or "")
    text = said.content_html or f"<p>{html.escape(said.summary or '')}</p>"
    head = f"<head><meta charset=utf-8><title>{title}</title></head>"
    body = f"<!doctype html><html>{head}<body><article><h1>{title}</h1>{text}</article></body></html>"
    encoded = body.encode("utf-8", "replace")
    page = Page(url_key=queued.url_key, body=encoded, content_type="text/html", charset="utf-8", fetched_at=now)
    return entry_of(queued, terms=terms), page


def _stated(said: FeedText | None) -> str:
    """What stands where the address should, fit to be shown."""
    if said is None or not said.link:
        return ""
    shown = redact(said.link)
    return f" (its link says {shown if len(shown) <= _SHOWN else f'{shown[:_SHOWN]}…'})"


def is_sample(said: FeedText) -> bool:
    """Does the feed's text look whole, so that it is worth holding against the page?"""
    return looks_full(plain_text(said.content_html or said.summary or "", _LONGEST))


def is_whole(said: FeedText, article: Article) -> bool:
    """Does the feed's text have what the article of the page has?"""
    carried = _folded(plain_text(said.content_html or said.summary or "", _LONGEST))
    blocks = [_folded(text) for text in (article.lead or "", *(block.text for block in article.blocks)) if text]
    found = sum(len(block) for block in blocks if block in carried)
    return found >= WHOLE_SHARE * sum(map(len, blocks))


def _folded(text: str) -> str:
    return _SPACE.sub("", text)
