"""Invented prose in several scripts: the same for the same number, as unlike for two numbers as two real articles."""

from __future__ import annotations

import random
from functools import cache

SYLLABLES = {
    "latin": "ka lo mi ren sta vol pu der an to bri fe gul ho dis ma ne ta wir so lek pan ti or",
    "cyrillic": "ка ло ми рен ста вол пу дер ан то бри фе гул хо дис ма не та вир со лек пан ти ор",
    "greek": "κα λο μι ρεν στα βολ που δερ αν το μπρι φε γουλ χο δις μα νε τα βιρ σο λεκ παν τι ορ",
    "arabic": "كا لو مي رن ستا فول بو در ان تو بري في جل هو دس ما ني تا ور سو لك بن تي ور",
    "devanagari": "का लो मि रेन स्ता वोल पु देर अन तो ब्रि फे गुल हो दिस मा ने ता विर सो लेक पान ति ओर",
    "chinese": "北 桥 河 市 学 校 老 新 开 放 人 们 今 天 水 火 山 林 路 车 春 秋 工 厂 农 民 医 院 长",
    "thai": "กา ลม มี เรน สถา วน ปู เดอ อัน โต บริ เฟ กุล โห ดิส มา เน ตา วิ โส เล ปาน ติ ออ",
}
DENSE = {"chinese": "。", "thai": " "}
WORDS = 6000  # of the vocabulary; the commonest make up as much of a text as those of a language do


@cache
def _vocabulary(script: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    pick = random.Random(script)
    syllables, dense = SYLLABLES[script].split(), script in DENSE
    words = {"".join(pick.choices(syllables, k=pick.randint(1, 2 if dense else 4))) for _ in range(3 * WORDS)}
    listed = sorted(words)
    pick.shuffle(listed)
    weights = [1 / (place + 3) for place in range(len(listed[:WORDS]))]
    total, summed = 0.0, list[float]()
    for weight in weights:
        total += weight
        summed.append(total)
    return tuple(listed[:WORDS]), tuple(summed)


def sentences(number: int, *, count: int = 14, script: str = "latin") -> list[str]:
    """Sentences of 9 to 24 words; in a script without spaces they are run together."""
    pick = random.Random(f"{script} {number}")
    words, summed = _vocabulary(script)
    made: list[str] = []
    for _ in range(count):
        said = pick.choices(words, cum_weights=summed, k=pick.randint(9, 24))
        made.append("".join(said) + DENSE[script] if script in DENSE else " ".join(said).capitalize() + ". ")
    return made


def prose(number: int, *, count: int = 14, script: str = "latin") -> str:
    """A text of three sentences a paragraph."""
    said = sentences(number, count=count, script=script)
    return "\n\n".join("".join(said[start : start + 3]).strip() for start in range(0, count, 3))
