"""Is a cleaned text an article at all? Simple tests that say what they saw; in doubt it is one."""

import re
from collections.abc import Callable, Sequence

from wireroom.model import Block, BlockKind
from wireroom.read.shapes import ends_sentence, weight

SENTENCE_WEIGHT = 25  # letters; a shorter block with a full stop is a label
PROSE_WEIGHT = 120  # letters; a longer block is prose without any full stop, as Thai writes it
LINK_SHARE = 0.8  # of the letters of a text
TABLE_SHARE = 0.9
PROSE_SHARE = 0.15  # less than this, in many blocks, is an index of headlines
MANY_BLOCKS = 8
WALL_LENGTH = 2_500  # characters; a longer text about cookies is an article about cookies
WALL_SHARE = 0.5  # of the letters stand in blocks that speak of consent

_WALL = re.compile(
    r"cookie|captcha|javascript|ad.?block|gdpr|rgpd|dsgvo|rodo\b|consent|einwillig|consentement|consentimiento|"
    r"куки|クッキー|同意|쿠키|συγκατάθεσ|zgod[aęy]",
    re.IGNORECASE,
)


def why_not_article(blocks: Sequence[Block]) -> str | None:  # noqa: PLR0911 (one line per verdict)
    """What makes a text something else than an article, as the end of "it …"; None for an article."""
    total = sum(weight(block.text) for block in blocks)
    if total == 0:
        return "holds no letters"
    if _share(blocks, total, lambda block: block.is_link) >= LINK_SHARE:
        return "is a list of links"
    if _share(blocks, total, lambda block: block.kind is BlockKind.TABLE) >= TABLE_SHARE:
        return "is a table"
    prose = _share(blocks, total, _is_prose)
    if prose == 0:
        return "holds no sentence"
    if len(blocks) >= MANY_BLOCKS and prose < PROSE_SHARE:
        return "is an index of headlines"
    length = sum(len(block.text) for block in blocks)
    if length <= WALL_LENGTH and _share(blocks, total, lambda block: bool(_WALL.search(block.text))) >= WALL_SHARE:
        mentions = sum(len(_WALL.findall(block.text)) for block in blocks)
        if mentions >= len(blocks):
            return "is a consent or access wall"
    return None


def _is_prose(block: Block) -> bool:
    letters = weight(block.text)
    return not block.is_link and (letters >= PROSE_WEIGHT or (letters >= SENTENCE_WEIGHT and ends_sentence(block.text)))


def _share(blocks: Sequence[Block], total: int, test: Callable[[Block], bool]) -> float:
    return sum(weight(block.text) for block in blocks if test(block)) / total
