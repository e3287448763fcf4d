"""The notice rules: read from notices/<language>.toml, compiled once per language.

A rule is data: `id`, `kind`, `patterns`, `cuts` (one real line per pattern) and `keeps` (real near
misses). notices/README.md says how to write one. What a kind means for a line, its scope, is
decided in scopes.py; nothing here looks at a text.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wireroom.read.datelines import date_words
from wireroom.read.fold import folded

NOTICES = Path(__file__).parent / "notices"
ENGINE = 2  # raise when the engine, not a rule, makes another cut
NEUTRAL = "any"
FROM_ENGLISH = frozenset({"ad", "interface", "video_notice"})  # English widgets stand on pages of every language
KEEP_MARKS = frozenset({"vi"})  # without its marks a Vietnamese word is another word

#: Kinds whose pattern must match the whole line, with the most words such a line may have.
WHOLE_LINE: dict[str, int] = {
    "video_notice": 45,
    "ad": 30,
    "promo": 50,
    "comments": 35,
    "paywall": 45,
    "disclaimer": 70,
    "interface": 16,
    "agency": 40,
    "copyright": 50,
}
LABELS = ("related_bare", "video_label", "related_label")
BESIDE = "beside"  # whole lines that are cut only next to one that was cut for its own sake
TAIL = "tail_mark"
OTHERS = ("credit", "source_line", "byline", "updated_words", BESIDE, TAIL)
KINDS = frozenset({*WHOLE_LINE, *LABELS, *OTHERS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One family of cues."""

    id: str  #: `<language>.<kind or topic>[.<name>]`
    kind: str  #: one of KINDS
    patterns: tuple[str, ...]
    cuts: tuple[str, ...]  #: one real line per pattern that it cuts
    keeps: tuple[str, ...]  #: real lines that come near and stay

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"rule {self.id}: no such kind as {self.kind}")
        if len(self.patterns) != len(self.cuts) or not self.patterns:
            raise ValueError(f"rule {self.id}: {len(self.patterns)} patterns but {len(self.cuts)} cuts")
        if not self.keeps:
            raise ValueError(f"rule {self.id}: no near miss in keeps")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """The rules of one language."""

    language: str
    aliases: tuple[str, ...]  #: other codes read with these rules
    says: tuple[str, ...]  #: verbs of speech: a call with one after its last comma is reported, not made
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Rules of the user's own beside the shipped ones, read and tested by overlay.read_overlay. Equal by version."""

    version: str = ""  #: a hash over its files; empty where there are none
    files: tuple[RuleFile, ...] = field(default=(), compare=False)
    off: frozenset[str] = field(default=frozenset(), compare=False)  #: ids of shipped rules that do not act


NO_OVERLAY = Overlay()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """The patterns of one rule, compiled."""

    rule: str
    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the engine needs to read one language."""

    language: str
    version: str  #: of all rule files, and of the user's own
    keep_marks: bool
    whole: tuple[Matcher, ...]
    whole_any: re.Pattern[str]  #: all of `whole`: most lines are done after one failed match
    labels: tuple[Matcher, ...]
    heads: tuple[Matcher, ...]  #: credit, source_line and byline
    head_any: re.Pattern[str]  #: all of `labels` and `heads`, at the beginning of a line
    caption: re.Pattern[str] | None  #: a credit with its colon after other words
    glue: re.Pattern[str] | None  #: related_bare labels that may be stuck to the text before them
    inline: re.Pattern[str] | None  #: the same after the last sentence of a paragraph, with a colon
    beside: tuple[Matcher, ...]
    tails: tuple[Matcher, ...]
    updated: re.Pattern[str] | None
    says: re.Pattern[str] | None  #: a verb of speech anywhere in the last clause of a folded line
    date_words: frozenset[str] = field(repr=False)


def parse_rule(table: dict[str, object]) -> Rule:
    """A rule as it stands in a file. Raises ValueError, naming the rule, where it is not well formed."""

    def strings(key: str) -> tuple[str, ...]:
        value = table.get(key)
        return tuple(map(str, value)) if isinstance(value, list) else ()

    return Rule(
        id=str(table.get("id")),
        kind=str(table.get("kind")),
        patterns=strings("patterns"),
        cuts=strings("cuts"),
        keeps=strings("keeps"),
    )


@cache
def rule_files() -> dict[str, RuleFile]:
    """All rule files by language code; raises ValueError that names the rule that is not well formed."""
    files: dict[str, RuleFile] = {}
    for path in sorted(NOTICES.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = tuple(parse_rule(table) for table in content.get("rule", []))
        files[path.stem] = RuleFile(
            language=path.stem,
            aliases=tuple(content.get("aliases", [])),
            says=tuple(content.get("says", [])),
            rules=rules,
        )
    return files


@cache
def ruleset_version(overlay: Overlay = NO_OVERLAY) -> str:
    """A short hash over the engine's version and all rule files, `+` and that of the user's own where there are any."""
    digest = hashlib.sha256(str(ENGINE).encode())
    for path in sorted(NOTICES.glob("*.toml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12] + (f"+{overlay.version}" if overlay.version else "")


@cache
def rules_for(language: str, overlay: Overlay = NO_OVERLAY) -> Rules:
    """The compiled rules for a language code.

    An unknown language gets the language-neutral rules; every language gets the English
    advertisement, interface and video lines, which stand on pages all over the world. Rules of `overlay` are added
    to those of their language, and the shipped rules that it switches off are left out.
    """
    files = rule_files()
    own = files.get(language) or next((f for f in files.values() if language in f.aliases), None)
    chosen: list[Rule] = list(own.rules) if own and own.language != NEUTRAL else []
    chosen += files[NEUTRAL].rules
    if own is None or own.language != "en":
        chosen += [rule for rule in files["en"].rules if rule.kind in FROM_ENGLISH]
    name, says = (own.language, own.says) if own else (language, ())
    for file in overlay.files:
        if {file.language, *file.aliases} & {language, name, NEUTRAL}:
            chosen += file.rules
            says += file.says
    chosen = [rule for rule in chosen if rule.id not in overlay.off]
    return compile_rules(chosen, language=name, says=says, version=ruleset_version(overlay))


def fold_pattern(pattern: str, *, keep_marks: bool) -> str:
    r"""The pattern with its letters folded as the lines are; escapes such as \w stay as they are."""
    pieces = re.split(r"(\\.)", pattern)
    return "".join(p if p[:1] == "\\" else folded(p, keep_marks=keep_marks) for p in pieces)


def compile_rules(rules: Iterable[Rule], *, language: str, says: Sequence[str] = (), version: str = "") -> Rules:
    """Compile rules of one language. Pure; rules_for is the one that reads files and remembers."""
    keep_marks = language in KEEP_MARKS
    by_kind: dict[str, list[Matcher]] = {kind: [] for kind in KINDS}
    for rule in rules:
        joined = "|".join(fold_pattern(p, keep_marks=keep_marks) for p in rule.patterns)
        end = (
            ""
            if rule.kind in WHOLE_LINE or rule.kind == BESIDE
            else r"\Z"
            if rule.kind == TAIL
            else r"(?:(?<=[\])】])|(?![^\W_]))"
        )
        compiled = re.compile(f"(?:{joined}){end}")
        by_kind[rule.kind].append(Matcher(rule=rule.id, kind=rule.kind, pattern=compiled))
    whole = tuple(m for kind in WHOLE_LINE for m in by_kind[kind])
    labels = tuple(m for kind in LABELS for m in by_kind[kind])
    heads = tuple(m for kind in ("credit", "source_line", "byline") for m in by_kind[kind])
    bare = _either(by_kind["related_bare"]) if by_kind["related_bare"] else None
    return Rules(
        language=language,
        version=version,
        keep_marks=keep_marks,
        whole=whole,
        whole_any=re.compile(_either(whole)),
        labels=labels,
        heads=heads,
        head_any=re.compile(_either((*labels, *heads))),
        caption=re.compile(rf"\s(?:{_either(by_kind['credit'])})\s*:") if by_kind["credit"] else None,
        glue=re.compile(f"(?P<label>{bare})(?P<colon>\\s*:)?") if bare else None,
        inline=re.compile(rf"(?<=[.!?…\"”»)])\s+(?P<label>{bare})\s*:\s*(?P<rest>\S.*)$") if bare else None,
        beside=tuple(by_kind[BESIDE]),
        tails=tuple(by_kind[TAIL]),
        updated=re.compile(_either(by_kind["updated_words"])) if by_kind["updated_words"] else None,
        says=_says(says, keep_marks=keep_marks),
        date_words=date_words(language, keep_marks=keep_marks),
    )


def _says(verbs: Sequence[str], *, keep_marks: bool) -> re.Pattern[str] | None:
    joined = "|".join(fold_pattern(verb, keep_marks=keep_marks) for verb in verbs)
    return re.compile(rf"[,،-](?=[^,،]*$)[^,،]*?(?<!\w)(?:{joined})(?!\w)") if verbs else None


def _either(matchers: Sequence[Matcher]) -> str:
    """One pattern for all; it never matches where there are none."""
    return "|".join(m.pattern.pattern for m in matchers) or r"(?!)"
