"""Correction notices: each rule by its own examples."""

from __future__ import annotations

import tomllib

import pytest
from wireroom.compare.corrections import RULES, new_notices, notices_in

EXAMPLES = tomllib.loads(RULES.read_text(encoding="utf-8"))
FOUND = [(language, text) for language, rules in EXAMPLES.items() for text in rules["finds"]]
SPARED = [(language, text) for language, rules in EXAMPLES.items() for text in rules["spares"]]


@pytest.mark.parametrize(("language", "text"), FOUND)
def test_a_notice_is_found_wherever_it_stands(language: str, text: str) -> None:
    first = notices_in("Title", text, "Some text.\n\nMore of it.", language)
    last = notices_in("Title", None, f"Some text.\n\nMore of it.\n\n{text}", language)

    assert [(notice.position, notice.text) for notice in first] == [(1, text)]
    assert [(notice.position, notice.text) for notice in last] == [(3, text)]


@pytest.mark.parametrize(("language", "text"), SPARED)
def test_a_near_miss_is_spared(language: str, text: str) -> None:
    assert notices_in(text, text, f"{text}\n\n{text}", language) == []


def test_a_language_without_rules_has_none_and_a_long_block_is_no_notice() -> None:
    assert notices_in("Correction: x", None, "", "und") == []
    assert notices_in(None, None, "Correction: " + "word " * 500, "en") == []


def test_a_notice_is_new_only_once() -> None:
    old = notices_in(None, None, "Correction: one.", "en")
    new = notices_in(None, None, "Intro.\n\nCorrection: one.\n\nCorrection: two.", "en")

    assert [notice.text for notice in new_notices(old, new)] == ["Correction: two."]
