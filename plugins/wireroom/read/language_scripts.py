"""In which script a text is written, and which of langid's languages are written in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# ISO 15924 -> ranges of code points (of the Basic Multilingual Plane) that hold mostly letters
BLOCKS: dict[str, tuple[tuple[int, int], ...]] = {
    "Latn": (
        (0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F),
        (0x250, 0x2AF), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA722, 0xA7FF), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A),
    ),
    "Grek": ((0x370, 0x3E1), (0x3F0, 0x3FF), (0x1F00, 0x1FFF)),
    "Copt": ((0x3E2, 0x3EF), (0x2C80, 0x2CFF)),
    "Cyrl": ((0x400, 0x52F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    "Armn": ((0x531, 0x587),),
    "Hebr": ((0x5D0, 0x5F2), (0xFB1D, 0xFB4F)),
    "Arab": (
        (0x620, 0x65F), (0x66E, 0x6D3), (0x6D5, 0x6EF), (0x6FA, 0x6FF),
        (0x750, 0x77F), (0xFB50, 0xFDFB), (0xFE70, 0xFEFE),
    ),
    "Syrc": ((0x710, 0x74F),),
    "Thaa": ((0x780, 0x7BF),),
    "Nkoo": ((0x7CA, 0x7FF),),
    "Deva": ((0x900, 0x963), (0x970, 0x97F), (0xA8E0, 0xA8FF)),
    "Beng": ((0x980, 0x9E5), (0x9F0, 0x9FF)),
    "Guru": ((0xA00, 0xA65), (0xA70, 0xA7F)),
    "Gujr": ((0xA80, 0xAE5), (0xAF0, 0xAFF)),
    "Orya": ((0xB00, 0xB65), (0xB70, 0xB7F)),
    "Taml": ((0xB80, 0xBE5), (0xBF0, 0xBFF)),
    "Telu": ((0xC00, 0xC65), (0xC70, 0xC7F)),
    "Knda": ((0xC80, 0xCE5), (0xCF0, 0xCFF)),
    "Mlym": ((0xD00, 0xD65), (0xD70, 0xD7F)),
    "Sinh": ((0xD80, 0xDE5), (0xDF0, 0xDFF)),
    "Thai": ((0xE00, 0xE3A), (0xE40, 0xE4E)),
    "Laoo": ((0xE80, 0xECE), (0xEDA, 0xEFF)),
    "Tibt": ((0xF00, 0xF1F), (0xF40, 0xFFF)),
    "Mymr": ((0x1000, 0x103F), (0x1050, 0x108F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    "Geor": ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    "Hang": ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
    "Ethi": ((0x1200, 0x135F), (0x1380, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
    "Cher": ((0x13A0, 0x13FF), (0xAB70, 0xABBF)),
    "Cans": ((0x1400, 0x167F),),
    "Khmr": ((0x1780, 0x17D3), (0x17DC, 0x17DD)),
    "Mong": ((0x1820, 0x18AF),),
    "Tfng": ((0x2D30, 0x2D7F),),
    "Yiii": ((0xA000, 0xA4CF),),
    "Java": ((0xA980, 0xA9CF),),
    "Kana": (
        (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FD, 0x30FF),
        (0x31F0, 0x31FF), (0xFF66, 0xFF9D),
    ),
    "Hani": ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
}  # fmt: skip

# The languages of langid's model by script. A script that is not here is one langid has never seen.
LANGUAGES: dict[str, frozenset[str]] = {
    script: frozenset(codes.split())
    for script, codes in {
        "Latn": "af an az br bs ca cs cy da de en eo es et eu fi fo fr ga gl hr ht hu id is it jv ku la lb lt lv mg ms "
        "mt nb nl nn no oc pl pt qu ro rw se sk sl sq sr sv sw tl tr vi vo wa xh zu",
        "Cyrl": "be bg kk ky mk mn ru sr uk",
        "Arab": "ar fa ps ug ur ku",
        "Deva": "hi mr ne",
        "Beng": "bn as",
        "Hani": "zh ja",
        "Grek": "el",
        "Armn": "hy",
        "Hebr": "he",
        "Guru": "pa",
        "Gujr": "gu",
        "Orya": "or",
        "Taml": "ta",
        "Telu": "te",
        "Knda": "kn",
        "Mlym": "ml",
        "Sinh": "si",
        "Thai": "th",
        "Laoo": "lo",
        "Tibt": "dz",
        "Geor": "ka",
        "Hang": "ko",
        "Ethi": "am",
        "Khmr": "km",
        "Jpan": "ja",
    }.items()
}

_NAMES = tuple(BLOCKS)
_NO_SCRIPT = len(_NAMES)
_WEIGHT = np.array([2.5 if name in {"Hani", "Kana", "Hang"} else 1.0 for name in _NAMES])  # letters a sign stands for


def _table() -> NDArray[np.uint8]:
    table = np.full(0x10000, _NO_SCRIPT, np.uint8)
    for number, ranges in enumerate(BLOCKS.values()):
        for first, last in ranges:
            table[first : last + 1] = number
    table.flags.writeable = False
    return table


_TABLE = _table()


def script_of(text: str) -> tuple[str | None, float]:
    """The ISO 15924 script of most letters of `text` (None without letters) and how many letters it amounts to.

    A Chinese, Japanese or Korean sign counts as two and a half letters. Japanese, being several scripts, is `Jpan`.
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    counts = np.bincount(_TABLE[units], minlength=_NO_SCRIPT + 1)[:_NO_SCRIPT]
    letters = counts * _WEIGHT
    if not counts.any():
        return None, 0.0
    script = _NAMES[int(letters.argmax())]
    kana = counts[_NAMES.index("Kana")]
    if script == "Kana" or (script == "Hani" and kana > 0.08 * counts[_NAMES.index("Hani")]):
        script = "Jpan"
    return script, float(letters.sum())
