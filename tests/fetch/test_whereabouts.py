"""Under which address an article goes: what is surely the same document is one, what is not stays two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.fetch.results import Hop
from wireroom.fetch.whereabouts import Arrival, arrival, article_url

ASKED = "https://news.test/2026/ferry-returns"


def hops(*urls: str, status: int = 301) -> tuple[Hop, ...]:
    return tuple(Hop(status=status, url=url) for url in urls)


@pytest.mark.parametrize(
    ("final", "status", "own"),
    [
        ("https://www.news.test/2026/ferry-returns", 302, "https://www.news.test/2026/ferry-returns"),
        ("https://other.test/2026/ferry-returns", 301, "https://other.test/2026/ferry-returns"),
        ("https://other.test/2026/ferry-returns", 302, ASKED),
        ("https://news.test/login?next=/2026/ferry-returns", 302, ASKED),
        ("https://consent.news.test/collect?to=1", 302, ASKED),
        ("https://news.test/", 301, ASKED),
    ],
)
def test_a_redirect_is_followed_to_the_document_and_not_to_a_wall(final: str, status: int, own: str) -> None:
    assert article_url(ASKED, final, hops(final, status=status), None) == own


@pytest.mark.parametrize(
    ("here", "canonical"),
    [
        ("http://m.news.test/2026/ferry-returns?page=1", "https://www.news.test/2026/ferry-returns"),
        ("https://news.test/amp/2026/ferry-returns", "https://news.test/2026/ferry-returns"),
        ("https://news.test/2026/ferry-returns.amp.html", "https://news.test/2026/ferry-returns.html"),
        ("https://news.test/sport/article-12345.html", "https://news.test/local/article-12345"),
    ],
)
def test_a_canonical_link_to_the_same_document_is_believed(here: str, canonical: str) -> None:
    assert article_url(here, here, (), canonical) == canonical


@pytest.mark.parametrize(
    ("here", "canonical"),
    [
        ("https://news.test/article?id=5", "https://news.test/article"),
        ("https://news.test/article?id=5", "https://news.test/article?id=6"),
        ("https://news.test/2026/ferry-returns", "https://news.test/2026/"),
        ("https://news.test/2026/ferry-returns", "https://news.test/"),
        ("https://news.test/2026/ferry-returns", "https://else.test/2026/ferry-returns"),
        ("https://news.test/2026/ferry-returns", "https://news.test/2026/ferry-sinks"),
        ("https://news.test/a?story=2026-ferry", "https://news.test/a?story=2026-ferry&x=1"),
    ],
)
def test_a_canonical_link_that_may_be_that_of_many_pages_is_not(here: str, canonical: str) -> None:
    assert article_url(here, here, (), canonical) == here


@pytest.mark.parametrize(
    ("final", "come_to"),
    [
        ("https://news.test/2026/ferry-returns-again", Arrival.THERE),
        ("https://www.news.test/", Arrival.FRONT_PAGE),
        ("https://news.test/login", Arrival.THERE),
        ("http://portal.hotel.test/login?from=news", Arrival.ELSEWHERE),
        ("http://hotel.test/", Arrival.ELSEWHERE),
        ("https://other.test/2026/ferry-returns", Arrival.THERE),
    ],
)
def test_it_is_told_where_one_came_to(final: str, come_to: Arrival) -> None:
    assert arrival(ASKED, final) is come_to


NAMES = st.sampled_from(["", "news", "amp", "2026", "ferry-returns", "article", "login", "12345.html"])
URLS = st.tuples(st.sampled_from(["a.test", "m.a.test", "b.test"]), st.lists(NAMES, max_size=3)).map(
    lambda made: f"https://{made[0]}/{'/'.join(made[1])}"
)


@given(URLS, URLS)
def test_an_article_never_goes_by_an_address_nobody_named(here: str, canonical: str) -> None:
    assert article_url(here, here, (), canonical) in {here, canonical}
