"""Hashes of lines: equal where readers see the same line, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.model import Block, BlockKind
from wireroom.read.clean import clean
from wireroom.read.lines import article_lines, hash_hex, hash_of_hex, learned_version, line_hash
from wireroom.read.rules import rules_for

if TYPE_CHECKING:
    from wireroom.parts import Lines

PROSE = (
    "The harbour council met on Monday and spoke for five hours about the new pier, its price and its length.",
    "Nobody in the hall had expected that the fishermen would come in such numbers to the first hearing.",
    "The plan is older than most of the people who will have to pay for it, the chairwoman noted in her report.",
)
PROMPT = "Ring the bell of the Courier for more of this"


def blocks(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[Block]:
    return [Block(kind=kind, text=text) for text in texts]


def hashed(*given_blocks: Block, title: str | None = None) -> Lines:
    return article_lines(given_blocks, title=title, stated=(title, None), learned=frozenset())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Read the Courier!", "read  the courier"),
        ("Προσφορά — σήμερα", "ΠΡΟΣΦΟΡΆ: σήμερα"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("• “Zażółć” …", "zażółć"),
    ],
)
def test_case_marks_and_white_space_do_not_count(one: str, other: str) -> None:
    assert line_hash(one) == line_hash(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1 euro is 4.31", "1 euro is 4.32"), ("zażółć", "zazolc"), ("कि", "का"), ("ab", "a b")]
)
def test_digits_letters_and_vowel_signs_do(one: str, other: str) -> None:
    assert line_hash(one) != line_hash(other)


@pytest.mark.parametrize("text", ["", " ", "***", "—…”"])
def test_a_line_without_letters_has_no_hash(text: str) -> None:
    assert line_hash(text) is None


@given(st.text())
def test_a_hash_fits_a_column_and_survives_being_shown(text: str) -> None:
    value = line_hash(text)

    assert value is None or (-(2**63) <= value < 2**63 and hash_of_hex(hash_hex(value)) == value)


@pytest.mark.parametrize("digits", ["", "12", "g" * 16, "0" * 17])
def test_what_is_no_hash_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match=r"hash|hex"):
        hash_of_hex(digits)


def test_each_line_has_its_kind_and_the_title_is_none_of_them() -> None:
    lines = hashed(
        *blocks("Pier: closed!", "A short label", "A sentence ends here.", "“So it is,” he said."),
        *blocks("More", kind=BlockKind.HEADING),
        title="Pier closed",
    )

    assert lines.kinds == "osqh"
    assert lines.word_counts == (3, 4, 5, 1)
    assert line_hash("Pier closed") not in lines.hashes


def test_headlines_of_a_series_begin_alike() -> None:
    first, second = (hashed(title=f"Fish prices on {day}") for day in ("Monday", "Tuesday"))

    assert first.title_hash != second.title_hash
    assert first.opening_hash == second.opening_hash
    assert hashed(title="今日の天気は晴れ").opening_hash == hashed(title="今日の天気は雨").opening_hash


def test_the_version_of_learned_lines_is_their_set() -> None:
    assert learned_version(frozenset()) == ""
    assert learned_version(frozenset({1, -2})) == learned_version(frozenset({-2, 1})) != learned_version(frozenset({1}))


def test_a_learned_line_goes_with_its_rule_and_stays_known() -> None:
    learned = frozenset({line_hash(PROMPT) or 0})
    given_blocks = blocks(*PROSE, PROMPT.upper(), PROSE[0])

    cleaned = clean(given_blocks, rules_for("en"), title="A title", learned=learned)

    assert [(r.kind, r.rule, r.text) for r in cleaned.removed] == [
        ("learned", f"learned.{hash_hex(line_hash(PROMPT) or 0)}", PROMPT.upper())
    ]
    assert [block.text for block in cleaned.blocks] == [*PROSE, PROSE[0]]
    assert [block.text for block in cleaned.unlearned] == [block.text for block in given_blocks]


def test_what_may_be_the_title_is_never_taken_for_a_learned_line() -> None:
    learned = frozenset({line_hash(PROMPT) or 0})

    assert not clean(blocks(PROMPT, *PROSE), rules_for("en"), title=None, learned=learned).removed
    assert clean(blocks(PROMPT, *PROSE), rules_for("en"), title="A title", learned=learned).removed


def test_an_article_is_not_lost_to_learned_lines() -> None:
    learned = frozenset(line_hash(text) or 0 for text in PROSE)

    cleaned = clean(blocks(*PROSE, PROMPT), rules_for("en"), title="A title", learned=learned)

    assert cleaned.over_budget
    assert not cleaned.removed


@given(st.lists(st.sampled_from([*PROSE, PROMPT, "Advertisement", " "]), max_size=8), st.booleans())
def test_kept_and_removed_are_still_the_whole_text(texts: list[str], is_titled: bool) -> None:
    learned = frozenset({line_hash(PROMPT) or 0})

    cleaned = clean(blocks(*texts), rules_for("en"), title="T" if is_titled else None, learned=learned)

    pieces = [r.text for r in cleaned.removed] + [block.text for block in cleaned.blocks]
    assert sorted("".join("".join(pieces).split())) == sorted("".join("".join(texts).split()))
