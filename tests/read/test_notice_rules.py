"""Every rule is tested by its own examples: each pattern cuts its line, each near miss stays."""

import timeit
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import process_time

import pytest
from wireroom.model import Block, BlockKind, Removal
from wireroom.read.clean import clean
from wireroom.read.fold import folded
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


def article(*lines: str, repeat: int = 6, is_last: bool = False) -> list[Block]:
    """The lines before the last paragraph of a long enough article, or as the last."""
    texts = [*(BODY * repeat), *lines] if is_last else [*(BODY * repeat), *lines, BODY[0]]
    return [Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts]


def removals(line: str, rules: Rules, *, kind: str = "") -> list[Removal]:
    """What goes from an article that holds the line where its kind looks for it."""
    lines = ("Sentinel notice", line) if kind == "beside" else (line,)
    removed = clean(article(*lines, is_last=kind == "tail_mark"), rules, title="A title").removed
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

    removed = removals(cut, rules, kind=rule.kind)

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


def seconds(act: Callable[[], object]) -> float:
    """The shortest of three times: what the work costs when nothing else disturbs it."""
    return min(timeit.repeat(act, timer=process_time, repeat=3, number=1))


def baits(rule: Rule, length: int) -> Iterator[str]:
    """Long lines that begin as the rule likes and never end so."""
    for cut in rule.cuts:
        for tail in (f" {cut}", " a", "a", ",", f"{cut}:"):
            yield (cut + tail * length)[:length]


@pytest.mark.parametrize("language", FILES)
def test_no_rule_is_slow_on_the_longest_line_it_sees(language: str) -> None:
    """A linear scan of the same line is the measure: a nested repeat would be worse by many orders."""
    rules = rules_for("und" if language == NEUTRAL else language)
    scan = seconds(lambda: folded("a–ł" * (LONGEST // 3)))
    slow = [
        (rule.id, bait)
        for rule in FILES[language].rules
        for bait in baits(rule, LONGEST)
        if seconds(lambda bait=bait: clean(article(bait, repeat=0), rules, title="A title")) > 1000 * scan
    ]

    assert slow == []


@pytest.mark.parametrize("bait", ["Read more: ", "aRead more:", "aB", "a. Read more: b", " .", "“", "\u00ad .", "…"])
def test_a_line_of_many_kilobytes_costs_what_its_length_says(bait: str) -> None:
    rules = rules_for("en")

    def cost(length: int) -> float:
        block = Block(kind=BlockKind.PARAGRAPH, text=(bait * length)[:length])
        return seconds(lambda: clean([block], rules, title="A title"))

    short = max(cost(50_000), 0.002)  # below that the clock decides

    assert cost(400_000) < 30 * short  # eight times the text; a square would be sixty-four


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
