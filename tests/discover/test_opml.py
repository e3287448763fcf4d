"""Lists of feeds, in and out, and the list we ship."""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.opml import ListedFeed, key_from_url, read_opml, write_opml

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "feeds.opml"

EXPORTED = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>Export</title></head><body>
<outline text="Nachrichten / Deutsch">
  <outline text="T\xe4glich" type="rss" xmlURL="https://taeglich.example/feed" htmlUrl="https://taeglich.example/"/>
  <outline text="Folder in folder"><outline title="Deep" xmlUrl="feed://deep.example/rss"/></outline>
</outline>
<outline text="No address" type="rss"/>
<outline text="Mail" xmlUrl="mailto:a@b.example"/>
<outline text="Again" xmlUrl="https://TAEGLICH.example/feed?utm_source=x"/>
<outline text="Private" xmlUrl="https://user:secret@paid.example/feed"/>
<outline text="Odd" xmlUrl="https://odd.example/feed" language="klingon language" country="Germany"/>
</body></opml>
"""


def test_a_foreign_list_is_read_with_its_folders() -> None:
    feeds, _ = read_opml(EXPORTED)

    assert [(feed.url, feed.title, feed.category) for feed in feeds] == [
        ("https://taeglich.example/feed", "Täglich", "Nachrichten   Deutsch"),
        ("http://deep.example/rss", "Deep", "Nachrichten   Deutsch/Folder in folder"),
        ("https://odd.example/feed", "Odd", None),
    ]
    assert [feed.key for feed in feeds] == ["taeglich.example", "deep.example", "odd.example"]


def test_each_bad_line_is_named_with_its_number() -> None:
    _, problems = read_opml(EXPORTED)

    assert [problem.line for problem in problems] == [7, 8, 9, 10, 11, 11]
    assert "no xmlUrl" in problems[0].detail
    assert "no http(s) address" in problems[1].detail
    assert "listed twice" in problems[2].detail
    assert "klingon" in problems[4].detail


def test_credentials_are_neither_taken_nor_repeated() -> None:
    feeds, problems = read_opml(EXPORTED)

    assert not any("paid.example" in feed.url for feed in feeds)
    assert "secret" not in repr(problems)


def test_two_feeds_of_one_host_get_keys_of_their_own() -> None:
    body = b"<opml><outline xmlUrl='https://a.example/feed'/><outline xmlUrl='https://a.example/rss'/></opml>"
    feeds, problems = read_opml(body)

    assert len({feed.key for feed in feeds}) == 2
    assert problems == ()


def test_a_key_may_not_be_taken_twice() -> None:
    body = b"<opml><outline key='a' xmlUrl='https://a.example/'/><outline key='a' xmlUrl='https://b.example/'/></opml>"
    feeds, problems = read_opml(body)

    assert [feed.url for feed in feeds] == ["https://a.example/"]
    assert "key a is taken" in problems[0].detail


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.harbour.example/feed/", "harbour.example"),
        ("https://harbour.example/rss/politics.xml", "harbour.example-politics.xml"),
        ("https://harbour.example/?feed=rss2&cat=3", "harbour.example-feed-rss2-cat-3"),
        ("http://[::1]:19177/feed", "ipv6-1"),
        ("http://[2001:db8::1]/news/rss.xml", "ipv6-2001-db8-1-news"),
    ],
)
def test_a_key_says_host_and_section(url: str, key: str) -> None:
    assert key_from_url(url) == key


def test_a_damaged_list_gives_what_can_be_read() -> None:
    feeds, problems = read_opml(b"<opml><body>\n<outline text='A & B' xmlUrl='https://a.example/feed'/>\n<outline")

    assert [feed.url for feed in feeds] == ["https://a.example/feed"]
    assert any(problem.detail.startswith("ill-formed") for problem in problems)


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"hello", b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml>&a;</opml>"])
def test_what_is_no_list_is_a_problem_not_an_error(body: bytes) -> None:
    feeds, problems = read_opml(body)

    assert feeds == ()
    assert len(problems) == 1


def test_a_list_nested_very_deep_costs_little() -> None:
    feeds, problems = read_opml(b"<opml>" + b"<outline>" * 200_000)

    assert feeds == ()
    assert problems


@given(st.binary(max_size=300))
def test_reading_a_list_never_raises(body: bytes) -> None:
    read_opml(body)
    read_opml(b"<opml><body><outline xmlUrl='http://a.example/'/>" + body)


LINES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20).map(
    partial(unicodedata.normalize, "NFC")
)
FEEDS = st.lists(
    st.builds(
        ListedFeed,
        key=st.from_regex(r"\A[a-z0-9]([a-z0-9._-]{0,20}[a-z0-9])?\Z"),
        url=st.integers(0, 999).map(lambda number: f"https://h{number}.example/feed?a=1&b={number}"),
        title=LINES,
        site_url=st.none() | st.just("https://h.example/"),
        language=st.none() | st.sampled_from(["de", "zh-Hant", "sr-Latn-RS"]),
        country=st.none() | st.sampled_from(["DE", "XK"]),
        publisher=st.none() | LINES,
        category=st.none() | LINES,
    ),
    unique_by=(lambda feed: feed.key, lambda feed: feed.url),
    max_size=6,
)


@given(FEEDS)
def test_what_is_written_is_read_again(feeds: list[ListedFeed]) -> None:
    written = write_opml(feeds)
    read, problems = read_opml(written)

    assert problems == ()
    assert write_opml(read) == written
    assert [feed.url for feed in read] == [feed.url for feed in sorted(feeds, key=lambda feed: feed.key)]


def test_the_list_we_ship_is_clean_and_speaks_many_languages() -> None:
    body = SEEDS.read_bytes()
    feeds, problems = read_opml(body)

    assert problems == ()
    assert len(feeds) >= 200
    assert len({feed.language for feed in feeds}) >= 40
    assert all(feed.language and feed.country and feed.publisher and feed.site_url for feed in feeds)
    assert write_opml(feeds, title="Wireroom: news feeds in many languages") == body, "sorted by key, one line each"
