"""What the head of a page says before the page is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.fetch.page_head import HEAD_BYTES, PageHead, page_head

URL = "https://news.test/a/1"


@pytest.mark.parametrize(
    ("markup", "canonical"),
    [
        (b'<link rel="canonical" href="https://news.test/real">', "https://news.test/real"),
        (b"<LINK HREF='/real?a=1&amp;b=2' REL='Canonical'>", "https://news.test/real?a=1&b=2"),
        (b"<link rel=canonical href=/real>", "https://news.test/real"),
        (b'<link rel="canonical" href=""><link rel="canonical" href="/second">', "https://news.test/second"),
        (b'<link rel="alternate" href="/feed">', None),
        (b'<!-- <link rel="canonical" href="/old"> -->', None),
        (b'<link rel="canonical" href="javascript:void(0)">', None),
        (b'</head><link rel="canonical" href="/from-the-body">', None),
        (b'<body><link rel="canonical" href="/from-the-body">', None),
    ],
)
def test_a_canonical_link_is_found_in_the_head_and_nowhere_else(markup: bytes, canonical: str | None) -> None:
    assert page_head(b"<html><head>" + markup, url=URL).canonical == canonical


def test_what_is_reserved_is_heard() -> None:
    body = b'<head><meta name="ROBOTS" content="noarchive, NoFollow"><meta name=tdm-reservation content=1>'

    assert page_head(body, url=URL) == PageHead(robots_tags=frozenset({"noarchive", "nofollow"}), tdm_reservation=True)


def test_rules_for_other_robots_are_not_ours() -> None:
    body = b'<head><meta name="googlebot" content="noarchive"><meta name="wireroom" content="noindex">'

    assert page_head(body, url=URL).robots_tags == {"noindex"}


@given(st.binary(max_size=400))
def test_garbage_never_raises(body: bytes) -> None:
    assert page_head(b"<head><link rel=canonical href='" + body, url=URL).tdm_reservation is None


def test_a_head_without_end_is_looked_at_no_further_than_its_limit() -> None:
    body = b" " * HEAD_BYTES + b'<link rel="canonical" href="/too-far">'

    assert page_head(body, url=URL).canonical is None
