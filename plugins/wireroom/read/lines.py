"""The lines of an article as hashes, on which a source's boilerplate is learned. Pure.

A line is what the rules leave of a block. Hashes ignore case, marks and white space and keep digits: with digits
masked, tables of prices and results would look like boilerplate.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from wireroom.model import Block, BlockKind
from wireroom.parts import Lines
from wireroom.read import fold
from wireroom.read.fingerprint import content_sha256

OPENING_WORDS = 2  # of a title: "Exchange rates on Monday" and "... on Tuesday" begin alike
OPENING_CHARACTERS = 4  # of a title in a script without spaces
MOST_LINES = 2000  # of one article: a list longer than any article teaches nothing
MOST_WORDS = 32_767  # what the column holds

# Thai, Lao, Burmese, Khmer, kana and Chinese characters.
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class _Between(dict[int, str]):
    """Letters, marks and digits as they are, a space for all else. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if unicodedata.category(character)[0] in "LMN" else " "
        return self[code]


_BETWEEN = _Between()


def line_hash(text: str) -> int | None:
    """The hash of a line, a signed 64-bit number; None where the line has neither letter nor digit."""
    key = _key(text)
    return _hash(key) if key else None


def hash_hex(value: int) -> str:
    """A line hash as people see it: 16 hexadecimal digits."""
    return f"{value & (1 << 64) - 1:016x}"


def hash_of_hex(digits: str) -> int:
    """The line hash behind 16 hexadecimal digits. Raises ValueError on anything else."""
    if len(digits) != 16:  # noqa: PLR2004
        msg = f"{digits} is not the hash of a line: those have 16 hexadecimal digits"
        raise ValueError(msg)
    return int.from_bytes(bytes.fromhex(digits), "big", signed=True)


@lru_cache(maxsize=512)
def learned_version(learned: frozenset[int]) -> str:
    """A short hash over the learned lines of a source; empty where there are none."""
    if not learned:
        return ""
    return hashlib.sha256(b"".join(value.to_bytes(8, "big", signed=True) for value in sorted(learned))).hexdigest()[:12]


def article_lines(
    blocks: Sequence[Block],
    *,
    title: str | None,
    stated: tuple[str | None, str | None],
    learned: frozenset[int],
) -> Lines:
    """The lines of an article.

    Args:
        blocks: what the rules left, before learned lines went.
        title: the article's headline, wherever it was found.
        stated: title and description as the page states them: with the blocks they are what the text is made of.
        learned: the lines learned for its source.
    """
    title_hash = line_hash(title) if title else None
    hashed = [(line_hash(block.text), block) for block in blocks[:MOST_LINES]]
    kept = [(value, block) for value, block in hashed if value is not None and value != title_hash]
    return Lines(
        hashes=tuple(value for value, _ in kept),
        kinds="".join(_kind(block) for _, block in kept),
        word_counts=tuple(min(_word_count(block.text), MOST_WORDS) for _, block in kept),
        title_hash=title_hash,
        opening_hash=_opening(title) if title_hash is not None and title else None,
        base_sha256=content_sha256(stated[0], stated[1], blocks),
        learned=learned_version(learned),
    )


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_BETWEEN).split())


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def _opening(title: str) -> int:
    key = _key(title)
    dense = _DENSE.search(key[:OPENING_CHARACTERS])
    return _hash(key[:OPENING_CHARACTERS] if dense else " ".join(key.split()[:OPENING_WORDS]))


def _word_count(text: str) -> int:
    """As fold.word_count, to a dash or two; that one is only asked where a script writes no spaces."""
    return fold.word_count(text) if not text.isascii() and _DENSE.search(text) else text.count(" ") + 1


def _kind(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        return "h"
    if block.kind is BlockKind.QUOTE or fold.is_speech(block.text):
        return "q"
    return "s" if fold.ends_any(block.text) else "o"
