"""Rules of one's own: added to the shipped ones, tested before they act, refused with a sentence."""

from __future__ import annotations

import pickle

import pytest
from wireroom.errors import NoticesRefused
from wireroom.model import Block, BlockKind
from wireroom.read.clean import clean
from wireroom.read.overlay import read_overlay
from wireroom.read.rules import NO_OVERLAY, Overlay, rule_files, rules_for, ruleset_version

GOOD = """
[[rule]]
id = "courier.promo.circle"
kind = "promo"
patterns = ['join the courier circle( today)?']
cuts = ["Join the Courier Circle today!"]
keeps = ["Join the Courier Circle today, he wrote to all of his neighbours around the bay."]
"""
PROSE = (
    "The harbour council met on Monday and spoke for five hours about the new pier, its price and its length.",
    "Nobody in the hall had expected that the fishermen would come in such numbers to the first hearing.",
    "The plan is older than most of the people who will have to pay for it, the chairwoman noted in her report.",
)


def overlay(text: str, name: str = "courier.en.toml") -> Overlay:
    return read_overlay({name: text.encode()})


def removed(line: str, own: Overlay, language: str = "en") -> list[str]:
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=text) for text in (*PROSE, line, PROSE[0])]
    return [removal.rule for removal in clean(blocks, rules_for(language, own), title="A title").removed]


def test_a_rule_of_ones_own_acts_beside_the_shipped_ones() -> None:
    own = overlay(GOOD)

    assert removed("Join the Courier Circle", own) == ["courier.promo.circle"]
    assert removed("Advertisement", own) == removed("Advertisement", NO_OVERLAY) != []
    assert removed("Join the Courier Circle", NO_OVERLAY) == []


def test_it_acts_in_its_language_only_and_those_named_any_in_all() -> None:
    assert removed("Join the Courier Circle", overlay(GOOD), "pl") == []
    assert removed("Join the Courier Circle", overlay(GOOD, "any.toml"), "pl") == ["courier.promo.circle"]


def test_a_shipped_rule_can_be_switched_off_with_a_reason() -> None:
    (rule,) = set(removed("Advertisement", NO_OVERLAY))

    own = overlay(f'[[off]]\nid = "{rule}"\nreason = "we want to see them"\n')

    assert removed("Advertisement", own) == []


def test_the_version_of_the_rules_says_which_own_ones_acted() -> None:
    own, other = overlay(GOOD), overlay(GOOD + "\n")

    assert ruleset_version(own) == f"{ruleset_version()}+{own.version}"
    assert own.version != other.version
    assert rules_for("en", own).version == ruleset_version(own)
    assert rules_for("en").version == ruleset_version()


def test_without_files_there_is_no_overlay() -> None:
    assert read_overlay({}) == NO_OVERLAY


def test_a_copy_sent_to_another_process_is_the_same_and_compiles_nothing_anew() -> None:
    own = overlay(GOOD)

    assert rules_for("en", pickle.loads(pickle.dumps(own))) is rules_for("en", own)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace("circle( today)?", "square"), r"courier\.en\.toml: rule courier\.promo\.circle: .* does not cut"),
        (
            GOOD.replace(", he wrote to all of his neighbours around the bay.", "!"),
            r"courier\.en\.toml: rule courier\.promo\.circle: courier\.promo\.circle cuts 'Join .*', which is to",
        ),
        (GOOD.replace("( today)", "( today"), r"rule courier\.promo\.circle: .* is no regular expression"),
        (GOOD.replace('"promo"', '"whatever"'), r"courier\.en\.toml: rule courier\.promo\.circle: no such kind"),
        (GOOD.replace("cuts", "cutz"), r"courier\.en\.toml: a \[\[rule\]\] has no cutz"),
        (GOOD + GOOD, r"there is a rule courier\.promo\.circle already"),
        (GOOD.replace("courier.promo.circle", rule_files()["en"].rules[0].id), "there is a rule .* already"),
        ('[[off]]\nid = "en.nothing"\nreason = "none"\n', r"there is no shipped rule en\.nothing to switch off"),
        (f'[[off]]\nid = "{rule_files()["en"].rules[0].id}"\n', "without a reason"),
        ("[[rules]]\n", "rules is not one of"),
        ("rule = 1\n", "rule is not one of"),
        ("this is no toml", "is no TOML"),
    ],
)
def test_what_does_not_hold_is_refused_with_file_and_rule(text: str, sentence: str) -> None:
    with pytest.raises(NoticesRefused, match=sentence):
        overlay(text)


@pytest.mark.parametrize("name", ["Notes.toml", "rules-for-polish.toml"])
def test_a_file_is_named_for_its_language(name: str) -> None:
    with pytest.raises(NoticesRefused, match="language code"):
        overlay(GOOD, name)


@pytest.mark.parametrize("language", sorted(rule_files()))
def test_a_shipped_file_would_be_taken_as_ones_own(language: str) -> None:
    """The same format, the same tests: what we ship is the best example to start from."""
    path = rule_files()[language]
    own = "".join(
        f"[[rule]]\nid = {'own.' + rule.id!r}\nkind = {rule.kind!r}\npatterns = {_toml(rule.patterns)}\n"
        f"cuts = {_toml(rule.cuts)}\nkeeps = {_toml(rule.keeps)}\n"
        for rule in path.rules
    )

    assert overlay(f"says = {_toml(path.says)}\n{own}", f"{language}.toml").version


def _toml(texts: tuple[str, ...]) -> str:
    import json  # noqa: PLC0415

    return f"[{', '.join(json.dumps(text, ensure_ascii=False) for text in texts)}]"
