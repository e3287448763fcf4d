"""Notice rules of the user's own, beside the shipped ones: read, and tested by their own examples. Pure.

Rules are only added, or a shipped one switched off by its id; nothing shipped is edited, so that an update of the
package never has to be merged with a change of one's own.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wireroom.errors import NoticesRefused
from wireroom.model import Block, BlockKind, Removal
from wireroom.read.clean import clean
from wireroom.read.rules import (
    BESIDE,
    NEUTRAL,
    NO_OVERLAY,
    TAIL,
    Overlay,
    Rule,
    RuleFile,
    Rules,
    compile_rules,
    parse_rule,
    rule_files,
    rules_for,
)

KNOWN = {"rule": {"id", "kind", "patterns", "cuts", "keeps"}, "off": {"id", "reason"}}
TOP = {"rule", "off", "aliases", "says"}

_LANGUAGE = re.compile(r"[a-z]{2,3}")
# What an example stands in: an article long enough that a rule's cut is no large part of it.
_PROSE = tuple(
    Block(kind=BlockKind.PARAGRAPH, text=text)
    for text in (
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore aliqua.",
        "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.",
        "Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur.",
    )
    * 6
)
_BESIDE_WHAT = Rule(
    id="overlay.beside", kind="paywall", patterns=("zzbesidezz",), cuts=("Zzbesidezz",), keeps=("Zzbeside.",)
)


def read_overlay(files: Mapping[str, bytes]) -> Overlay:
    """The rules in `files`, contents by name; a file is named for its language: `pl.toml`, `mine.pl.toml`.

    Raises NoticesRefused, naming file and rule, where a file is not well formed or a rule does not cut what its `cuts`
    say and spare what its `keeps` say.
    """
    if not files:
        return NO_OVERLAY
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode("utf-8", "surrogatepass") + b"\0" + content + b"\0")
    parsed = {name: _parsed(name, content) for name, content in sorted(files.items())}
    overlay = Overlay(
        version=digest.hexdigest()[:12],
        files=tuple(_rule_file(name, content) for name, content in parsed.items()),
        off=frozenset(_switched_off(parsed)),
    )
    for name, file in zip(parsed, overlay.files, strict=True):
        for rule in file.rules:
            _test(name, rule, file, overlay)
    return overlay


def _refuse(name: str, what: str) -> NoticesRefused:
    return NoticesRefused(f"{name}: {what}")


def _parsed(name: str, content: bytes) -> dict[str, Any]:
    try:
        parsed = tomllib.loads(content.decode("utf-8"))
    except ValueError as exc:
        raise _refuse(name, f"it is no TOML in UTF-8: {exc}") from exc
    for key, value in parsed.items():
        if key not in TOP or not isinstance(value, list):
            raise _refuse(name, f"{key} is not one of [[rule]], [[off]], aliases = [...], says = [...]")
        for table in value if key in KNOWN else ():
            unknown = sorted(set(table) - KNOWN[key]) if isinstance(table, dict) else ["that"]
            if unknown:
                raise _refuse(name, f"a [[{key}]] has no {unknown[0]}")
    return parsed


def _rule_file(name: str, parsed: Mapping[str, Any]) -> RuleFile:
    language = name.removesuffix(".toml").rpartition(".")[2]
    if not _LANGUAGE.fullmatch(language):
        raise _refuse(name, "its name must end with a language code, as pl.toml or mine.pl.toml")
    shipped = {rule.id for file in rule_files().values() for rule in file.rules}
    rules: list[Rule] = []
    for table in parsed.get("rule", []):
        try:
            rule = parse_rule(table)
        except ValueError as exc:
            raise _refuse(name, str(exc)) from exc
        if rule.id in shipped or rule.id in {known.id for known in rules}:
            raise _refuse(name, f"there is a rule {rule.id} already: give yours an id of its own")
        rules.append(rule)
    return RuleFile(
        language=language,
        aliases=tuple(map(str, parsed.get("aliases", []))),
        says=tuple(map(str, parsed.get("says", []))),
        rules=tuple(rules),
    )


def _switched_off(parsed: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    shipped = {rule.id for file in rule_files().values() for rule in file.rules}
    for name, content in parsed.items():
        for table in content.get("off", []):
            rule, reason = table.get("id"), table.get("reason")
            if rule not in shipped:
                raise _refuse(name, f"there is no shipped rule {rule} to switch off")
            if not isinstance(reason, str) or not reason.strip():
                raise _refuse(name, f"it switches {rule} off without a reason")
            yield rule


def _test(name: str, rule: Rule, file: RuleFile, overlay: Overlay) -> None:
    """Each pattern alone cuts its line; all rules together spare the near misses."""
    for pattern, cut in zip(rule.patterns, rule.cuts, strict=True):
        try:
            alone = replace(rule, patterns=(pattern,), cuts=(cut,))
            rules = compile_rules([alone, _BESIDE_WHAT], language=file.language, says=file.says)
        except re.error as exc:
            raise _refuse(name, f"rule {rule.id}: the pattern {pattern!r} is no regular expression: {exc}") from exc
        wanted = "engine.date" if rule.kind == "updated_words" else rule.id
        if wanted not in {removal.rule for removal in _removals(cut, rules, rule.kind)}:
            raise _refuse(name, f"rule {rule.id}: the pattern {pattern!r} does not cut its line {cut!r}")
    language = "und" if file.language == NEUTRAL else file.language
    for keep in rule.keeps:
        if removed := _removals(keep, rules_for(language, overlay), ""):
            raise _refuse(name, f"rule {rule.id}: {removed[0].rule} cuts {keep!r}, which is to be kept")


def _removals(line: str, rules: Rules, kind: str) -> list[Removal]:
    """What goes from an article that holds the line where its kind looks for it."""
    stood = Block(kind=BlockKind.PARAGRAPH, text=line)
    lead_in = [Block(kind=BlockKind.PARAGRAPH, text=_BESIDE_WHAT.cuts[0])] if kind == BESIDE else []
    after = [] if kind == TAIL else [_PROSE[0]]
    removed = clean([*_PROSE, *lead_in, stood, *after], rules, title="A title").removed
    return [removal for removal in removed if removal.rule != _BESIDE_WHAT.id]
