"""Articles whose page is gone, cleaned again from their text and what was removed from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from again import NOTICE, RULE, STORY
from builders import article, removal
from wireroom.model import Article, Block, BlockKind, Reason, Rejection
from wireroom.read.again import clean_again
from wireroom.read.lines import hash_hex, line_hash
from wireroom.read.overlay import read_overlay
from wireroom.read.rules import ruleset_version

OWN = read_overlay({"en.toml": RULE.encode()})
LINE = "The Bay Courier is an independent paper of its readers"
LEARNED = f"learned.{hash_hex(line_hash(LINE) or 0)}"


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)


def stored(*texts: str, **changes: Any) -> Article:
    return article(1, **{"blocks": blocks(*(texts or STORY)), "removed": (), **changes})


def again(old: Article, **how: Any) -> Article:
    new = clean_again(old, min_text_characters=100, **how)
    assert isinstance(new, Article)
    return new


def texts(found: Article) -> list[str]:
    return [block.text for block in found.blocks]


def test_what_no_rule_touches_is_the_very_same() -> None:
    old = stored(removed=(removal(block=2, rule="en.ad"), removal(block=4, rule="engine.date")))

    assert clean_again(old, min_text_characters=100) is old


def test_a_new_rule_cuts_and_the_ledger_says_where() -> None:
    old = stored(*STORY[:2], NOTICE, *STORY[2:], removed=(removal(block=1, rule="engine.date"),))

    new = again(old, overlay=OWN)

    assert texts(new) == list(STORY)
    assert [(piece.rule, piece.block) for piece in new.removed] == [("engine.date", 1), ("en.harbour_desk", 3)]
    assert new.ruleset == ruleset_version(OWN)
    assert new.content_sha256 != old.content_sha256


def test_a_lead_that_is_a_notice_goes_and_another_stays() -> None:
    without = again(stored(lead=NOTICE), overlay=OWN)
    kept = again(stored(*STORY, NOTICE, lead="The ferry is back in the bay."), overlay=OWN)

    assert (without.lead, texts(without)) == (None, list(STORY))
    assert (kept.lead, texts(kept)) == ("The ferry is back in the bay.", list(STORY))


def test_what_a_rule_that_is_gone_removed_comes_back_where_it_stood() -> None:
    whole = removal(block=1, start=0, text="Members of the harbour club meet on Friday evening.", rule="en.zz.gone")
    tail = removal(block=2, start=90, text="More of it on Friday.", rule="en.zz.gone", kind="interface")

    new = again(stored(*STORY[:3], removed=(whole, tail)))

    assert texts(new) == [STORY[0], whole.text, f"{STORY[1]} {tail.text}", STORY[2]]
    assert new.removed == ()


def test_a_learned_line_stays_away_as_long_as_it_acts() -> None:
    old = stored(removed=(removal(block=4, text=LINE, kind="learned", rule=LEARNED),))

    assert clean_again(old, min_text_characters=100, learned=frozenset({line_hash(LINE) or 0})) is old
    assert texts(again(old)) == [*STORY, LINE]


def test_a_learned_line_acts_on_a_text_that_still_holds_it() -> None:
    new = again(stored(*STORY, LINE), learned=frozenset({line_hash(LINE) or 0}))

    assert texts(new) == list(STORY)
    assert [piece.rule for piece in new.removed] == [LEARNED]


def test_an_article_over_its_budget_stays_as_it_is() -> None:
    old = replace(stored(*STORY, NOTICE), over_budget=True)

    assert clean_again(old, min_text_characters=100, overlay=OWN) is old


def test_what_would_be_too_short_is_rejected() -> None:
    outcome = clean_again(stored(STORY[0], NOTICE), min_text_characters=500, overlay=OWN)

    assert isinstance(outcome, Rejection)
    assert outcome.reason == Reason.TOO_SHORT
