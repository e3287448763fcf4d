"""Feeds of every format: what is read of them, and what is left."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest
from discover.feed_examples import ATOM, JSON_FEED, NEWS_SITEMAP, PAGE, RDF, RSS, SITEMAP_INDEX, rss_of
from discover.parsed_feeds import ONE, URL, parsed, problem
from wireroom.discover.feed import Fault, FeedKind, FeedLimits
from wireroom.discover.feeds import parse_feed

if TYPE_CHECKING:
    from pathlib import Path


def test_an_rss_feed_gives_its_head_and_hints() -> None:
    """behaviour 17, behaviour 18, behaviour 22 (hubs are recorded)"""
    feed = parsed(RSS)

    assert (feed.kind, feed.title, feed.language) == (FeedKind.RSS, "Harbour Gazette", "en-gb")
    assert (feed.site_link, feed.self_link) == ("https://harbour.example/", "https://harbour.example/feed")
    assert feed.hubs == ("https://hub.example/",)
    assert (feed.hints.ttl_minutes, feed.hints.update_period_s) == (30, 1800)
    assert (feed.hints.skip_hours, feed.hints.skip_days) == (frozenset({0, 1}), frozenset({6}))
    assert feed.note is None


def test_an_rss_entry_is_read_as_stated() -> None:
    entry = parsed(RSS).entries[0]

    assert entry.title == "Ferry & bridge reopen, 5 < 6 say engineers"
    assert (entry.guid, entry.guid_is_permalink) == ("gazette-17", False)
    assert entry.link == "https://harbour.example/news/ferry?utm_source=rss"
    assert entry.published_raw == "Fri, 20 Nov 2026 08:15:00 +0100"
    assert entry.updated_raw is None
    assert entry.summary == "The crossing opened."
    assert (entry.authors, entry.categories) == (("Ada Holm",), ("Transport",))
    assert [(file.url, file.length) for file in entry.enclosures] == [("https://harbour.example/f.jpg", 1234)]


def test_a_guid_is_a_link_only_where_it_is_an_address() -> None:
    feed = parsed(RSS)

    assert feed.entries[1].link == "https://harbour.example/news/market"
    assert (feed.entries[2].guid, feed.entries[2].link) == ("abc", None)


def test_a_guid_does_not_depend_on_where_the_feed_was_fetched() -> None:
    here, there = parsed(RSS), parsed(RSS, url="http://mirror.example/x/feed")

    assert [entry.guid for entry in here.entries] == [entry.guid for entry in there.entries]


def test_an_atom_entry_keeps_both_dates_and_joins_links_with_its_base() -> None:
    feed = parsed(ATOM)
    first, second = feed.entries

    assert (feed.kind, feed.language, feed.next_link) == (FeedKind.ATOM, "fi", "https://harbour.example/feed?page=2")
    assert first.title == "How to use <em> well"
    assert first.link == "https://saari.example/uutiset/1"
    assert (first.published_raw, first.updated_raw) == ("2026-11-20T08:15:00Z", "2026-11-20T09:00:00Z")
    assert first.content_html == "<p>Koko teksti.</p>"
    assert (first.language, second.language) == (None, "sv")
    assert (second.published_raw, second.updated_raw) == (None, "2026-11-19T09:00:00Z")
    assert second.title == "Hamnen öppnar"


def test_the_date_of_an_rdf_item_is_its_publication() -> None:
    feed = parsed(RDF)

    assert (feed.kind, feed.language, feed.entries[0].title) == (FeedKind.RDF, "ja", "橋が開通した")
    assert (feed.entries[0].published_raw, feed.entries[0].updated_raw) == ("2026-11-20T08:15:00+09:00", None)


def test_a_json_feed_is_read_by_our_own_reader() -> None:
    feed = parsed(JSON_FEED, url="https://puerto.example/feed.json")
    first, second = feed.entries

    assert (feed.kind, feed.language, feed.hubs) == (FeedKind.JSON, "es", ("https://hub.example/",))
    assert (first.guid, first.link) == ("7", "https://puerto.example/noticias/7")
    assert (first.authors, second.authors) == (("Redacción",), ("Eva",))
    assert first.published_raw == "2026-11-20T08:15:00-03:00"
    assert first.enclosures[0].length == 99
    assert second.content_html == "<p>Primera línea</p><p>Segunda &lt; línea</p>"
    assert feed.note == "1 items are no objects"


def test_a_news_sitemap_is_a_feed() -> None:
    feed = parsed(NEWS_SITEMAP)

    assert (feed.kind, feed.title) == (FeedKind.NEWS_SITEMAP, "Liman Postası")
    assert (feed.entries[0].title, feed.entries[0].language) == ("Köprü açıldı", "tr")
    assert feed.entries[0].published_raw == "2026-11-20T08:15+03:00"
    assert feed.entries[0].categories == ("köprü", "ulaşım")
    assert feed.entries[1].updated_raw == "2026-11-19"


def test_a_text_of_addresses_is_a_sitemap() -> None:
    feed = parsed(b"https://limani.example/1\r\n\r\nhttps://limani.example/2?x=1\n")

    assert feed.kind is FeedKind.SITEMAP
    assert [entry.link for entry in feed.entries] == ["https://limani.example/1", "https://limani.example/2?x=1"]


def test_a_text_that_begins_with_an_address_is_no_sitemap() -> None:
    assert problem(b"https://limani.example/1\nis down today").fault is Fault.NOT_A_FEED
    assert problem(b"https://limani.example/ is down").fault is Fault.NOT_A_FEED


def test_a_sitemap_index_names_its_sitemaps() -> None:
    feed = parsed(SITEMAP_INDEX)

    assert (feed.kind, feed.entries) == (FeedKind.SITEMAP_INDEX, ())
    assert [(ref.url, ref.modified_raw) for ref in feed.sitemaps] == [("https://limani.example/news.xml", "2026-11-20")]


def test_a_page_instead_of_a_feed_proposes_the_feeds_it_announces() -> None:
    """behaviour 34, behaviour 35"""
    found = problem(PAGE)

    assert found.fault is Fault.HTML
    assert [link.url for link in found.links] == [
        "https://harbour.example/feed",
        "https://harbour.example/comments/feed",
    ]
    assert found.detail.endswith("it announces https://harbour.example/feed, https://harbour.example/comments/feed")


def test_of_many_feeds_that_a_page_announces_three_are_named() -> None:
    """behaviour 35"""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{number}">' for number in range(5))

    detail = problem(f"<html><head>{links}</head><body>Hello</body></html>").detail

    assert detail.endswith("https://harbour.example/2 and 2 more")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \r\n\0", Fault.EMPTY),
        (b"Please log in", Fault.NOT_A_FEED),
        (b"<opml version='2.0'><body/></opml>", Fault.NOT_A_FEED),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), Fault.BINARY),
        (b'{"items": [', Fault.JSON_MALFORMED),
        (b'{"error": "not found"}', Fault.NOT_A_FEED),
        (b"[" * 100_000, Fault.JSON_MALFORMED),
        (b"<html><body>parked</body></html>", Fault.HTML),
    ],
)
def test_what_is_not_a_feed_has_a_fault_of_its_own(body: bytes, fault: Fault) -> None:
    """behaviour 34"""
    assert problem(body).fault is fault


def test_a_feed_without_entries_is_still_a_feed() -> None:
    assert parsed(rss_of("")).entries == ()


def test_entries_beyond_the_limit_are_cut_before_parsing() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(30))
    feed = parsed(rss_of(items), limits=FeedLimits(max_entries=10))

    assert ([entry.title for entry in feed.entries], feed.is_cut) == ([str(number) for number in range(10)], True)
    assert feed.note is None, "the document is closed again, so that the fast strict parser reads it"


def test_one_date_for_all_is_the_time_of_building() -> None:
    item = "<item><title>{}</title><pubDate>Fri, 20 Nov 2026 08:15:00 GMT</pubDate></item>"

    assert parsed(rss_of("".join(item.format(number) for number in range(5)))).dates_are_build_time
    assert not parsed(rss_of(item.format(1))).dates_are_build_time


def test_long_text_that_does_not_trail_off_looks_complete() -> None:
    body = "&lt;p&gt;" + "The bridge is open. " * 60
    whole = parsed(rss_of(f"<item><description>{body}&lt;/p&gt;</description></item>")).entries[0]
    teaser = parsed(rss_of(f"<item><description>{body} […]&lt;/p&gt;</description></item>")).entries[0]

    assert (whole.is_full_text, teaser.is_full_text) == (True, False)


def test_what_a_feed_tells_robots_is_recorded() -> None:
    """behaviour 44"""
    meta = '<xhtml:meta xmlns:xhtml="http://www.w3.org/1999/xhtml" name="robots" content="noindex, noarchive"/>'

    assert parsed(rss_of(meta + ONE)).robots == {"noindex", "noarchive"}


def test_an_aggregators_token_is_not_taken_for_an_address() -> None:
    item = (
        "<item><title>Bridge opens - Harbour Gazette</title><link>https://news.google.com/rss/articles/CBMiX</link>"
        '<source url="https://harbour.example">Harbour Gazette</source></item>'
    )
    entry = parsed(rss_of(item)).entries[0]

    assert (entry.is_aggregator, entry.title, entry.source_url) == (True, "Bridge opens", "https://harbour.example")


def test_links_that_lead_nowhere_on_the_web_are_dropped() -> None:
    for link in (
        "javascript:alert(1)",
        "data:text/html,x",
        "http://[::1",
        "file:///etc/hostname",
        "mailto:a@b.example",
    ):
        assert parsed(rss_of(f"<item><title>x</title><link>{link}</link></item>")).entries[0].link is None


@pytest.mark.parametrize("link", ["#five", "http://", "https://harbour.example/feeds/all.xml#top", "?"])
def test_a_link_to_the_feed_itself_is_none(link: str) -> None:
    rss = rss_of(f"<item><title>x</title><link>{link}</link><guid isPermaLink='false'>5</guid></item>")
    entry = f'<entry><id>5</id><link href="{link}"/></entry>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title>{entry}</feed>'
    json_feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "5", "url": link}]})

    for document in (rss, atom, json_feed):
        (found,) = parsed(document).entries

        assert (found.link, found.unusable_link) in {(None, link), (None, link.replace("http://", URL))}


@pytest.mark.parametrize("escaped", ["&amp;amp;", "&amp;#038;", "&amp;#x26;", "&amp;"])
def test_an_ampersand_that_was_escaped_twice_is_one_in_an_address(escaped: str) -> None:
    rss = rss_of(f"<item><title>A &amp;amp; B</title><link>https://harbour.example/?x=1{escaped}y=2</link></item>")

    assert parsed(rss).entries[0].link == "https://harbour.example/?x=1&y=2"


def test_a_permalink_stands_in_for_a_link_to_the_feed_itself() -> None:
    rss = rss_of("<item><title>x</title><link>#five</link><guid>https://harbour.example/5</guid></item>")

    assert parsed(rss).entries[0].link == "https://harbour.example/5"


def test_bytes_that_name_a_file_are_not_opened() -> None:
    assert problem(b"/etc/hostname").fault is Fault.NOT_A_FEED


def test_an_outside_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    body = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
        + rss_of("<item><title>&x;</title></item>").decode()[39:]
    )

    assert "hidden words" not in repr(parse_feed(body.encode(), content_type=None, charset=None, final_url=URL))


def test_the_result_and_the_function_can_be_sent_to_another_process() -> None:
    """behaviour 50"""
    feed = pickle.loads(pickle.dumps(parse_feed))(RSS.encode(), content_type=None, charset=None, final_url=URL)

    assert pickle.loads(pickle.dumps(feed)) == feed


def test_the_caption_of_a_picture_is_not_the_text_of_an_article() -> None:
    media = '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="https://harbour.example/b.jpg">{}</media:content>'
    caption = media.format("<media:description>The bridge at night, seen from the harbour</media:description>")
    described = parsed(rss_of(f"<item><title>a</title><description>It opened.</description>{caption}</item>")).entries[
        0
    ]
    bare = parsed(rss_of(f"<item><title>a</title>{caption}</item>")).entries[0]

    assert (described.summary, described.content_html) == ("It opened.", None)
    assert bare.summary == "The bridge at night, seen from the harbour"
    assert described.enclosures[0].url == "https://harbour.example/b.jpg"
