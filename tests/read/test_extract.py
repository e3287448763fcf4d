"""Pages become extracts: the article's text and what the page says of it, whatever the markup."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring
from wireroom.model import BlockKind, Declared, Extract, StatedDate
from wireroom.read.blocks import Piece, mark_links
from wireroom.read.bylines import shown_byline
from wireroom.read.extract import extract_page
from wireroom.read.links import link_blocks
from wireroom.read.markup import parse
from wireroom.read.metadata import language_code
from wireroom.read.titles import choose_title

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SENTENCES = (
    "The harbour of Lindvik froze over on Sunday for the first time in eleven winters.",
    "Fishermen pulled their boats ashore while children tried the ice close to the pier.",
    "The coast guard asked everybody to wait until it had measured how thick the ice was.",
    "A hotel lent out skates, and by noon the bakery had sold all of its buns.",
    "Older people remembered the winter in which lorries drove across to the island.",
)
PARAGRAPHS = "".join(f"<p>{sentence} {sentence.replace('the', 'that')}</p>" for sentence in SENTENCES)
JSONLD = """<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle",
 "headline": "Harbour of Lindvik freezes", "datePublished": "2026-01-01T08:00:00+01:00", "inLanguage": "en-GB",
 "author": [{"@type": "Person", "name": "By Anna Berg and Ole Lund"}], "publisher": {"name": "Lindvik Post"},
 "articleSection": ["Coast"], "isAccessibleForFree": "False"}]}</script>"""


def html(body: str = PARAGRAPHS, head: str = "") -> bytes:
    return f"<!doctype html><html lang='en'><head>{head}</head><body><article>{body}</article></body></html>".encode()


def read(body: bytes, url: str | None = "https://news.example/harbour") -> Extract:
    extract = extract_page(body, charset="utf-8", url=url, now=NOW)
    assert extract is not None
    return extract


def test_a_page_says_who_when_where_and_in_which_language() -> None:
    head = JSONLD + "<link rel='canonical' href='/harbour?id=1'><meta property='og:locale' content='en_GB'>"

    extract = read(html(head=head))

    assert extract.title == "Harbour of Lindvik freezes"
    assert extract.authors == ("Anna Berg", "Ole Lund")
    assert (extract.site_name, extract.section) == ("Lindvik Post", "Coast")
    assert extract.canonical_url == "https://news.example/harbour?id=1"
    assert extract.is_accessible_for_free is False
    assert extract.dates == (StatedDate(raw="2026-01-01T08:00:00+01:00", where="jsonld"),)
    assert extract.declared == tuple(Declared(code="en", where=where) for where in ("html", "og", "jsonld"))
    assert extract.extractor.startswith("wireroom-extract 2 / trafilatura 2.")


def test_blocks_keep_their_kinds() -> None:
    body = f"<h2>On the ice</h2>{PARAGRAPHS}<ul><li>{SENTENCES[3]}</li></ul><blockquote>{SENTENCES[4]}</blockquote>"

    kinds = [block.kind for block in read(html(PARAGRAPHS + body)).blocks]

    assert {BlockKind.HEADING, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.PARAGRAPH} == set(kinds)


def test_a_block_that_is_one_link_is_marked_and_a_linked_subhead_is_not() -> None:
    link, mostly, subhead, inline = "Another harbour froze", "More: harbours in pictures", "How thick?", SENTENCES[0]
    tree = parse(
        f"<p><a href='/a'>{link}</a></p><p>More: <a href='/b'>harbours in pictures</a></p>"
        f"<h2><a href='/c'>{subhead}</a></h2><p>{inline[:-6]}<a href='/d'>{inline[-6:]}</a></p>"
    )
    assert tree is not None
    pieces = [
        Piece(BlockKind.HEADING if text == subhead else BlockKind.PARAGRAPH, text, text == subhead)
        for text in (link, mostly, subhead, inline)
    ]

    assert [block.is_link for block in mark_links(pieces, tree)] == [True, True, False, False]


def test_the_publisher_is_no_byline_where_a_person_is_named() -> None:
    head = JSONLD.replace("By Anna Berg and Ole Lund", "Lindvik Post") + "<meta name='author' content='Ida Holm'>"

    assert read(html(head=head)).authors == ("Ida Holm",)


def test_the_encoding_a_page_declares_is_believed() -> None:
    text = "".join(
        f"<p>Gwałtowna burza przeszła nad Łodzią, połamała drzewa i zerwała dachy {n} domów.</p>" for n in range(9)
    )
    body = f"<html><head><meta charset='iso-8859-2'></head><body><article>{text}</article></body></html>"

    extract = extract_page(body.encode("iso-8859-2"), charset=None, url=None, now=NOW)

    assert extract is not None
    assert "Łodzią, połamała" in extract.blocks[0].text


@pytest.mark.parametrize("body", [b"", b" ", b"<html></html>", b"<p></p>", b"\x00", b"<!--", b"<script>"])
def test_a_page_without_text_is_none(body: bytes) -> None:
    assert extract_page(body, charset=None, url=None, now=NOW) is None


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400) | st.text(alphabet="<>/pdiv ascript=\"'&#x;123é\n", max_size=400).map(str.encode))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    extract = extract_page(body + html()[:300] + body, charset=None, url="http://[bad", now=NOW)

    assert extract is None or extract.blocks


HOSTILE = {
    "nested divs": b"<div>" * 2_000_000,
    "nested divs around a text": b"<div>" * 100_000 + PARAGRAPHS.encode() + b"</div>" * 100_000,
    "links": html("".join(f"<p><a href='/{n}'>Story number {n} of the day</a></p>" for n in range(100_000))),
    "paragraphs": html(f"<p>{SENTENCES[0]}</p>" * 100_000),
    "JSON-LD": html(head='<script type="application/ld+json">' + '{"@type":[' * 400_000 + "</script>"),
    "much JSON-LD": html(
        head='<script type="application/ld+json">[' + '{"@type":"Article"},' * 200_000 + "{}]</script>"
    ),
    "unclosed scripts": b"<script>" * 500_000 + html(),
    "unclosed comments": b"<!-- " * 500_000 + html(),
    "one long line": html(f"<p>{'word ' * 1_000_000}</p>"),
    "no space": html(f"<p>{'x' * 5_000_000}</p>"),
    "regex bait": html(f"<p>{' | ' * 300_000}</p>", head=f"<title>{' - ' * 300_000}</title>"),
    "entities": html("&#x26;" * 1_000_000 + "&" * 1_000_000),
    "attributes": b"<p " + b"a=b " * 1_000_000 + b">" + html(),
    "tables": html("<table><tr><td>" * 100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_within_seconds(name: str) -> None:
    started = time.process_time()

    extract_page(HOSTILE[name], charset=None, url="https://news.example/", now=NOW)

    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("shared", "headings", "headline", "expected"),
    [
        ("Ice in the bay - Lindvik Post", ["Ice in the bay"], None, "Ice in the bay"),
        ("Ice in the bay | Lindvik Post", [], None, "Ice in the bay"),
        ("氷が湾を覆う：朝の新聞", [], "氷が湾を覆う", "氷が湾を覆う"),
        (None, ["Menu", "Ice in the bay"], "Ice in the bay", "Ice in the bay"),
        (None, ["Ice in the bay"], "Bay freezes, says port", "Ice in the bay"),
        ("Ferry - a history", [], None, "Ferry - a history"),
        ("Hubschrauber\u00adlande\u00adplatz eröffnet", [], None, "Hubschrauberlandeplatz eröffnet"),
        (None, ["A", "B"], None, None),
    ],
)
def test_a_title_is_what_the_page_shares_without_the_site(
    shared: str | None, headings: list[str], headline: str | None, expected: str | None
) -> None:
    title = choose_title(shared=shared, headings=headings, headline=headline, document=None, site_name="Lindvik Post")

    assert title == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("pl-PL", "pl"),
        ("EN", "en"),
        ("pol", "pl"),
        ("zh_Hant_TW", "zh"),
        ("haw", "haw"),
        ("", None),
        (None, None),
        ("English", None),
    ],
)
def test_a_declared_language_is_a_two_letter_code_where_one_exists(raw: str | None, code: str | None) -> None:
    assert language_code(raw) == code


def test_authors_side_by_side_are_all_named() -> None:
    byline = "<div class='byline'><span class='a'>Jane Roe</span> <span class='a'>John Doe</span></div>"

    assert shown_byline(document_fromstring(f"<article>{byline}<p>Text</p></article>")) == ("Jane Roe", "John Doe")


def test_each_line_of_a_block_is_a_link_or_not_and_a_link_within_the_page_is_none() -> None:
    page = document_fromstring(
        "<p>Do not miss<br><a href='/a'>The pier in spring</a><br><a href='#b'>The second chapter</a></p>"
    )

    assert link_blocks(page, within="DonotmissThepierinspringThesecondchapter") == {"Thepierinspring"}


def test_other_languages_and_free_access_are_kept_as_the_page_states_them() -> None:
    head = (
        '<link rel="alternate" hreflang="de" href="/de/pier">'
        '<link rel="alternate" hreflang="x-default" href="https://pier.example/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    )
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)

    found = extract_page(
        f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode(),
        charset=None,
        url="https://pier.example/en/pier",
        now=NOW,
    )

    assert found is not None
    assert found.alternates == (("de", "https://pier.example/de/pier"), ("x-default", "https://pier.example/"))
    assert found.is_accessible_for_free is False
