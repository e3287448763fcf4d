"""Lines that are notices, not news. Pure: blocks and rules in, blocks and removals out.

Every character of the extract is either kept or in a removal, in order; only white space,
invisible characters and a space before a full stop or comma are mended in what is kept
(fold.mended). The order of work: split a block where a label is stuck to its text, judge each line
alone (scopes.py), then with its neighbours (runs.py), then ask whether too much would go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from wireroom.model import Block, Cleaned, Removal, StatedDate
from wireroom.read import fold, runs, scopes
from wireroom.read.datelines import PREFIX
from wireroom.read.lines import hash_hex, line_hash
from wireroom.read.rules import Rules
from wireroom.read.scopes import Line, Place, Verdict
from wireroom.read.splits import label_places, tail_place

BUDGET = 0.5  # of an article's characters may go; above it only what is sure
BUDGET_FLOOR = 200  # characters that may go from any article, however short
NOTHING_LEARNED: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of one block, judged as one line."""

    block: int
    start: int
    end: int
    line: Line
    verdict: Verdict | None = None


def clean(
    blocks: Sequence[Block],
    rules: Rules,
    *,
    title: str | None,
    is_news: bool = True,
    learned: frozenset[int] = NOTHING_LEARNED,
) -> Cleaned:
    """Take the notices out of an extract's blocks.

    Args:
        blocks: what the page says, in reading order.
        rules: those of the article's language, see rules.rules_for.
        title: the title if the page states one; None where it must still be found in the text,
            which protects the first line.
        is_news: on other pages, shops or recipes, a block that is a link may be what the page is about.
        learned: hashes of lines that the article's source repeats, see lines.line_hash.

    Returns:
        the blocks that remain, every removed piece as it stood, and dates and authors found in them.
    """
    pieces = [
        piece for index, block in enumerate(blocks) for piece in _pieces(index, block, rules, last=len(blocks) - 1)
    ]
    judged = _judged(pieces, rules, title=title, is_news=is_news)
    over_budget = _is_over_budget(judged)
    if over_budget:
        judged = [p if p.verdict and p.verdict.kind in scopes.SURE else replace(p, verdict=None) for p in judged]
    unlearned = tuple(_kept(judged, blocks))
    if learned and not over_budget:
        shorter = _without_learned(judged, blocks, learned, is_titled=title is not None)
        over_budget = _is_over_budget(shorter)
        judged = judged if over_budget else shorter
    removed = tuple(_removal(p, p.verdict, blocks) for p in judged if p.verdict is not None)
    return Cleaned(
        blocks=tuple(_kept(judged, blocks)),
        removed=removed,
        dates=tuple(_stated(r) for r in removed if r.kind in {"date_line", "date_prefix"}),
        authors=tuple(dict.fromkeys(p.verdict.author for p in judged if p.verdict and p.verdict.author)),
        over_budget=over_budget,
        opened_by_cut=bool(blocks) and all(p.verdict is not None for p in judged if p.block == 0),
        ruleset=rules.version,
        unlearned=unlearned,
    )


def _pieces(index: int, block: Block, rules: Rules, *, last: int) -> Iterator[_Piece]:
    start, end = 0, len(block.text)
    if index == 0 and (match := PREFIX.match(block.text)):
        line = Line(text=match.group(1), bare="", folded="", core="", kind=block.kind, is_link=False)
        yield _Piece(
            block=0, start=0, end=match.end(), line=line, verdict=Verdict(kind="date_prefix", rule="engine.prefix")
        )
        start = match.end()
    raw = block.text[start:]
    text = fold.mended(raw)
    if not text:
        return
    tail = tail_place(text, rules, is_last=index == last)
    body = text[: tail[0]] if tail else text
    places = [0, *label_places(body, rules), *([tail[0]] if tail else [])]
    inner = [start + offset for offset in fold.raw_offsets(raw, text, places[1:])] if places[1:] else []
    offsets = [start, *inner, end]
    for number, (here, there) in enumerate(pairwise(offsets)):
        is_tail = tail is not None and number == len(places) - 1
        is_whole = len(places) == 1
        stretch = text if is_whole else fold.mended(block.text[here:there])
        line = scopes.line_of(stretch, rules, kind=block.kind, is_link=block.is_link and is_whole)
        yield _Piece(block=index, start=here, end=there, line=line, verdict=tail[1] if tail and is_tail else None)


def _judged(pieces: Sequence[_Piece], rules: Rules, *, title: str | None, is_news: bool) -> list[_Piece]:
    """The pieces with their verdicts; those that came with one keep it and are not counted as lines."""
    letters = fold.same_letters(title) if title else None
    open_pieces = [p for p in pieces if p.verdict is None]
    lines = [p.line for p in open_pieces]
    verdicts = [
        scopes.verdict(line, Place(index=i, count=len(lines), title=letters), rules) for i, line in enumerate(lines)
    ]
    runs.after_labels(lines, verdicts)
    runs.beside_notices(lines, verdicts, rules)
    if is_news:
        runs.link_blocks(lines, verdicts)
    found = iter(verdicts)
    return [p if p.verdict is not None else replace(p, verdict=next(found)) for p in pieces]


def _without_learned(
    pieces: Sequence[_Piece], blocks: Sequence[Block], learned: frozenset[int], *, is_titled: bool
) -> list[_Piece]:
    """The pieces with learned lines judged; such a line is all that the rules left of one block.

    Which lines are spared was decided when they were learned, or by a person; only what may be the title is safe here.
    """
    judged: list[_Piece] = []
    may_be_title = not is_titled
    for (index, is_kept), group in groupby(pieces, key=lambda p: (p.block, p.verdict is None)):
        stretch = list(group)
        if is_kept:
            found = line_hash(fold.mended(blocks[index].text[stretch[0].start : stretch[-1].end]))
            if found is not None and not may_be_title and found in learned:
                why = Verdict(kind="learned", rule=f"learned.{hash_hex(found)}")
                stretch = [replace(p, verdict=why) for p in stretch]
            may_be_title = False
        judged += stretch
    return judged


def _is_over_budget(pieces: Sequence[_Piece]) -> bool:
    total = sum(len(p.line.text) for p in pieces)
    cut = sum(len(p.line.text) for p in pieces if p.verdict and p.verdict.kind not in scopes.MOVED)
    return cut > max(BUDGET * total, BUDGET_FLOOR)


def _kept(pieces: Sequence[_Piece], blocks: Sequence[Block]) -> Iterator[Block]:
    """Kept pieces that touch in one block are one block again."""
    for (index, is_kept), group in groupby(pieces, key=lambda p: (p.block, p.verdict is None)):
        if is_kept:
            stretch = list(group)
            block = blocks[index]
            if len(stretch) == 1:
                text = stretch[0].line.text
            else:
                text = fold.mended(block.text[stretch[0].start : stretch[-1].end])
            yield block if text == block.text else replace(block, text=text)


def _removal(piece: _Piece, verdict: Verdict, blocks: Sequence[Block]) -> Removal:
    stood = blocks[piece.block].text[piece.start : piece.end]
    start = piece.start
    if verdict.kind != "date_prefix":
        start += len(stood) - len(stood.lstrip())
        stood = stood.strip()
    return Removal(
        block=piece.block,
        start=start,
        text=stood,
        kind=verdict.kind,
        rule=verdict.rule,
        moved=verdict.kind in scopes.MOVED,
    )


def _stated(removal: Removal) -> StatedDate:
    is_prefix = removal.kind == "date_prefix"
    return StatedDate(raw=removal.text.strip(), where="prefix" if is_prefix else "line")
