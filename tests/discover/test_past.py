"""Which sitemaps may name articles of a time: never too few, and as few as their dates and names allow."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.feed import SitemapRef
from wireroom.discover.past import UnpackError, changed_before, may_hold, named_period, unpacked, wanted_sitemaps

START, END = datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "period"),
    [
        ("https://a.example/sitemap-2026-03.xml", ("2026-03-01", "2026-04-01")),
        ("https://a.example/sitemaps/2025/news-2026-03-05.xml.gz", ("2026-03-05", "2026-03-06")),
        ("https://a.example/sitemap_post_202512.xml", ("2025-12-01", "2026-01-01")),
        ("https://a.example/sitemap.xml?yyyy=2026&mm=02&dd=28", ("2026-02-28", "2026-03-01")),
        ("https://a.example/sitemap/2026/03", ("2026-03-01", "2026-04-01")),
        ("https://a.example/sitemap-2026.xml", None),
        ("https://a.example/sitemap-12345678.xml", None),
        ("https://a.example/sitemap-index-3.xml", None),
        ("https://a.example/2026-02-31.xml", ("2026-02-01", "2026-03-01")),
        ("http://[broken", None),
    ],
)
def test_the_month_or_day_an_address_names(url: str, period: tuple[str, str] | None) -> None:
    found = named_period(url)

    assert (found and tuple(f"{each:%Y-%m-%d}" for each in found)) == period


@pytest.mark.parametrize(
    ("name", "modified", "holds"),
    [
        ("posts-7.xml", None, True),  # says nothing of itself
        ("posts-7.xml", "soon", True),
        ("posts-7.xml", "2026-03-04T23:00:00Z", False),  # last changed before
        ("posts-7.xml", "2026-03-04", True),  # somewhere on Earth that day lasted into ours
        ("posts-7.xml", "2026-03-02", False),
        ("posts-7.xml", "2026-11-01T00:00:00+01:00", True),
        ("posts-2026-02.xml", "2026-05-01", True),  # something of February was touched up in spring
        ("posts-2026-02.xml", None, False),
        ("posts-2026-03.xml", None, True),
        ("posts-2026-04.xml", "2026-04-30", False),  # April had not come yet
        ("posts-2026-03-06.xml", "2026-03-07", True),  # it had, in the east
    ],
)
def test_a_sitemap_is_passed_over_only_where_it_is_sure_to_hold_nothing(
    name: str, modified: str | None, holds: bool
) -> None:
    reference = SitemapRef(url=f"https://a.example/{name}", modified_raw=modified)

    assert may_hold(reference, start=START, end=END) is holds
    assert wanted_sitemaps([reference], start=START, end=END) == ([reference] if holds else [])


@given(st.text(max_size=40))
def test_no_lastmod_raises(raw: str) -> None:
    changed_before(raw)


@given(st.integers(0, 80_000), st.integers(0, 40))
def test_a_sitemap_that_changed_since_is_never_passed_over(hours: int, days: int) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    written = (moment + timedelta(days=days)).isoformat()

    assert may_hold(SitemapRef(url="https://a.example/x.xml", modified_raw=written), start=moment, end=END)


def test_a_gzip_file_is_unpacked_whatever_its_name_and_anything_else_is_as_it_is() -> None:
    assert unpacked(gzip.compress(b"<urlset/>")) == b"<urlset/>"
    assert unpacked(b"<urlset/>") == b"<urlset/>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(b"<urlset/>" * 9)[:-12], "ends early"),
        (gzip.compress(b"<urlset/>")[:-8] + b"\0" * 8, "damaged"),
        (gzip.compress(b" " * 60_000_000), "more than"),
    ],
    ids=["cut", "damaged", "bomb"],
)
def test_a_gzip_file_that_cannot_be_had_is_a_sentence(body: bytes, said: str) -> None:
    with pytest.raises(UnpackError, match=said):
        unpacked(body)
