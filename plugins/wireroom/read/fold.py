"""The shapes of a line: folded letters, words, sentence ends, quotes. Pure, knows no rule.

Folding keeps the length, so that a place found in the folded line is the same place in the line.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

import regex

MARKS = range(0x300, 0x370)  # combining marks of Latin, Greek and Cyrillic
ACCENTED = (range(0xC0, 0x530), range(0x1E00, 0x2000))  # the same scripts; other marks are letters of their own
SINGLES = {
    "ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "s", "æ": "a", "œ": "o", "ς": "σ", "ð": "d",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "\N{FULLWIDTH COLON}": ":",
    "\N{FULLWIDTH VERTICAL LINE}": "|", "\N{FULLWIDTH LEFT PARENTHESIS}": "(", "\N{FULLWIDTH RIGHT PARENTHESIS}": ")",
    "\N{FULLWIDTH EXCLAMATION MARK}": "!", "\N{FULLWIDTH QUESTION MARK}": "?", "ⓒ": "©", "\xa0": " ", "İ": "i",
}  # fmt: skip
CLOSING = "\"'”’»«“„)]）」』】›"
QUOTES = '"“„«»”‚‘「『‹›'
FULL_STOPS = ".。।॥۔｡"
TERMINALS = FULL_STOPS + "!?…！？؟"

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPACE_BEFORE_STOP = re.compile(r"(?<=[^\W\d_]) (?=[.,](?:\s|$))")
_BULLETS = re.compile(r"[\s•·▪►▶▷>\-–—*+→➜☞■◆●○◼※|✔👉🔴🔹📌📲🎥▸‣⇒⏩:~_#¡¿]*(?:[»›]+\s+(?=[^«‹]*$))?")
_ORNAMENT_END = re.compile(r"[\s:：»>→►▶▷|…\-–—*.↓⬇👇!?！？。¿¡]*$")
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’\-‑][\p{L}\p{M}\p{N}]+)*")
_DIALOGUE = re.compile(r"[–—―-]\s")
DIALOGUE_WORDS = 5  # "- Czytaj też!" is a label, a spoken sentence is longer
DENSE_CHARACTERS = 5  # from here on a line is counted as text of a script without spaces


@cache
def _single(character: str, keep_marks: bool) -> str:
    known = SINGLES.get(character)
    if known is not None:
        return known
    lower = character.lower()
    if not keep_marks and any(ord(character) in letters for letters in ACCENTED):
        bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if ord(c) not in MARKS)
        lower = bare if len(bare) == 1 else lower
    lower = SINGLES.get(lower, lower)
    return lower if len(lower) == 1 else character


class _Table(dict[int, str]):
    """Filled as letters are met: str.translate asks only once for each."""

    def __init__(self, *, keep_marks: bool) -> None:
        super().__init__()
        self.keep_marks = keep_marks

    def __missing__(self, code: int) -> str:
        self[code] = _single(chr(code), self.keep_marks)
        return self[code]


_FOLD = _Table(keep_marks=False)
_LOWER = _Table(keep_marks=True)


def folded(text: str, *, keep_marks: bool = False) -> str:
    """The text in lower case without accents, of the same length.

    `keep_marks` is for Vietnamese, where a word without its marks is another word.
    """
    return text.translate(_LOWER if keep_marks else _FOLD)


def mended(text: str) -> str:
    """The text as an article shows it; only white space and invisible characters differ.

    White space is folded, invisible characters (soft hyphen, zero-width space, byte order mark)
    go, and so does a space between a letter and a full stop or comma.
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    text = " ".join(text.split())
    return _SPACE_BEFORE_STOP.sub("", text) if " ." in text or " ," in text else text


def raw_offsets(raw: str, text: str, positions: Sequence[int]) -> list[int]:
    """The places in `raw` of the characters at rising `positions` of `text`, its mended form."""
    lead = len(raw) - len(raw.lstrip())
    if raw.strip() == text:
        return [lead + position for position in positions]
    solid = list(accumulate((not c.isspace() for c in text), initial=0))
    wanted = [solid[position] for position in positions]
    offsets: list[int] = []
    met = 0
    for offset, character in enumerate(raw):
        if character.isspace() or _INVISIBLE.match(character):
            continue
        while len(offsets) < len(wanted) and wanted[len(offsets)] == met:
            offsets.append(offset)
        met += 1
    return offsets


def without_bullet(text: str) -> str:
    """The line without the bullets, arrows and dashes it begins with."""
    match = _BULLETS.match(text)
    return text[match.end() :] if match else text


def without_ornament(text: str) -> str:
    """The line without final punctuation and arrows, and without brackets around the whole of it."""
    end = len(text)
    while end and _ORNAMENT_END.match(text[end - 1]):
        end -= 1
    text = text[:end]
    if len(text) > 1 and (text[0], text[-1]) in {("[", "]"), ("【", "】"), ("<", ">"), ("＜", "＞")}:
        text = text[1:-1].strip()
    return text


def words(text: str) -> list[str]:
    """The words of a line, in order."""
    return _WORD.findall(text)


def word_count(text: str) -> int:
    """How many words; two characters of a script without spaces count as one."""
    dense = len(_DENSE.findall(text))
    if dense < DENSE_CHARACTERS:
        return len(_WORD.findall(text))
    return len(_WORD.findall(_DENSE.sub(" ", text))) + dense // 2


def ends_sentence(text: str) -> bool:
    """Tell whether the line ends with a full stop, quotes and brackets aside."""
    text = text.rstrip().rstrip(CLOSING).rstrip()
    return bool(text) and text[-1] in FULL_STOPS and not text.endswith(("..", "。。"))


def ends_any(text: str) -> bool:
    """Tell whether the line ends with any mark that ends a sentence."""
    text = text.rstrip().rstrip(CLOSING).rstrip()
    return bool(text) and text[-1] in TERMINALS


def is_link_like(text: str, most: int) -> bool:
    """Tell whether the line is shaped like a headline: at most `most` words, no final full stop."""
    return not ends_sentence(text) and 0 < word_count(text) <= most


def is_speech(text: str) -> bool:
    """Tell whether somebody speaks: the line opens with a quotation mark, or is a sentence after a dialogue dash."""
    if not text:
        return False
    if text[0] in QUOTES:
        return not (text[0] in "»›" and text.find("«") < 0 and text.find("‹") < 0)
    return bool(_DIALOGUE.match(text)) and ends_any(text) and word_count(text) >= DIALOGUE_WORDS


def opens_headline(text: str) -> bool:
    """Tell whether a headline can begin like this: a capital, a digit or a quotation mark."""
    return bool(text) and (text[0].isupper() or text[0].isdigit() or text[0] in QUOTES or bool(_DENSE.match(text)))


def same_letters(text: str) -> str:
    """Letters and digits only, folded: equal for two lines that differ in marks alone."""
    return "".join(c for c in folded(text) if c.isalnum())
