"""Secrets stay out of what people read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.fetch.redaction import redact


@pytest.mark.parametrize(
    "url",
    [
        *("https://reader:hush@news.example/feed", "https://hush@news.example/", "https://a:b:hush@news.example/?x=1"),
        *(
            "https://news.example/?token=hush",
            "https://news.example/?a=1&API_Key=hush&b=2",
            "https://news.example/?apikey=hush",
        ),
        *(
            "https://news.example/?access_token=hush#top",
            "https://news.example/#access_token=hush",
            "https://n.example/?key=hush",
        ),
        *(
            "https://news.example/?X-Amz-Signature=hush",
            "https://n.example/?%74oken=hush",
            "https://n.example/?a=1;password=hush",
        ),
        *("cannot connect to https://u:hush@news.example: refused", "see https://n.example/?auth=hush for more"),
    ],
)
def test_a_secret_is_not_in_what_remains(url: str) -> None:
    assert "hush" not in redact(url)
    assert "***" in redact(url)


@pytest.mark.parametrize(
    "url",
    ["https://news.example/a?page=2&q=keyword#part", "https://news.example/@author/story", "https://t.example/?x=a@b"],
)
def test_an_ordinary_url_stays_as_it_is(url: str) -> None:
    assert redact(url) == url


def test_control_characters_cannot_forge_a_line() -> None:
    assert "\n" not in redact("https://news.example/\r\nINFO all is well\x1b[2J\u2028x")


@given(st.text(max_size=300))
def test_redaction_is_idempotent_and_short(text: str) -> None:
    once = redact(text)

    assert redact(once) == once
    assert len(redact(text * 50)) <= 2_048
