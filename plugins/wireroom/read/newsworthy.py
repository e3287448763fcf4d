"""Is a cleaned text an article at all? Simple tests that say what they saw; in doubt it is one."""

import re
from collections.abc import Sequence

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


def why_not_article(blocks: Sequence[Block], *, is_declared: bool = False) -> str | None:
    """What makes a text something else than an article, as the end of "it …"; None for an article.

    `is_declared`: the page calls itself an article and says when it was published. Then a list of winners is one.
    """
    weights = [(block, weight(block.text)) for block in blocks]
    total = sum(letters for _, letters in weights)
    if total == 0:
        return "holds no letters"
    if sum(letters for block, letters in weights if block.is_link) >= LINK_SHARE * total:
        return "is a list of links"
    if _is_wall(weights, total):
        return "is a consent or access wall"
    return None if is_declared else _why_not_prose(weights, total)


def _why_not_prose(weights: Sequence[tuple[Block, int]], total: int) -> str | None:
    if sum(letters for block, letters in weights if block.kind is BlockKind.TABLE) >= TABLE_SHARE * total:
        return "is a table"
    prose = sum(letters for block, letters in weights if _is_prose(block, letters))
    if prose == 0:
        return "holds no sentence"
    if len(weights) >= MANY_BLOCKS and prose < PROSE_SHARE * total:
        return "is an index of headlines"
    return None


def _is_wall(weights: Sequence[tuple[Block, int]], total: int) -> bool:
    if sum(len(block.text) for block, _ in weights) > WALL_LENGTH:
        return False
    mentions = [(len(_WALL.findall(block.text)), letters) for block, letters in weights]
    walled = sum(letters for count, letters in mentions if count)
    return walled >= WALL_SHARE * total and sum(count for count, _ in mentions) >= len(weights)


def _is_prose(block: Block, letters: int) -> bool:
    return not block.is_link and (letters >= PROSE_WEIGHT or (letters >= SENTENCE_WEIGHT and ends_sentence(block.text)))
