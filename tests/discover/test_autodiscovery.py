"""Feeds that a page announces."""

from __future__ import annotations

from discover.feed_examples import PAGE
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.autodiscovery import feed_links

BASE = "https://harbour.example/news/"


def test_announced_feeds_come_in_order_comments_last_each_once() -> None:
    """behaviour 35"""
    found = feed_links((PAGE + PAGE).encode(), BASE)

    assert [(link.url, link.title) for link in found] == [
        ("https://harbour.example/feed", "News"),
        ("https://harbour.example/comments/feed", "Comments"),
    ]


def test_addresses_are_joined_with_the_base_of_the_page() -> None:
    page = b"<base href='https://cdn.example/x/'><link rel='ALTERNATE feed' type='Application/Atom+XML' href='a.xml'>"

    assert [link.url for link in feed_links(page, BASE)] == ["https://cdn.example/x/a.xml"]


def test_json_counts_only_where_it_speaks_of_a_feed() -> None:
    page = b"""<link rel=alternate type=application/json href=/wp-json/1>
    <link rel=alternate type=application/feed+json href=/j>"""

    assert [link.url for link in feed_links(page, BASE)] == ["https://harbour.example/j"]


def test_what_is_no_feed_is_not_announced() -> None:
    page = b"""<link rel=stylesheet type=application/rss+xml href=/a><link rel=alternate hreflang=de href=/de>
    <link rel=alternate type=application/rss+xml href=javascript:x><link rel=alternate type=application/rss+xml>"""

    assert feed_links(page, BASE) == ()


@given(st.binary(max_size=400))
def test_looking_for_feeds_never_raises(page: bytes) -> None:
    feed_links(page, BASE)
    feed_links(b"<link rel=alternate type=application/rss+xml href='" + page, BASE)
