"""Which bodies are pages: what a link leads to may be anything, and read as text anything would be an article."""

from __future__ import annotations

import json

import pytest
from paragraphs import PARAGRAPHS
from wireroom.fetch.content import refuse_page

HTML = "<!doctype html><html><body><p>The ferry sails again.</p></body></html>"
XHTML = f'<?xml version="1.0"?>\n<!-- made by hand -->\n<html xmlns="http://www.w3.org/1999/xhtml">{HTML[21:]}'
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://n.example/1</loc></url></urlset>'
)
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"></rdf:RDF>'
RSS = '<rss version="2.0"><channel><title>Harbour</title></channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title></feed>'
RECORD = json.dumps({"title": "x", "body": PARAGRAPHS["pl"]})
PROGRAM = b"MZ" + bytes(range(256)) * 50


@pytest.mark.parametrize(
    ("content_type", "body", "why"),
    [
        ("text/css", b".a { color: red }\n" * 300, "text/css"),
        ("application/javascript", b"function f(a) { return a }\n" * 300, "application/javascript"),
        ("text/javascript", b"var a = 1\n" * 300, "text/javascript"),
        ("application/json", RECORD.encode(), "application/json"),
        ("application/ld+json", RECORD.encode(), "application/ld+json"),
        ("text/html", RECORD.encode(), "JSON"),
        (None, b"\xef\xbb\xbf\n[1, 2]\n", "JSON"),
        (None, b"[" * 100_000 + b"]" * 100_000, "JSON"),
        ("application/xml", RSS.encode(), "<rss>"),
        ("text/html", RSS.encode(), "<rss>"),
        ("text/html", f'<?xml version="1.0"?><?xml-stylesheet href="/a.xsl"?><!-- x -->\n{RSS}'.encode(), "<rss>"),
        ("text/plain", b"\xef\xbb\xbf" + ATOM.encode(), "<feed>"),
        ("text/html", ATOM.encode("utf-16"), "<feed>"),
        ("text/xml", RDF.encode(), "<rdf>"),
        ("application/octet-stream", SITEMAP.encode(), "<urlset>"),
        ("text/html", SITEMAP.replace("urlset", "sitemapindex").encode(), "<sitemapindex>"),
        ("text/html", PROGRAM, "no text"),
        ("application/octet-stream", PROGRAM, "no text"),
    ],
)
def test_what_is_no_page_is_named(content_type: str | None, body: bytes, why: str) -> None:
    assert why in (refuse_page(content_type, body) or "")


@pytest.mark.parametrize("content_type", [None, "text/html", "text/plain", "application/octet-stream", "text/css"])
@pytest.mark.parametrize("page", [HTML, XHTML, f"\n {HTML}"])
def test_a_page_is_one_whatever_its_type_says(content_type: str | None, page: str) -> None:
    for body in (page.encode(), page.encode("utf-16"), page.encode("utf-8-sig"), page.encode("utf-16-le")):
        assert refuse_page(content_type, body) is None


@pytest.mark.parametrize("language", sorted(PARAGRAPHS))
def test_a_text_is_no_program_in_any_language(language: str) -> None:
    for body in (PARAGRAPHS[language].encode(), PARAGRAPHS[language].encode("utf-16")):
        assert refuse_page("text/plain", body) is None


@pytest.mark.parametrize(
    "text", ["[Photo: Reuters] MZ opened.", "{not json}", "[1, 2] of 3 ]", "MZ Berlin reports.", ""]
)
def test_a_text_that_begins_like_something_else_is_one(text: str) -> None:
    assert refuse_page("text/plain", text.encode()) is None


def test_the_prologue_of_a_document_is_looked_at_once() -> None:
    assert refuse_page("text/html", b"<!-- " * 2_000 + b"<?" * 2_000) is None
