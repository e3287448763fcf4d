"""Whole pages and the whole article that must come of each. One folder is one case."""

import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, entry, page
from wireroom.model import Article
from wireroom.read.process import process

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/meta.toml"))
UNSTABLE = {
    "confidence",
    "detector",
    "extractor",
    "ruleset",
    "page_sha256",
    "content_sha256",
    "lines",  # hashes say nothing to whoever reviews a diff; tests/read/test_lines.py holds them
}  # move with every version


def made_of(case: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    meta = tomllib.loads((case / "meta.toml").read_text("utf-8"))
    body = (case / "page.html").read_bytes()
    announced = entry(url=meta["url"], url_key=meta["url"])
    outcome = process(announced, page(body=body, content_type="text/html"), now=NOW, min_text_characters=100)
    made = {name: value for name, value in asdict(outcome).items() if name not in UNSTABLE}
    if isinstance(outcome, Article):
        made["language"] = {name: value for name, value in made["language"].items() if name not in UNSTABLE}
    return meta, json.loads(json.dumps(made, default=str))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_page_becomes_its_article(case: Path, is_rewriting: bool) -> None:
    expected = case / "expected.json"

    _, made = made_of(case)
    if is_rewriting:
        expected.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")

    assert made == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_case_says_why_it_exists_and_keeps_its_promise(case: Path) -> None:
    meta, made = made_of(case)

    assert meta["why"]
    assert meta["language"] == case.name.partition("-")[0] == made["language"]["code"]
    assert not any(meta["notice"] in block["text"] for block in made["blocks"])


def test_golden_pages_cover_eight_languages_and_more() -> None:
    assert len({case.name.partition("-")[0] for case in CASES}) >= 8
