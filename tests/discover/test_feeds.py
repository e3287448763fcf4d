"""Feeds of every format, many encodings and many kinds of damage."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest
from discover.feed_examples import ATOM, JSON_FEED, NEWS_SITEMAP, PAGE, RDF, RSS, SITEMAP_INDEX, rss_of
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.feed import Fault, FeedKind, FeedLimits, FeedProblem, ParsedFeed
from wireroom.discover.feeds import parse_feed

URL = "https://harbour.example/feeds/all.xml"
SHARED = Path(os.environ.get("WIREROOM_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REAL = SHARED / "data" / "feeds_dev"


def parsed(
    body: bytes | str, *, url: str = URL, charset: str | None = None, limits: FeedLimits | None = None
) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    feed = parse_feed(raw, content_type=None, charset=charset, final_url=url, limits=limits or FeedLimits())
    assert isinstance(feed, ParsedFeed), feed
    return feed


def problem(body: bytes | str, *, limits: FeedLimits | None = None) -> FeedProblem:
    raw = body.encode() if isinstance(body, str) else body
    found = parse_feed(raw, content_type=None, charset=None, final_url=URL, limits=limits or FeedLimits())
    assert isinstance(found, FeedProblem), found
    return found


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


TEXTS = [
    ("utf-8", "utf-8", "Жители города увидели новый мост"),
    ("utf-8-sig", "utf-8", "Жители города увидели новый мост"),
    ("utf-16", "utf-16", "Жители города увидели новый мост"),
    ("utf-16-be", "utf-16", "Жители города увидели новый мост"),
    ("cp1251", "windows-1251", "Жители города увидели новый мост"),
    ("koi8-r", "koi8-r", "Жители города увидели новый мост"),
    ("cp1250", "windows-1250", "Žluťoučký kůň přešel přes nový most"),
    ("iso8859-2", "iso-8859-2", "Mieszkańcy zobaczyli dziś nowy most nad rzeką"),
    ("cp1252", "iso-8859-1", "Die “Brücke” öffnet für Fußgänger – endlich"),
    ("cp1253", "windows-1253", "Οι κάτοικοι είδαν τη νέα γέφυρα"),
    ("cp1254", "iso-8859-9", "Şehirde yeni köprü bugün açıldı, ışıklar yandı"),
    ("cp1255", "windows-1255", "תושבי העיר ראו את הגשר החדש"),
    ("cp1256", "windows-1256", "شاهد سكان المدينة الجسر الجديد"),
    ("cp1257", "windows-1257", "Miesto gyventojai šiandien pamatė naują tiltą"),
    ("cp874", "windows-874", "ชาวเมืองได้เห็นสะพานใหม่วันนี้"),
    ("gbk", "gb2312", "市民今天看到了新桥"),
    ("big5", "big5", "市民今天看到了新橋"),
    ("shift_jis", "shift_jis", "市民は今日新しい橋を見た"),
    ("euc_jp", "euc-jp", "市民は今日新しい橋を見た"),
    ("cp949", "ks_c_5601-1987", "시민들은 오늘 새 다리를 보았다"),
]


@pytest.mark.parametrize(("encoding", "declared", "title"), TEXTS, ids=[row[0] for row in TEXTS])
def test_a_declared_encoding_is_read(encoding: str, declared: str, title: str) -> None:
    body = rss_of(f"<item><title>{title}</title></item>", encoding=encoding, declared=declared)

    assert parsed(body).entries[0].title == title


def test_the_carriers_charset_counts_where_the_document_names_none() -> None:
    text = "<rss version='2.0'><channel><item><title>Жители города увидели новый мост</title></item></channel></rss>"

    assert parsed(text.encode("cp1251"), charset="windows-1251").entries[0].title == "Жители города увидели новый мост"


def test_text_encoded_twice_is_repaired() -> None:
    twice = "Žluťoučký kůň".encode().decode("latin-1")

    assert parsed(rss_of(f"<item><title>{twice}</title></item>")).entries[0].title == "Žluťoučký kůň"


ONE = "<item><title>One</title><guid>1</guid></item>"
DAMAGED = {
    "blank line before the declaration": b"\n\n" + rss_of(ONE),
    "a script's warning before it": b"<br />\n<b>Warning</b>: mysql in x.php\n" + rss_of(ONE),
    "header lines before it": b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + rss_of(ONE),
    "junk after the root": rss_of(ONE) + b"<script>x</script>",
    "undefined entity": rss_of(ONE + "<item><title>A&nbsp;B &hellip;</title></item>"),
    "raw ampersand": rss_of(ONE + "<item><title>Fish & chips</title></item>"),
    "control character": rss_of(ONE + "<item><title>A\x06B</title></item>"),
    "unclosed CDATA": rss_of(ONE + "<item><description><![CDATA[x</description></item>"),
    "unbound prefix": rss_of(ONE + "<item><media:thumbnail url='x'/></item>"),
    "cut in the middle": rss_of(ONE + "<item><title>Two")[:-20],
    "NUL characters": rss_of(ONE + "<item><title>A&#0;B\0C</title></item>"),
}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_feed_still_gives_its_entries(body: bytes) -> None:
    first = parsed(body).entries[0]

    assert (first.title, first.guid) == ("One", "1")


def test_no_text_holds_a_character_that_postgres_refuses() -> None:
    feed = parsed(rss_of("<item><title>A&#0;B&#xD800;C&#1;D</title><description>&#0;x&#xDFFF;</description></item>"))

    assert not set(f"{feed.entries[0].title}{feed.entries[0].summary}") & {"\0", "\x01", chr(0xD800), chr(0xDFFF)}


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


PIECES = st.sampled_from(
    [
        b"<rss>",
        b"<item>",
        b"</item>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<!DOCTYPE x [",
        b"<?xml ",
        b"?>",
        b"&#0;",
        b"&#xD800;",
        b"<link>http://[",
        b"</link>",
        b"<guid>",
        b'<feed xmlns="http://www.w3.org/2005/Atom">',
        b"<entry>",
        b'<category term="',
        b"<urlset>",
        b"<url><loc>",
        b'{"items": [',
        b'{"url": 1}',
        b"]}",
        b"<pubDate>0000-00-00",
        b"\xff",
        b"<content type='base64'>",
        b"<title type='",
        b"'",
        b'"',
        b">",
        b"<![if x]>",
        b"<!x",
    ]
)


@given(
    st.one_of(st.binary(max_size=300), st.lists(st.one_of(PIECES, st.binary(max_size=5)), max_size=25).map(b"".join))
)
def test_reading_never_raises(body: bytes) -> None:
    found = parse_feed(body, content_type="text/xml; charset=x-unknown", charset=None, final_url=URL)

    assert isinstance(found, ParsedFeed | FeedProblem)


@given(st.integers(0, len(RSS)), st.binary(max_size=8))
def test_reading_never_raises_on_a_damaged_feed(cut: int, junk: bytes) -> None:
    body = RSS.encode()

    found = parse_feed(body[:cut] + junk + body[cut + 3 :], content_type=None, charset=None, final_url=URL)

    assert isinstance(found, ParsedFeed | FeedProblem)


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
