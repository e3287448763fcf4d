"""Which language a text is in, how sure that is, and what was declared. Pure; this room alone knows langid.

`tag` starts from langid's own scores (language_model) and makes them worth trusting: the text is brought into the
form langid was trained on (NFC, no shouting, no addresses), languages not written in its script are out, scores
become probabilities that mean what they say (language_detector), languages that langid mixes up are told apart by
their words (language_groups), declarations and the history of the source are weighed in as priors, never as
overrides (language_declared), and a text unlike anything langid knows is `und` and not a guess.

All that is loaded is immutable: any number of threads may call `tag` at once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wireroom.model import Declared, Language
from wireroom.read.language_declared import Vote, prior, votes
from wireroom.read.language_detector import Detector, detector, is_unlike, probabilities
from wireroom.read.language_model import LANGID, scores
from wireroom.read.language_scripts import LANGUAGES, script_of
from wireroom.read.language_segments import main_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UNDETERMINED = "und"
LABEL_CHARACTERS = 1500  # of title and text: measured accuracy does not grow beyond
LEAST_LETTERS = 8
LEAST_CONFIDENCE = 0.2  # below, the guesses are mostly wrong: initials, exchange symbols, keyboard noise
DECLARED_UNKNOWN = 0.9  # confidence in a declared language langid does not know, for a text unlike all that it knows

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[@#]\w[\w.]*")
_CAPITALS = re.compile(r"\b[^\W\d_a-z]{4,}\b")


def warm() -> None:
    """Loads model and rules: some milliseconds, or 1.5 CPU-seconds on the first use after an installation."""
    detector()


def tag(  # noqa: PLR0913 (the evidence comes from many places)
    text: str,
    *,
    title: str | None = None,
    declared: Sequence[Declared] = (),
    plain: bool = False,
    priors: Mapping[str, float] | None = None,
    segments: bool = True,
) -> Language:
    """The language of an article.

    Args:
        text: lead and body. Any string, lone surrogates included.
        title: the headline, where there is one.
        declared: what was declared, in any order: evidence weighed by how often such a declaration is right. Where
            the text is unlike everything langid knows, a declared language that langid does not know is believed.
        plain: bare langid on title and text and nothing else: any of its 97 codes, no `und`, no bound on length.
        priors: how many earlier articles of the source are in each language.
        segments: look piece by piece for a second language; without, `is_mixed` is never set.
    """
    known, weighed = detector(), votes(declared)
    first = weighed[0] if weighed else None
    if plain:
        return _plain(known, f"{title}\n{text}" if title else text, first)
    main, mixed = main_part(known, text) if segments else (text, False)
    head = f"{prepared(title or '')} {prepared(main)}"[:LABEL_CHARACTERS].strip()
    script, letters = script_of(head)
    undetermined = _language(known.version, first, UNDETERMINED, 0.0, script)
    if letters < LEAST_LETTERS:
        return undetermined
    declared_codes = [vote.code for vote in weighed]
    outside = next((code for code in declared_codes if code not in known.place), None)
    unknown = _language(known.version, first, outside, DECLARED_UNKNOWN, script) if outside else undetermined
    if script not in LANGUAGES:
        return replace(unknown, detected=UNDETERMINED)
    raw, found = scores(known.model, head.encode("utf-8", "replace"))
    alone = probabilities(known, raw, found, script, head)
    detected = known.names[int(alone.argmax())]
    posterior = alone * prior(known.place, weighed, priors or {})
    best = int(posterior.argmax())
    code, confidence = known.names[best], float(posterior[best] / posterior.sum())
    if code not in declared_codes and is_unlike(known, raw, found, script):
        return replace(unknown, detected=detected)
    if confidence < LEAST_CONFIDENCE:
        return replace(undetermined, detected=detected)
    return replace(_language(known.version, first, code, confidence, script), detected=detected, is_mixed=mixed)


def prepared(text: str, limit: int = LABEL_CHARACTERS) -> str:
    """The beginning of a text as langid should see it: NFC, no addresses, no shouting, single spaces."""
    text = text[: 2 * limit]
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if any(mark in text for mark in "/@#"):
        text = _ADDRESS.sub(" ", text)
    head = text[:200]
    capitals = sum(map(str.isupper, head))
    if capitals > 12 and capitals > 0.35 * sum(map(str.isalpha, head)):  # noqa: PLR2004 (a third: more than names and initials)
        text = _CAPITALS.sub(lambda word: word[0].lower() if word[0].isupper() else word[0], text)
    return " ".join(text.split())[:limit]


def _plain(known: Detector, text: str, first: Vote | None) -> Language:
    raw, _ = scores(known.model, text.encode("utf-8", "replace"))
    raw += known.model.priors
    best = int(raw.argmax())
    confidence = 1 / float(np.exp(raw - raw[best]).sum())
    return _language(LANGID, first, known.languages[best], confidence, script_of(text[:LABEL_CHARACTERS])[0])


def _language(detector: str, first: Vote | None, code: str, confidence: float, script: str | None) -> Language:
    return Language(
        code=code,
        confidence=confidence,
        detected=code,
        declared=first.code if first else None,
        declared_where=first.where if first else None,
        agrees=first.code == code if first and code != UNDETERMINED else None,
        script=script,
        detector=detector,
    )
