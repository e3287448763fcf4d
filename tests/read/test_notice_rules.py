"""Every rule is tested by its own examples: each pattern cuts its line, each near miss stays."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from wireroom.model import Block, BlockKind, Removal
from wireroom.read.clean import clean
from wireroom.read.rules import (
    NEUTRAL,
    WHOLE_LINE,
    Rule,
    Rules,
    compile_rules,
    fold_pattern,
    rule_files,
    rules_for,
    ruleset_version,
)
from wireroom.read.scopes import LONGEST

BODY = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore magna aliqua.",
    "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.",
    "Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur.",
)
SENTINEL = Rule(
    id="test.paywall", kind="paywall", patterns=("sentinel notice",), cuts=("Sentinel notice",), keeps=("Sentinel.",)
)
FILES = rule_files()


def article(*lines: str, repeat: int = 6) -> list[Block]:
    """The lines before the last paragraph of a long enough article."""
    texts = [*(BODY * repeat), *lines, BODY[0]]
    return [Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts]


def removals(line: str, rules: Rules, *, beside: bool = False) -> list[Removal]:
    """What goes from an article that holds the line."""
    lines = ("Sentinel notice", line) if beside else (line,)
    removed = clean(article(*lines), rules, title="A title").removed
    return [removal for removal in removed if removal.rule != SENTINEL.id]


def patterns() -> Iterator[object]:
    for language, file in FILES.items():
        for rule in file.rules:
            for number, (pattern, cut) in enumerate(zip(rule.patterns, rule.cuts, strict=True)):
                yield pytest.param(language, rule, pattern, cut, id=f"{rule.id}.{number}")


def keeps() -> Iterator[object]:
    for language, file in FILES.items():
        for rule in file.rules:
            for number, keep in enumerate(rule.keeps):
                yield pytest.param(language, keep, id=f"{rule.id}.{number}")


@pytest.mark.parametrize(("language", "rule", "pattern", "cut"), list(patterns()))
def test_a_pattern_alone_cuts_its_line(language: str, rule: Rule, pattern: str, cut: str) -> None:
    alone = replace(rule, patterns=(pattern,), cuts=(cut,))
    rules = compile_rules([alone, SENTINEL], language=language)

    removed = removals(cut, rules, beside=rule.kind == "beside")

    assert [r.rule for r in removed] == ["engine.date" if rule.kind == "updated_words" else rule.id]
    assert cut.endswith(removed[0].text)


@pytest.mark.parametrize(("language", "keep"), list(keeps()))
def test_a_near_miss_stays(language: str, keep: str) -> None:
    removed = removals(keep, rules_for("und" if language == NEUTRAL else language))

    assert removed == []


@pytest.mark.parametrize("language", FILES)
def test_rules_are_sorted_by_an_id_that_begins_with_their_language(language: str) -> None:
    ids = [rule.id for rule in FILES[language].rules]

    assert ids == sorted(set(ids))
    assert all(rule_id.startswith(f"{language}.") for rule_id in ids)


def steps(rules: Rules, line: str) -> int:
    """How many lines of this article were judged notices: forces every rule to look at the line."""
    return len(clean([Block(kind=BlockKind.PARAGRAPH, text=line)], rules, title="A title").removed)


def test_no_pattern_repeats_without_a_bound() -> None:
    """A line is at most LONGEST characters when a pattern sees it, and no pattern nests open repeats."""
    wild = [
        (rule.id, pattern)
        for file in FILES.values()
        for rule in file.rules
        for pattern in rule.patterns
        if ".*" in pattern or ".+" in pattern
    ]

    assert wild == []
    assert LONGEST <= 400


def test_an_unknown_language_still_loses_what_every_language_loses() -> None:
    rules = rules_for("xx")

    assert removals("© 2024 Example Media Ltd", rules)
    assert removals("Advertisement", rules)


def test_english_phrases_beyond_advertisement_interface_and_video_are_for_english_only() -> None:
    assert removals("Join the conversation", rules_for("en"))
    assert not removals("Join the conversation", rules_for("pl"))


def test_a_language_code_finds_its_rules_by_alias() -> None:
    assert rules_for("sr").language == "hr"
    assert removals("Pročitajte i ovo: Vlada usvojila proračun", rules_for("bs"))


def test_rules_of_a_kind_nobody_knows_are_refused() -> None:
    with pytest.raises(ValueError, match=r"pl\.x: no such kind as whatever"):
        Rule(id="pl.x", kind="whatever", patterns=("a",), cuts=("A",), keeps=("B",))


def test_a_rule_without_a_real_line_for_each_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="2 patterns but 1 cuts"):
        Rule(id="pl.x", kind="ad", patterns=("a", "b"), cuts=("A",), keeps=("B",))


def test_folding_a_pattern_leaves_its_escapes_alone() -> None:
    assert fold_pattern(r"Źródło\S\W", keep_marks=False) == r"zrodlo\S\W"


def test_the_version_is_short_and_stays() -> None:
    assert len(ruleset_version()) == 12
    assert ruleset_version() == ruleset_version()


def test_every_kind_of_a_whole_line_is_in_use() -> None:
    used = {rule.kind for file in FILES.values() for rule in file.rules}

    assert set(WHOLE_LINE) <= used
