"""What a rule may do with a line: the scope of each kind, and the guards. Pure.

One line at a time. What a line's neighbours change is the business of runs.py.
"""

from dataclasses import dataclass

from wireroom.model import BlockKind
from wireroom.read import fold
from wireroom.read.datelines import is_date_line
from wireroom.read.rules import WHOLE_LINE, Matcher, Rules

LONGEST = 400  # characters: a longer line is never a notice as a whole
LABELLED = 28  # words a headline after "Read more:" may have
UNLABELLED = 24  # words it may have where the label has no colon
TITLE_HEAD = 3  # lines at the beginning of which one may repeat the title
TITLE_MARKS = 2  # a line of the title's letters is at most this much longer than they are
DATE_HEAD, DATE_TAIL = 6, 3  # lines at the beginning and end where a date line may stand
BYLINE_WORDS, BYLINE_HEAD, BYLINE_TAIL = 9, 4, 4
NAME_WORDS = 7
CAPITALS = 0.6  # of the words of a byline
CREDIT_WORDS, CREDIT_SENTENCE, CREDIT_SHORT = 25, 14, 9
DOUBLED = 20  # characters of a headline that stands twice
CREDIT_PROSE = 3  # words of a credit that begins in small letters
SOURCE_WORDS, SOURCE_SHORT = 14, 6
SEPARATORS = ":|»>"
CLOSING_BRACKETS = "])】"  # 【動画】 and [Video] need no colon

#: Kinds so sure that they are cut even where the budget of the article is spent.
SURE = frozenset(
    {"ad", "interface", "video_notice", "comments", "paywall", "copyright", "date_line", "date_prefix", "title_repeat"}
)
#: Kinds that call the reader to do something; who reports such a call ("..., the mayor said.") is news.
CALLS = frozenset({"promo", "comments", "paywall", "disclaimer", "video_notice", "agency", "copyright"})
#: Kinds kept as metadata instead of dropped.
MOVED = frozenset({"date_line", "date_prefix", "byline", "title_repeat"})
#: What is cut in place of the label: the kind of a label that names its link on the same line.
WITH_TEXT = {"related_bare": "related_link", "related_label": "related_link", "video_label": "video_teaser"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A piece of a block, with the forms in which the rules look at it."""

    text: str  #: mended
    bare: str  #: without bullets
    folded: str  #: `bare` folded
    core: str  #: `folded` without final punctuation and brackets around it
    kind: BlockKind
    is_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a line stands among the lines of its article."""

    index: int
    count: int
    title: str | None  #: letters of the known title, folded; None where it must still be found

    @property
    def from_end(self) -> int:
        """How many lines follow."""
        return self.count - 1 - self.index

    @property
    def may_be_title(self) -> bool:
        """Tell whether the line may be the headline: the first of several, and no title is known."""
        return self.index == 0 and self.count > 1 and self.title is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why a line is cut."""

    kind: str
    rule: str
    author: str | None = None  #: the name in a byline
    is_lone_label: bool = False  #: a label without its link: the next line may be it


def line_of(text: str, rules: Rules, *, kind: BlockKind, is_link: bool) -> Line:
    """The line with its folded forms; a line too long for any notice is left unfolded."""
    if len(text) > LONGEST:
        return Line(text=text, bare="", folded="", core="", kind=kind, is_link=is_link)
    bare = fold.without_bullet(text)
    lower = fold.folded(bare, keep_marks=rules.keep_marks)
    core = fold.without_ornament(lower)
    if bare[:1] == "(" and bare[-1:] == ")" and bare.count(")") == 1:
        bare, lower = bare[1:-1], lower[1:-1]
    return Line(text=text, bare=bare, folded=lower, core=core, kind=kind, is_link=is_link)


def verdict(line: Line, place: Place, rules: Rules) -> Verdict | None:
    """Why this line is not news, or None where it is or nothing says otherwise."""
    if not line.bare:
        return None if line.text and len(line.text) > LONGEST else Verdict(kind="interface", rule="engine.ornament")
    if not line.core or _is_doubled(line.text):
        return Verdict(kind="interface", rule="engine.ornament" if not line.core else "engine.doubled")
    may_repeat = place.title and place.index < TITLE_HEAD and len(line.text) <= TITLE_MARKS * len(place.title)
    if may_repeat and fold.same_letters(line.text) == place.title:
        return Verdict(kind="title_repeat", rule="engine.title")
    is_edge = place.index < DATE_HEAD or place.from_end < DATE_TAIL
    if is_edge and is_date_line(line.folded, rules.date_words, rules.updated):
        return Verdict(kind="date_line", rule="engine.date")
    if fold.is_speech(line.text):
        return None
    return _whole(line, rules) or _labelled(line, place, rules)


def _is_doubled(text: str) -> bool:
    """Is the line the same words twice? So reads a card that links its picture and its headline."""
    half = len(text) // 2
    return half >= DOUBLED and text[half] == " " and text[:half] == text[half + 1 :]


def _whole(line: Line, rules: Rules) -> Verdict | None:
    if not rules.whole_any.fullmatch(line.core):
        return None
    for matcher in rules.whole:
        if matcher.pattern.fullmatch(line.core):
            if fold.word_count(line.bare) > WHOLE_LINE[matcher.kind]:
                continue
            if matcher.kind in CALLS and rules.says and rules.says.search(line.core):
                continue
            if line.kind is BlockKind.QUOTE and matcher.kind not in SURE:
                continue
            return Verdict(kind=matcher.kind, rule=matcher.rule)
    return None


def _labelled(line: Line, place: Place, rules: Rules) -> Verdict | None:
    if line.kind is BlockKind.QUOTE:
        return None
    if not rules.head_any.match(line.folded):
        return _caption(line, rules)
    for matcher in rules.labels:
        found = _label(line, matcher, place)
        if found:
            return found
    for matcher in rules.heads:
        match = matcher.pattern.match(line.folded)
        if match is None:
            continue
        found = _HEADS[matcher.kind](line, matcher, match.end(), place)
        if found:
            return found
    return None


def _label(line: Line, matcher: Matcher, place: Place) -> Verdict | None:
    match = matcher.pattern.match(line.folded)
    if match is None:
        return None
    if matcher.pattern.fullmatch(line.core):
        return Verdict(kind="related_label", rule=matcher.rule, is_lone_label=True)
    label, rest = match.group(), line.bare[match.end() :]
    text = rest.lstrip(" " + SEPARATORS + "：｜")
    has_mark = any(c in rest[: len(rest) - len(text)] for c in SEPARATORS + "：｜")
    has_mark = has_mark or label[-1] in CLOSING_BRACKETS
    is_strong = matcher.kind != "related_label"
    if not has_mark and is_strong and rest[:3] in {" - ", " – ", " — "}:
        text, has_mark = rest[3:], True
    if has_mark:
        if place.may_be_title or (line.kind is BlockKind.HEADING and matcher.kind != "related_bare"):
            return None
        is_cut = fold.is_link_like(text, LABELLED) and not text[0].islower()
    else:
        is_cut = (
            is_strong
            and " " in label
            and line.kind is not BlockKind.HEADING
            and rest[:1] == " "
            and fold.opens_headline(text)
            and fold.is_link_like(text, UNLABELLED)
        )
    return Verdict(kind=WITH_TEXT[matcher.kind], rule=matcher.rule) if is_cut else None


def _credit(line: Line, matcher: Matcher, end: int, place: Place) -> Verdict | None:  # noqa: ARG001
    count = fold.word_count(line.bare)
    rest = line.bare[end:].lstrip()
    if count > CREDIT_WORDS or line.kind is BlockKind.HEADING or not rest.strip(" :："):
        return None
    if rest[0] in ":：=/|©":
        is_cut = not (count > CREDIT_SENTENCE and fold.ends_sentence(line.bare))
        names = rest.lstrip(" :：=/|©")  # "Photo: supplied", "Foto: dpa", but not "Credit: a view of the crisis"
        is_prose = names[:1].islower() and "/" not in names and fold.word_count(names) > CREDIT_PROSE
        is_cut = is_cut and not is_prose
    else:
        opens = rest[0].isupper() or rest[0] in "(@"
        is_marked = "/" in rest or "©" in rest or line.folded[:end].rstrip().endswith(".")
        is_cut = count <= CREDIT_SHORT and not fold.ends_sentence(line.bare) and opens and is_marked
    return Verdict(kind="credit", rule=matcher.rule) if is_cut else None


def _caption(line: Line, rules: Rules) -> Verdict | None:
    """A caption that ends with its credit: "The minister at the pier Credit: Jane Roe/Agency"."""
    if rules.caption is None or "/" not in line.bare or line.kind is BlockKind.HEADING:
        return None
    match = rules.caption.search(line.folded)
    if match is None or "/" not in line.folded[match.end() :] or fold.ends_sentence(line.bare):
        return None
    is_short = fold.word_count(line.bare) <= CREDIT_WORDS and fold.word_count(line.bare[match.end() :]) <= CREDIT_SHORT
    return Verdict(kind="credit", rule="engine.caption") if is_short else None


def _source(line: Line, matcher: Matcher, end: int, place: Place) -> Verdict | None:
    rest = line.bare[end:].lstrip()
    if not rest or rest[0] not in ":：" or not rest[1:].strip() or place.may_be_title:
        return None
    named = fold.words(rest)  # "Sources: no deal in sight" is a headline, "Sources: Reuters, AFP" is not
    if len(named) >= NAME_WORDS // 2 and sum(w[0].islower() for w in named) > len(named) / 2:
        return None
    count = fold.word_count(line.bare)
    is_cut = count <= SOURCE_SHORT or (
        count <= SOURCE_WORDS and place.from_end < BYLINE_TAIL and not fold.ends_sentence(line.bare)
    )
    return Verdict(kind="source_line", rule=matcher.rule) if is_cut else None


def _byline(line: Line, matcher: Matcher, end: int, place: Place) -> Verdict | None:
    is_edge = place.index < BYLINE_HEAD or place.from_end < BYLINE_TAIL
    if not is_edge or place.may_be_title or fold.word_count(line.bare) > BYLINE_WORDS or fold.ends_any(line.bare):
        return None
    rest = line.bare[end:]
    name = rest.lstrip(" :：").strip()
    names = fold.words(name)
    if not 0 < len(names) <= NAME_WORDS or any(c.isdigit() for c in name):
        return None
    has_case = any(c.isupper() or c.islower() for c in name)
    if has_case:
        is_name = sum(w[0].isupper() for w in names) / len(names) >= CAPITALS
    else:
        is_name = rest.lstrip()[:1] in {":", "："}
    return Verdict(kind="byline", rule=matcher.rule, author=name) if is_name else None


_HEADS = {"credit": _credit, "source_line": _source, "byline": _byline}
