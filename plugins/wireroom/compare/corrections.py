"""Notices by which an article says that it was corrected: found by data, one table per language. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RULES = Path(__file__).with_name("corrections.toml")
MAX_BLOCK_CHARACTERS = 2000  # a longer block is no notice
_END_OF_LABEL = r"(?:\s*[:：】\]]|\s+[–—-]\s|\s*\Z)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One block that is a correction notice, or says so in one of its sentences."""

    position: int  #: of the block: 0 the title, then lead and body
    text: str
    rule: str  #: e.g. pl.label, en.sentence


def notices_in(title: str | None, lead: str | None, body: str, language: str) -> list[Notice]:
    """The notices of a text in `language`; none in a language that has no rules."""
    patterns = _patterns().get(language)
    if patterns is None:
        return []
    blocks = [title or "", *([lead] if lead else []), *body.split("\n\n")]
    return [
        Notice(position=position, text=block, rule=f"{language}.{kind}")
        for position, block in enumerate(blocks)
        if len(block) <= MAX_BLOCK_CHARACTERS
        and (kind := next((name for name, pattern in patterns.items() if pattern.search(block)), None))
    ]


def new_notices(old: Sequence[Notice], new: Sequence[Notice]) -> Iterator[Notice]:
    """Those of `new` whose text does not stand in `old`."""
    known = {notice.text for notice in old}
    return (notice for notice in new if notice.text not in known)


@cache
def _patterns() -> dict[str, dict[str, regex.Pattern[str]]]:
    """By language: a label opens a block and is followed by a colon, a dash or nothing; a sentence stands anywhere."""
    found: dict[str, dict[str, regex.Pattern[str]]] = {}
    for language, rules in tomllib.loads(RULES.read_text(encoding="utf-8")).items():
        labels = "|".join(map(regex.escape, rules["labels"]))
        expressions = {"label": rf"\A[\s*•\[【(]*(?:{labels}){_END_OF_LABEL}"}
        if rules.get("sentences"):
            expressions["sentence"] = rf"\b(?:{'|'.join(rules['sentences'])})"
        found[language] = {
            kind: regex.compile(expression, regex.IGNORECASE | regex.FULLCASE)
            for kind, expression in expressions.items()
        }
    return found
