"""Where one block holds more than one line: labels stuck to text, marks at its end. Pure."""

import regex

from wireroom.read import fold
from wireroom.read.rules import Rules
from wireroom.read.scopes import UNLABELLED, Verdict

TAIL_WINDOW = 240  # characters at the end of a block in which an inline label or a tail mark may begin
TAIL_FLOOR = 20  # characters of text there must be before a tail mark
MOST_LABELS = 20  # in one block, the last ones; more is no paragraph anyone wrote
LABEL_SPAN = 60  # characters: no label is longer
TAIL_ENDS = "]…»→"  # what a tail mark ends with

_SEAM = regex.compile(r"(?<=[\p{Ll}.!?…\"”»)])\p{Lu}")


def label_places(text: str, rules: Rules) -> list[int]:
    """Where a label begins inside the text: "...Black SeaRead more:" or "... he said. Read more: Title"."""
    if rules.glue is None:
        return []
    seams = [m.start() for m in _SEAM.finditer(text) if _is_glued(text, m.start(), rules)]
    if seams:
        return seams[-MOST_LABELS:]
    inline = _inline(text, rules)
    return [] if inline is None else [inline]


def _is_glued(text: str, place: int, rules: Rules) -> bool:
    window = fold.folded(text[place : place + LABEL_SPAN], keep_marks=rules.keep_marks)
    match = rules.glue.match(window) if rules.glue else None
    if match is None:
        return False
    after = text[place + match.end() : place + match.end() + 2].strip()
    return match["colon"] is not None or not after or after[0].isupper() or after[0] in fold.QUOTES


def _inline(text: str, rules: Rules) -> int | None:
    start = max(0, len(text) - TAIL_WINDOW)
    if rules.inline is None or text.find(":", start) < 0:
        return None
    match = rules.inline.search(fold.folded(text[start:], keep_marks=rules.keep_marks))
    if match is None:
        return None
    place = start + match.start("label")
    is_link = fold.is_link_like(text[start + match.start("rest") :], UNLABELLED)
    return place if is_link and not text[place].islower() else None


def tail_place(text: str, rules: Rules, *, is_last: bool) -> tuple[int, Verdict] | None:
    """Where a mark begins that says there is more elsewhere, such as "[...]", and why it is cut.

    Most paragraphs end with a full stop; a mark that does stands in the last one.
    """
    if len(text) <= TAIL_FLOOR or not (text[-1] in TAIL_ENDS or (is_last and text[-1] == ".")):
        return None
    start = max(TAIL_FLOOR, len(text) - TAIL_WINDOW)
    window = fold.folded(text[start:], keep_marks=rules.keep_marks)
    for matcher in rules.tails:
        match = matcher.pattern.search(window)
        if match:
            place = start + match.start()
            while text[place].isspace():
                place += 1
            return place, Verdict(kind="interface", rule=matcher.rule)
    return None
