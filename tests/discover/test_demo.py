"""The demo articles, as far as discovery goes; what the whole path makes of them is in demo_expected.toml."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from wireroom.charset import decode
from wireroom.discover.seeds import Limits, SeedFile, find_files, read_file
from wireroom.model import Entry, Origin, Page, Rejection
from wireroom.settings import CHECKOUT

SEEDS = CHECKOUT / "seeds"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "demo_expected.toml").read_text(encoding="utf-8")
)
LIMITS = Limits(max_page_bytes=10_000_000, max_archive_bytes=20_000_000, max_member_ratio=200)


def demo() -> dict[str, tuple[Entry, Page]]:
    """Everything the readers find, by the key the expectations use."""
    found: dict[str, tuple[Entry, Page]] = {}
    for file in find_files(SEEDS / "demo", roots=[SEEDS]):
        assert isinstance(file, SeedFile), file
        for one in read_file(file, source="demo", origin=Origin.DEMO, hint=None, limits=LIMITS, now=NOW):
            assert not isinstance(one, Rejection), one
            name = str(one[0].file).removeprefix("demo/")
            found[f"{name}#{one[0].record}" if name.endswith("jsonl") else name] = one
    return found


DEMO = demo()


def text_of(page: Page) -> str:
    text = decode(page.body, is_html=page.content_type == "text/html").text
    if page.content_type != "application/json":
        return text
    record = json.loads(text)
    return f"{record['title']}\n{record.get('text') or record['html']}"


def test_every_demo_article_is_expected_and_there_is_no_other() -> None:
    assert DEMO.keys() == EXPECTED.keys()


def test_the_demo_is_as_wide_as_promised() -> None:
    languages = {case["language"] for case in EXPECTED.values() if "language" in case}

    assert len([case for case in EXPECTED.values() if "language" in case]) >= 24
    assert len(languages) >= 12
    assert {"pl", "el", "ru", "ar", "he", "ja", "zh", "ko", "hi"} <= languages  # nine scripts


@pytest.mark.parametrize("key", EXPECTED)
def test_title_and_lines_to_go_stand_in_the_page_as_it_arrived(key: str) -> None:
    plain = text_of(DEMO[key][1]).replace("</a>", "").replace('<a href="/more">', "").replace("： ", "：")
    for line in [EXPECTED[key].get("title") or "", *EXPECTED[key].get("gone", [])]:
        assert line in plain


@pytest.mark.parametrize(
    ("key", "charset"),
    [
        ("pl/tramwaj-cp1250.txt", "cp1250"),
        ("el/elies-iso8859-7.txt", "iso8859_7"),
        ("cs/zvon-iso8859-2.html", "iso8859_2"),
        ("ru/biblioteka-cp1251.txt", "cp1251"),
        ("ja/asaichi-shift-jis.txt", "cp932"),
        ("zh/laoji-gbk.html", "gb18030"),
        ("hi/pustakalay-utf16.txt", "utf-16-le"),
    ],
)
def test_each_encoding_is_found_out(key: str, charset: str) -> None:
    page = DEMO[key][1]

    assert decode(page.body, is_html=page.content_type == "text/html").charset == charset


@pytest.mark.parametrize("key", [key for key, case in EXPECTED.items() if "url_key" in case])
def test_a_record_with_an_address_is_known_by_it(key: str) -> None:
    assert DEMO[key][0].url_key == EXPECTED[key]["url_key"]
