"""What a line looks like, in any script: does it end like a sentence, could it be a headline, how long does it read."""

import re

LONGEST_HEADLINE = 200  # characters
DENSE_FACTOR = 2  # a Chinese, Japanese or Korean character says about as much as two letters

_CLOSERS = "\"'”’»“)]」』）】›"
_SENTENCE_END = re.compile(rf"[.…。．।॥۔։።]\s*[{re.escape(_CLOSERS)}]*$")
_ANY_END = re.compile(rf"[.…!?。．！？।॥۔؟։።]\s*[{re.escape(_CLOSERS)}]*$")
_LABEL_END = re.compile(r"[:：;,،、؛]\s*$")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_DENSE_NO_SPACE = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_NOT_ALNUM = re.compile(r"[\W_]+")
_SPEECH = re.compile(r"[–—―-]\s")


def weight(text: str) -> int:
    """Letters and digits of a text, those of dense scripts counted twice."""
    return len(_NOT_ALNUM.sub("", text)) + (DENSE_FACTOR - 1) * len(_DENSE.findall(text))


def ends_sentence(text: str) -> bool:
    """Does a text end with a mark that ends sentences, question and exclamation marks included?"""
    return _ANY_END.search(text) is not None


def is_headline_shaped(text: str, *, longest: int = LONGEST_HEADLINE) -> bool:
    """Could this line be a headline: not empty, not long, no full stop at its end, not speech, not a label?"""
    stripped = text.strip()
    return (
        0 < weight(stripped) <= longest
        and len(stripped) <= longest
        and _SENTENCE_END.search(stripped) is None
        and _LABEL_END.search(stripped) is None
        and _SPEECH.match(stripped) is None
        and any(character.isalpha() for character in stripped)
    )


def joins_with_space(text: str) -> bool:
    """Does a line that starts or ends with this text meet its neighbour with a space? Not in Chinese or Japanese."""
    return bool(text) and _DENSE_NO_SPACE.match(text) is None
