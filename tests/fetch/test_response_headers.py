"""What headers mean, and that garbage means nothing."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.fetch.response_headers import read_headers

if TYPE_CHECKING:
    from wireroom.fetch.results import Facts

NOW = 1_800_000_000.0
URL = "https://news.example/feed"


def facts(*pairs: tuple[str, str]) -> Facts:
    return read_headers(pairs, url=URL, now=NOW)


def date(offset: float) -> str:
    return formatdate(NOW + offset, usegmt=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(("120", 120), ("0", 0), (" 5 ", 5), (date(3_600), 3_600), (date(-60), None), ("-5", None), ("soon", None)),
        *(
            ("", None),
            ("1e9", None),
            ("٣", None),
            ("99999999999999999999", None),
            ("Mon, 99 Foo 2026", None),
            ("1.5", None),
        ),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_never_negative(value: str, seconds: float | None) -> None:
    """behaviour 23."""
    assert facts(("Retry-After", value)).retry_after_s == seconds


def test_a_date_counts_from_the_servers_own_clock() -> None:
    """behaviour 54."""
    wrong_clock = (("Date", date(-86_400)), ("Retry-After", date(-86_400 + 300)), ("Expires", date(-86_400 + 60)))

    assert facts(*wrong_clock).retry_after_s == 300
    assert facts(*wrong_clock).fresh_s == 60


@pytest.mark.parametrize(
    ("pairs", "seconds"),
    [
        ([("Cache-Control", "max-age=600")], 600),
        ([("Cache-Control", "public, Max-Age = 600")], 600),
        ([("Cache-Control", 'max-age="600"')], 600),
        ([("Cache-Control", "s-maxage=5, max-age=600")], 600),
        ([("Cache-Control", "no-cache, max-age=600")], None),
        ([("Cache-Control", "max-age=600"), ("Cache-Control", "no-store")], None),
        ([("Cache-Control", 'no-cache="Set-Cookie", max-age=600')], None),
        ([("Cache-Control", "max-age=-1")], None),
        ([("Expires", date(90))], 90),
        ([("Expires", date(-90))], 0),
        ([("Cache-Control", "max-age=600"), ("Expires", date(90))], 600),
        ([("Expires", "0")], None),
        ([], None),
    ],
)
def test_freshness_comes_from_cache_control_before_expires(pairs: list[tuple[str, str]], seconds: float | None) -> None:
    """behaviour 16."""
    assert facts(*pairs).fresh_s == seconds


def test_expires_zero_is_noted() -> None:
    """behaviour 08."""
    assert facts(("Expires", "0")).expires_at_once
    assert facts(("Expires", "-1")).expires_at_once
    assert not facts(("Expires", date(1))).expires_at_once


def test_a_hub_is_found_in_link_headers() -> None:
    """behaviour 22: recorded, subscribing comes later."""
    found = facts(
        ("Link", '<https://hub.example/>; rel="hub", </feed.xml>; rel=self'),
        ("Link", "<https://other.example>; rel=hub"),
    )

    assert (found.hub, found.self_url) == ("https://hub.example/", "https://news.example/feed.xml")


def test_reservations_are_recorded() -> None:
    """behaviour 44."""
    found = facts(
        ("X-Robots-Tag", "noarchive, NoSnippet"),
        ("X-Robots-Tag", "googlebot: noindex"),
        ("X-Robots-Tag", "wireroom: nofollow"),
        ("X-Robots-Tag", "unavailable_after: 25 Jun 2027 15:00:00 PST"),
        ("TDM-Reservation", "1"),
    )

    assert found.robots_tags == ("noarchive", "nosnippet", "nofollow", "unavailable_after: 25 jun 2027 15:00:00 pst")
    assert found.tdm_reservation is True
    assert facts(("tdm-reservation", "0")).tdm_reservation is False
    assert facts().tdm_reservation is None


def test_a_delta_is_noted() -> None:
    """behaviour 13."""
    assert facts(("IM", "feed")).is_delta


def test_the_charset_is_read_out_of_the_type() -> None:
    found = facts(("Content-Type", "Text/HTML; boundary=x; Charset='windows-1251'"))

    assert (found.content_type, found.charset) == ("text/html", "windows-1251")


def test_a_validator_that_is_no_text_is_not_held() -> None:
    assert facts(("ETag", '"\udce9"')).etag is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Retry-After", "Cache-Control", "Expires", "Date", "Link", "X-Robots-Tag", "Content-Type", "ETag"]
            ),
            st.text(max_size=60),
        )
    )
)
def test_no_header_makes_it_raise(pairs: list[tuple[str, str]]) -> None:
    found = facts(*pairs)

    assert found.retry_after_s is None or found.retry_after_s >= 0
    assert found.fresh_s is None or found.fresh_s >= 0
