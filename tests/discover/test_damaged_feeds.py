"""Feeds of many encodings and many kinds of damage: nothing raises, and what can be read is read."""

from __future__ import annotations

import pytest
from discover.feed_examples import RSS, rss_of
from discover.parsed_feeds import ONE, URL, parsed
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.feed import FeedProblem, ParsedFeed
from wireroom.discover.feeds import parse_feed

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
