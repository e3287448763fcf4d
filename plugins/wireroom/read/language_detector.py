"""From langid's scores to probabilities that mean what they say, from the text alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from wireroom.read.language_groups import LEAST_MASS, RULES, Group, groups, split
from wireroom.read.language_model import Model, load
from wireroom.read.language_scripts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NORWEGIAN = {"nb": "no", "nn": "no"}  # langid calls most Bokmål `no`: the three cannot be kept apart

# Naive Bayes counts every letter sequence as independent evidence and is far too sure. Its scores are divided by
# SLOPE * features ** POWER, fitted on the headlines, leads and bodies of a development set of 70 languages.
SLOPE = 2.0
POWER = 0.25

# A text is unlike a language where its mean log-probability per feature is lower than the model itself expects of a
# text in that language by more than this many nats: (features at least, nats).
UNLIKE = ((80, 1.0), (40, 1.16), (20, 1.72), (5, 1.82))


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """langid's model and what is derived from it. Read-only."""

    model: Model
    languages: tuple[str, ...]  #: langid's 97
    names: tuple[str, ...]  #: the same with Norwegian as one: 95
    place: Mapping[str, int]  #: index in `names`
    folded: NDArray[np.intp]  #: (97,) index in `names` of each language
    foreign: Mapping[str, NDArray[np.bool_]]  #: script -> (97,) the languages not written in it
    expected: NDArray[np.float64]  #: (97,) mean log-probability per feature that the model expects of its own language
    groups: tuple[Group, ...]
    version: str  #: names langid and the rules, e.g. `langid 1.1.6, groups 1a2b3c4d`


@cache
def detector() -> Detector:
    """The one detector of this process."""
    model = load()
    languages = tuple(str(code, "ascii") for code in model.languages)
    folded = [NORWEGIAN.get(language, language) for language in languages]
    names = tuple(sorted(set(folded)))
    weights = model.weights.astype(np.float64)
    return Detector(
        model=model,
        languages=languages,
        names=names,
        place={name: index for index, name in enumerate(names)},
        folded=np.array([names.index(name) for name in folded]),
        foreign={
            script: np.array([language not in native for language in languages]) for script, native in LANGUAGES.items()
        },
        expected=(np.exp(weights) * weights).sum(axis=0),
        groups=groups(),
        version=f"langid 1.1.6, groups {sha256(RULES.read_bytes()).hexdigest()[:8]}",
    )


def probabilities(
    detector: Detector, raw: NDArray[np.float64], found: int, script: str, text: str
) -> NDArray[np.float64]:
    """(95,) probability of each of `names`, from langid's `raw` scores (97,) on `found` features of `text`."""
    scaled = np.where(detector.foreign[script], -np.inf, raw / temperature(found))
    odds = np.exp(scaled - scaled.max())
    shares = np.bincount(detector.folded, odds / odds.sum(), len(detector.names))
    if script == "Latn":
        for group in detector.groups:
            members = [detector.place[language] for language in group.languages]
            if shares[members].sum() >= LEAST_MASS:
                mass = dict(zip(group.languages, shares[members].tolist(), strict=True))
                shares[members] = list(split(text, group, mass).values())
    return shares


def temperature(found: int) -> float:
    """What langid's scores on so many features are divided by."""
    return max(1.0, SLOPE * max(found, 1) ** POWER)


def is_unlike(detector: Detector, raw: NDArray[np.float64], found: int, script: str) -> bool:
    """Is the text too improbable even in the language it resembles most?"""
    best = int(np.where(detector.foreign[script], -np.inf, raw).argmax())
    limit = next((nats for least, nats in UNLIKE if found >= least), None)
    return limit is not None and float(raw[best]) / found - float(detector.expected[best]) < -limit
