"""From langid's scores to probabilities that mean what they say, from the text alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wireroom.read.language_groups import LEAST_MASS, RULES, Group, groups, split
from wireroom.read.language_model import LANGID, Model, load
from wireroom.read.language_scripts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NORWEGIAN = {"nb": "no", "nn": "no"}  # langid calls most Bokmål `no`: the three cannot be kept apart

# Naive Bayes counts every letter sequence as independent evidence and is far too sure. Its scores are divided by
# SLOPE * features ** POWER, fitted on the headlines, leads and bodies of a development set of 70 languages.
SLOPE = 1.2
POWER = 0.35

# A text is unlike a language where its mean log-probability per feature is lower than that of ordinary text by more
# than this many nats: (features at least, nats). On the same development set one known headline in 190, one lead in
# 290 and no body of 2,137 is taken for unknown, and a quarter of the headlines, two thirds of the leads and four
# fifths of the bodies in languages that langid does not know.
UNLIKE = ((80, 1.0), (40, 1.16), (20, 1.72), (5, 1.82))
USUAL = Path(__file__).with_name("language_usual.toml")
LOWEST_USUAL = -6.6  # the model expects less (to -8.3) of languages it saw little of; their real texts lie near this


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """langid's model and what is derived from it. Read-only."""

    model: Model
    languages: tuple[str, ...]  #: langid's 97
    names: tuple[str, ...]  #: the same with Norwegian as one: 95
    place: Mapping[str, int]  #: index in `names`
    folded: NDArray[np.intp]  #: (97,) index in `names` of each language
    foreign: Mapping[str, NDArray[np.bool_]]  #: script -> (97,) the languages not written in it
    usual: NDArray[np.float64]  #: (97,) mean log-probability per feature of ordinary text in the language
    groups: tuple[Group, ...]
    kin: NDArray[np.intp]  #: (97,) index in `names` of each language, one for all languages of a group
    kin_of: Mapping[str, int]  #: the same for each of `names`
    version: str  #: names langid and the rules, e.g. `langid 1.1.6, rules 1a2b3c4d`


@cache
def detector() -> Detector:
    """The one detector of this process."""
    model = load()
    languages = tuple(str(code, "ascii") for code in model.languages)
    folded = [NORWEGIAN.get(language, language) for language in languages]
    names = tuple(sorted(set(folded)))
    version = sha256(RULES.read_bytes() + USUAL.read_bytes()).hexdigest()[:8]
    first = {language: group.languages[0] for group in groups() for language in group.languages}
    place = {name: index for index, name in enumerate(names)}
    kin_of = {name: place[first.get(name, name)] for name in names}
    return Detector(
        model=model,
        languages=languages,
        names=names,
        place=place,
        folded=np.array([names.index(name) for name in folded]),
        foreign={
            script: np.array([language not in native for language in languages]) for script, native in LANGUAGES.items()
        },
        usual=_usual(model, languages),
        groups=groups(),
        kin=np.array([kin_of[name] for name in folded]),
        kin_of=kin_of,
        version=f"{LANGID}, rules {version}",
    )


def probabilities(
    detector: Detector, raw: NDArray[np.float64], found: int, script: str, text: str
) -> NDArray[np.float64]:
    """(95,) probability of each of `names`, from langid's `raw` scores (97,) on `found` features of `text`."""
    scaled = np.where(detector.foreign[script], -np.inf, raw / temperature(np.array(found)))
    odds = np.exp(scaled - scaled.max())
    shares = np.bincount(detector.folded, odds / odds.sum(), len(detector.names))
    if script == "Latn":
        for group in detector.groups:
            members = [detector.place[language] for language in group.languages]
            if shares[members].sum() >= LEAST_MASS:
                mass = dict(zip(group.languages, shares[members].tolist(), strict=True))
                shares[members] = list(split(text, group, mass).values())
    return shares  # pyright: ignore[reportReturnType]  # bincount with weights gives doubles


def temperature(found: NDArray[np.intp]) -> NDArray[np.float64]:
    """What langid's scores on so many features are divided by."""
    return SLOPE * np.power(np.maximum(found, 1), POWER)


def is_unlike(detector: Detector, raw: NDArray[np.float64], found: int, script: str) -> bool:
    """Is the text too improbable even in the language it resembles most?"""
    best = int(np.where(detector.foreign[script], -np.inf, raw).argmax())
    limit = next((nats for least, nats in UNLIKE if found >= least), None)
    return limit is not None and float(raw[best]) / found - float(detector.usual[best]) < -limit


def _usual(model: Model, languages: tuple[str, ...]) -> NDArray[np.float64]:
    measured: dict[str, float] = tomllib.loads(USUAL.read_text(encoding="utf-8"))["usual"]
    weights = model.weights.astype(np.float64)
    expected = np.maximum((np.exp(weights) * weights).sum(axis=0), LOWEST_USUAL)
    return np.array([measured.get(code, nats) for code, nats in zip(languages, expected.tolist(), strict=True)])
