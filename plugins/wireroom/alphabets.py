"""Which 8-bit encoding reads best: letters of living alphabets against accidents. Pure.

A wrong 8-bit encoding never fails, it only yields letters no one language has together (`¶` inside
a Polish word, `Ά` as a lone symbol). So each candidate's non-ASCII letters are held against the
alphabets of the languages it was made for, and the one with the fewest strangers wins.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATIN = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîșțşţ",  # Romanian, both commas and cedillas
    "čćđšž",  # Croatian, Slovenian, Bosnian
    "äöüßéàáèêç",  # German with its loan words
    "àâæçèéêëîïôœùûüÿñáíó",  # French
    "áéíñóúüçàèòïºª",  # Spanish, Catalan
    "áâãàçéêíóôõúüºª",  # Portuguese
    "àèéìòùóîºª",  # Italian
    "åäöæøéüèêàô",  # Danish, Norwegian, Swedish
    "áéíóúýðþæöø",  # Icelandic, Faroese
    "éëïóüöáíèêç",  # Dutch
    "çğıöşüİâ",  # Turkish
    "āčēģīķļņšūž",  # Latvian
    "ąčęėįšųūž",  # Lithuanian
    "äõöüšž",  # Estonian, Finnish
)
_GREEK = ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",)
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC = (
    f"{_RUSSIAN}ё",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",  # Ukrainian
    f"{_RUSSIAN}ёіў",  # Belarusian
    "абвгдежзийклмнопрстуфхцчшщъьюяѝ",  # Bulgarian
    "абвгдђежзијклљмнњопрстћуфхцчџш",  # Serbian
    "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",  # Macedonian
)
_HEBREW = ("".join(map(chr, [*range(0x5B0, 0x5C4), *range(0x5D0, 0x5EB), 0x5F0, 0x5F1, 0x5F2])),)
_ARABIC = ("".join(map(chr, [*range(0x621, 0x653), 0x67E, 0x686, 0x698, 0x6A9, 0x6AF, 0x6CC, 0x60C, 0x61B, 0x61F])),)
_THAI = ("".join(map(chr, [*range(0xE01, 0xE3B), *range(0xE40, 0xE5C)])),)

#: Candidates in order of preference where two read equally well, with the alphabets they serve.
FAMILIES: dict[str, tuple[str, ...]] = {
    "cp1252": _LATIN,
    "cp1250": _LATIN,
    "cp1251": _CYRILLIC,
    "cp1253": _GREEK,
    "cp1254": _LATIN,
    "iso8859_2": _LATIN,
    "iso8859_7": _GREEK,
    "cp1257": _LATIN,
    "cp1255": _HEBREW,
    "cp1256": _ARABIC,
    "cp874": _THAI,
    "koi8_u": _CYRILLIC,
    "koi8_r": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "cp866": _CYRILLIC,
}
_FEW = 2  # so few different letters fit a small alphabet by chance: then the commonest encoding comes first
_FITS = 0.7  # an encoding was made for an alphabet if it holds so much of it: ș and ț came late


def _fitting(encoding: str) -> tuple[str, ...]:
    alphabets = FAMILIES[encoding]
    return tuple(one for one in alphabets if len(one.encode(encoding, "ignore")) >= _FITS * len(one))


_ALPHABETS = {encoding: _fitting(encoding) for encoding in FAMILIES}
_PUNCTUATION = frozenset("„“”‚‘’«»‹›–—…·•§°€£©®™¿¡№\u00a0\u00ad")
_STRANGER, _CONTROL, _ODD_CASE = 4, 12, 2  # a control character never stands in prose; an odd capital sometimes does


def best_8bit(sample: bytes, proposed: Sequence[str] = (), context: str = "") -> tuple[str, float]:
    """The 8-bit encoding in which `sample` reads best, and its penalty per non-ASCII character (0 is perfect).

    Where several read equally well, the script of the `proposed` encodings, best first, decides: Hebrew read as
    Cyrillic has only Russian letters. Within a script the smallest alphabet that holds all letters wins: č and ž
    are Slovenian before č and ľ are Slovak. `context` is text known to stand around; its letters count too.
    """
    scripts = [FAMILIES[name] for name in proposed if name in FAMILIES]
    readings: list[tuple[float, int, int, int, str]] = []
    for rank, (name, alphabets) in enumerate(FAMILIES.items()):
        penalty, size = _penalty(sample, name, context)
        readings.append((penalty, _place(scripts, alphabets), size, rank, name))
    best = min(readings)
    return best[-1], best[0]


def _place(scripts: Sequence[tuple[str, ...]], script: tuple[str, ...]) -> int:
    return scripts.index(script) if script in scripts else len(scripts)


def _penalty(sample: bytes, encoding: str, context: str) -> tuple[float, int]:
    """What speaks against a reading, per non-ASCII character, and the size of the alphabet that fits it best."""
    text = sample.decode(encoding, errors="replace")
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0, 0
    letters = _foreign_letters(text) + _foreign_letters(context)
    strangers, size = min(
        (sum(n for char, n in letters.items() if char not in alphabet), len(alphabet))
        for alphabet in _ALPHABETS[encoding]
    )
    if len(letters) <= _FEW and encoding == "cp1252":
        size = 0
    marks = sum(_CONTROL if _is_control(char) else _STRANGER for char in foreign if _is_odd(char))
    return ((strangers + _broken_words(text)) * _STRANGER + marks + _odd_case(text) * _ODD_CASE) / len(foreign), size


def _foreign_letters(text: str) -> Counter[str]:
    return Counter(
        lower if len(lower := char.lower()) == 1 else char for char in text if char > "\x7f" and _is_letter(char)
    )


def _is_control(char: str) -> bool:
    return char == "\ufffd" or "\x80" <= char <= "\x9f"


def _is_odd(char: str) -> bool:
    return not (_is_letter(char) or char in _PUNCTUATION)


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"  # Thai and Hindi vowels are marks


def _broken_words(text: str) -> int:
    """Letters of another script right beside an ASCII letter: `kцyьn` is Turkish read as Cyrillic."""
    pairs = pairwise(text)
    return sum(1 for a, b in pairs if _is_latin_beside_eastern(a, b) or _is_latin_beside_eastern(b, a))


def _is_latin_beside_eastern(latin: str, eastern: str) -> bool:
    return latin < "\x80" and latin.isalpha() and _is_eastern(eastern) and eastern.isalpha()


def _is_eastern(char: str) -> bool:
    return "\u0370" <= char <= "\u0eff"


def _odd_case(text: str) -> int:
    """Capitals right after a small letter: `ПРИВЕТ` read in the wrong Cyrillic becomes `оПХБЕР`."""
    pairs = pairwise(text)
    return sum(1 for a, b in pairs if b > "\x7f" and a.islower() and b.isupper())
