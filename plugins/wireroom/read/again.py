"""A stored article cleaned again where its page is no longer there: from its text and what was removed from it. Pure.

What a rule or learned line of today stands for stays removed; what was removed by one that is gone is put back at its
place, and all that is not removed is judged by the rules of today. Headline, language and date stay as they are.
Measured on 331 pages of as many sites: cleaned again by the same rules, not one text differs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wireroom.model import Article, Block, BlockKind, Reason, Rejection, Removal, Stage
from wireroom.read.clean import NOTHING_LEARNED, clean
from wireroom.read.fingerprint import content_sha256
from wireroom.read.headline import display_title
from wireroom.read.lines import article_lines, hash_of_hex
from wireroom.read.rules import NO_OVERLAY, Overlay, rule_files, rules_for
from wireroom.read.shapes import weight

LEARNED = "learned."
OF_THE_ENGINE = ("engine.", "any.link_block")  # rules that stand in no file
WITHIN = frozenset({"date_prefix"})  # kinds that take the beginning of a block and leave the rest


def clean_again(
    article: Article,
    *,
    min_text_characters: int,
    learned: frozenset[int] = NOTHING_LEARNED,
    overlay: Overlay = NO_OVERLAY,
) -> Article | Rejection:
    """The article as the rules of today leave it, or why too little would be left; the very same where nothing differs.

    One that is over its budget stays as it is: how much may go is a matter of the whole page. Places of pieces in the
    ledger are those of the page's blocks, as far as text and ledger still tell.
    """
    if article.over_budget:
        return article
    standing = [piece for piece in article.removed if _stands(piece.rule, learned, overlay)]
    put_back = [piece for piece in article.removed if piece not in standing]
    lead = [Block(kind=BlockKind.PARAGRAPH, text=article.lead)] if article.lead else []
    places = _places(article.removed, len(lead) + len(article.blocks))
    blocks, places = _with(put_back, [*lead, *article.blocks], places)
    rules = rules_for(article.language.code, overlay)
    cleaned = clean(blocks, rules, title=article.title, learned=learned)
    if not cleaned.removed and not put_back:
        return article
    is_lead_kept = bool(lead) and not _is_gone(blocks[0], [piece for piece in cleaned.removed if piece.block == 0])
    kept = cleaned.blocks
    new_lead = kept[0].text if is_lead_kept and kept else None
    body = kept[1:] if new_lead is not None else kept
    letters = sum(weight(text) for text in (*([new_lead] if new_lead else []), *(block.text for block in body)))
    if letters < min_text_characters:
        return _rejected(article, letters, min_text_characters)
    moved = [replace(piece, block=places[piece.block]) for piece in cleaned.removed]
    return replace(
        article,
        lead=new_lead,
        blocks=body,
        display_title=display_title(article.title, new_lead, body),
        removed=tuple(sorted((*standing, *moved), key=lambda piece: (piece.block, piece.start))),
        over_budget=cleaned.over_budget,
        content_sha256=content_sha256(article.title, new_lead, body),
        ruleset=cleaned.ruleset,
        lines=article_lines(cleaned.unlearned, title=article.title, stated=(article.title, None), learned=learned),
    )


def _stands(rule: str, learned: frozenset[int], overlay: Overlay) -> bool:
    """Would this rule still be there to remove it?"""
    if rule.startswith(LEARNED):
        return hash_of_hex(rule.removeprefix(LEARNED)) in learned
    if rule.startswith(OF_THE_ENGINE):
        return True
    files = (*rule_files().values(), *overlay.files)
    return rule not in overlay.off and any(rule == known.id for file in files for known in file.rules)


def _places(removed: Iterable[Removal], count: int) -> list[int]:
    """Which block of the page each of `count` kept blocks was: those that went as a whole are skipped."""
    whole = {piece.block for piece in removed if piece.start == 0 and piece.kind not in WITHIN}
    places: list[int] = []
    at = 0
    while len(places) < count:
        if at not in whole:
            places.append(at)
        at += 1
    return places


def _with(pieces: Sequence[Removal], blocks: Sequence[Block], places: Sequence[int]) -> tuple[list[Block], list[int]]:
    """The blocks with `pieces` where they stood, and the places of all: a whole one before the next that came after."""
    found = [(place, 0, block) for place, block in zip(places, blocks, strict=True)]
    known = {place: index for index, place in enumerate(places)}
    for piece in pieces:
        index = known.get(piece.block)
        if index is None:
            found.append((piece.block, 1, Block(kind=BlockKind.PARAGRAPH, text=piece.text)))
            continue
        place, order, block = found[index]
        text = f"{piece.text} {block.text}" if piece.start == 0 else f"{block.text} {piece.text}"
        found[index] = place, order, replace(block, text=text)
    found.sort(key=lambda each: (each[0], each[1]))
    return [block for _, _, block in found], [place for place, _, _ in found]


def _is_gone(block: Block, pieces: Sequence[Removal]) -> bool:
    return sum(len(piece.text.strip()) for piece in pieces) >= len(block.text.strip())


def _rejected(article: Article, letters: int, least: int) -> Rejection:
    return Rejection(
        entry_key=article.entry_key,
        url_key=article.url_key,
        source=article.source,
        origin=article.origin,
        stage=Stage.CLEAN,
        reason=Reason.TOO_SHORT,
        detail=f"{article.url or article.url_key}: it holds {letters} letters after cleaning, fewer than {least}",
        page_sha256=article.page_sha256,
    )
