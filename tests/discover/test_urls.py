"""One spelling per URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.discover.urls import MAX_URL_CHARACTERS, canonical_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example.:443/a", "https://news.example/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://łódź.example/", "https://xn--d-uga0v4h.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("http://[::0001]:80/a", "http://[::1]/a"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/a/..", "https://news.example/"),
        ("https://news.example/%7ejan/%c5%82", "https://news.example/~jan/%C5%82"),
        ("https://news.example/ł ó", "https://news.example/%C5%82%20%C3%B3"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a?utm_source=x&id=7&fbclid=y", "https://news.example/a?id=7"),
        ("https://news.example/a?UTM_Source=x", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/#!/story/7", "https://news.example/#!/story/7"),
        ("  https://news.example/a\n", "https://news.example/a"),
    ],
)
def test_spellings_of_one_address_become_one(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a?newsid=1",  # only a parameter tells two articles apart
        "https://news.example/a?m=1",
        "https://news.example/a?b=2&a=1",  # order may matter
        "https://news.example/a/",  # so may a slash
        "https://news.example/a//b",
        "https://news.example/a;v=1",
        "https://news.example/a?q=a+b",
        "https://news.example/a?ref=home",
        "https://www.news.example/a",
    ],
)
def test_what_could_name_another_article_stays(url: str) -> None:
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/a",
        "//news.example/a",
        "/a",
        "mailto:desk@news.example",
        "javascript:alert(1)",
        "file:///etc/hosts",
        "https://",
        "https:///a",
        "https://news example/",
        "https://news..example/",
        "https://news.example:99999/",
        "https://news.example:port/",
        "https://[::1/",
        "https://[v1.x]/",
        "https://news.example/\ud800",
        "https://a\udfff.example/",
        "https://news.example/" + "a" * MAX_URL_CHARACTERS,
        "https://news.example/" + "ł" * (MAX_URL_CHARACTERS // 3),
    ],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonical_url(url) is None


_PIECES = st.sampled_from(
    [
        "https://",
        "http://",
        "a.example",
        "ł.example",
        ":80",
        ":443",
        "/",
        "..",
        ".",
        "%2e",
        "%2F",
        "%zz",
        "%",
        "%25",
        "?",
        "&",
        "=",
        "utm_x=1",
        "id=7",
        "#",
        "#!",
        "@",
        ";",
        "ü",
        "\\",
        "[::1]",
    ]
)


@given(
    st.text()
    | st.lists(_PIECES, max_size=12).map("".join)
    | st.lists(_PIECES, max_size=9).map("https://a.example/{}".format)
)
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    canonical = canonical_url(url)

    assert canonical is None or (canonical.isascii() and canonical_url(canonical) == canonical)


@given(st.lists(st.sampled_from(["utm_source=a", "gclid=b", "xtor=c", "mtm_kwd=d", "at_medium=e"]), max_size=4))
def test_tracking_never_makes_another_article(extra: list[str]) -> None:
    assert canonical_url("https://news.example/a?" + "&".join(["id=1", *extra])) == "https://news.example/a?id=1"
