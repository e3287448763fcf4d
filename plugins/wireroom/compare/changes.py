"""What differs between two versions of an article, word by word. Pure.

Words are runs of letters and digits; in scripts without spaces a character is a word; a mark of punctuation is compared
like a word and not counted as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"(?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])"
_TOKEN = regex.compile(rf"[{_UNSPACED}]\p{{M}}*|{_LETTER}+(?:['’ʼ‐-]{_LETTER}+)*|\S")
_BLOCK = regex.compile(r"[^\n]+")

MAX_WORDS = 12_000  # of both versions of a field together; above it blocks are compared instead of words
CONTEXT_WORDS = 4  # shown before and after a changed place
MAX_PIECES = 200
MAX_PIECE_CHARACTERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One version, as far as it counts: another value in one of these is another version."""

    version: int
    language: str
    title: str | None
    lead: str | None
    body: str
    published_local: str | None
    published_offset_minutes: int | None
    published_earliest: datetime | None
    published_latest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One changed place."""

    field: str  #: title, lead, body
    before: str  #: words that stand before it in both versions
    removed: str  #: exactly as it stood; empty where words only came
    added: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a version changed of the one before."""

    version: int  #: the later one
    kinds: tuple[str, ...]  #: title, lead, body, date
    removed_words: int
    added_words: int
    similarity: float  #: share of the words of both that stayed, 0 to 1
    pieces: tuple[Piece, ...]  #: in reading order, at most MAX_PIECES
    is_shortened: bool  #: there are more pieces, or longer ones, than are kept


def change(old: Text, new: Text) -> Change:
    """What `new` changed of `old`."""
    fields = [("title", old.title or "", new.title or ""), ("lead", old.lead or "", new.lead or "")]
    compared = [_compared(name, one, other) for name, one, other in [*fields, ("body", old.body, new.body)]]
    pieces = [piece for each in compared for piece in each.pieces]
    total = sum(each.total for each in compared)
    kinds = [name for name in ("title", "lead", "body") if getattr(old, name) != getattr(new, name)]
    if _date(old) != _date(new):
        kinds.append("date")
    kept = pieces[:MAX_PIECES]
    return Change(
        version=new.version,
        kinds=tuple(kinds),
        removed_words=sum(each.removed for each in compared),
        added_words=sum(each.added for each in compared),
        similarity=2 * sum(each.same for each in compared) / total if total else 1.0,
        pieces=tuple(map(_shortened, kept)),
        is_shortened=len(kept) < len(pieces) or any(_shortened(piece) != piece for piece in kept),
    )


def _date(text: Text) -> tuple[object, ...]:
    return text.published_local, text.published_offset_minutes, text.published_earliest, text.published_latest


@dataclass(frozen=True, slots=True)
class _Compared:
    pieces: list[Piece]
    removed: int
    added: int
    same: int
    total: int


def _compared(field: str, old: str, new: str) -> _Compared:
    if old == new:
        words = _count(old)
        return _Compared([], 0, 0, words, 2 * words)
    ours, theirs = _spans(_TOKEN, old), _spans(_TOKEN, new)
    if len(ours) + len(theirs) > MAX_WORDS:
        ours, theirs = _spans(_BLOCK, old), _spans(_BLOCK, new)
    pieces: list[Piece] = []
    removed = added = 0
    places = _differences([old[start:end] for start, end in ours], [new[start:end] for start, end in theirs])
    ends = [0, *(place[1] for place in places)]
    starts = [*(place[0] for place in places[1:]), len(ours)]
    for (ours_from, ours_to, theirs_from, theirs_to), last, following in zip(places, ends, starts, strict=False):
        gone, come = _stretch(old, ours, ours_from, ours_to), _stretch(new, theirs, theirs_from, theirs_to)
        removed, added = removed + _count(gone), added + _count(come)
        before = _stretch(old, ours, max(last, ours_from - CONTEXT_WORDS), ours_from)
        after = _stretch(old, ours, ours_to, min(following, ours_to + CONTEXT_WORDS))
        pieces.append(Piece(field=field, before=before, removed=gone, added=come, after=after))
    total = _count(old) + _count(new)
    return _Compared(pieces, removed, added, (total - removed - added) // 2, total)


def _differences(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Places (from, to in `old`, from, to in `new`) that differ, in order: what lies between them is the same.

    What both begin and end with is set aside first: most changes are small, and matching costs the rest only.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matcher = SequenceMatcher(a=old[head : len(old) - tail], b=new[head : len(new) - tail])
    return [(head + i, head + j, head + k, head + m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _spans(token: regex.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in token.finditer(text)]


def _stretch(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> str:
    """The text of tokens `first` to `last`, not included, exactly as it stands."""
    return text[spans[first][0] : spans[last - 1][1]] if first < last else ""


def _count(text: str) -> int:
    return sum(text[start].isalnum() for start, _ in _spans(_TOKEN, text))


def _shortened(piece: Piece) -> Piece:
    parts = [part[:MAX_PIECE_CHARACTERS] for part in (piece.before, piece.removed, piece.added, piece.after)]
    return Piece(field=piece.field, before=parts[0], removed=parts[1], added=parts[2], after=parts[3])
