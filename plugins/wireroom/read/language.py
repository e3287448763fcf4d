"""Which language a text is in, how sure that is, and what was declared. Pure, and with its neighbours the only user of langid.

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
from typing import TYPE_CHECKING

import numpy as np

from wireroom.model import Declared, Language
from wireroom.read.language_declared import Vote, prior, votes
from wireroom.read.language_detector import Detector, detector, is_unlike, probabilities
from wireroom.read.language_model import scores
from wireroom.read.language_scripts import LANGUAGES, script_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UNDETERMINED = "und"
LABEL_CHARACTERS = 1500  # of title and text: measured accuracy does not grow beyond
LEAST_LETTERS = 8
UNKNOWN_LANGUAGE = (
    0.9  # confidence in a declared language that langid does not know, where the text is unlike all it knows
)

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[@#]\w+", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[^\W\d_a-z]{4,}\b")


def warm() -> None:
    """Loads model and rules: some milliseconds, or 1.5 CPU-seconds on the first use after an installation."""
    detector()


def tag(
    text: str,
    *,
    title: str | None = None,
    declared: Sequence[Declared] = (),
    plain: bool = False,
    priors: Mapping[str, float] | None = None,
) -> Language:
    """The language of an article.

    Args:
        text: lead and body. Any string, lone surrogates included.
        title: the headline, where there is one.
        declared: what was declared, in any order: evidence weighed by how often such a declaration is right. Where
            the text is unlike everything langid knows, a declared language that langid does not know is believed.
        plain: bare langid on title and text and nothing else: any of its 97 codes, no `und`, no bound on length.
        priors: how many earlier articles of the source are in each language.
    """
    known, weighed = detector(), votes(declared)
    if plain:
        return _plain(known, f"{title}\n{text}" if title else text, weighed)
    head = f"{prepared(title or '')} {prepared(text)}"[:LABEL_CHARACTERS].strip()
    script, letters = script_of(head)
    if script is None or letters < LEAST_LETTERS:
        return _language(known, UNDETERMINED, 0.0, UNDETERMINED, weighed, script)
    outside = next((vote.code for vote in weighed if vote.code not in known.place), None)
    if script not in LANGUAGES:
        return _language(known, outside or UNDETERMINED, UNKNOWN_LANGUAGE, UNDETERMINED, weighed, script)
    raw, found = scores(known.model, head.encode("utf-8", "replace"))
    alone = probabilities(known, raw, found, script, head)
    detected = known.names[int(alone.argmax())]
    posterior = alone * prior(known.names, weighed, priors)
    best = int(posterior.argmax())
    code, confidence = known.names[best], float(posterior[best] / posterior.sum())
    if code not in {vote.code for vote in weighed} and is_unlike(known, raw, found, script):
        code, confidence = outside or UNDETERMINED, UNKNOWN_LANGUAGE
    return _language(known, code, confidence, detected, weighed, script)


def prepared(text: str, limit: int = LABEL_CHARACTERS) -> str:
    """The beginning of a text as langid should see it: NFC, no addresses, no shouting, single spaces."""
    text = text[: 2 * limit]
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = _ADDRESS.sub(" ", text)
    head = text[:200]
    capitals = sum(map(str.isupper, head))
    if capitals > 12 and capitals > 0.35 * sum(map(str.isalpha, head)):  # noqa: PLR2004 (a third: more than names and initials)
        text = _CAPITALS.sub(lambda word: word[0].lower() if word[0].isupper() else word[0], text)
    return " ".join(text.split())[:limit]


def _plain(known: Detector, text: str, weighed: Sequence[Vote]) -> Language:
    raw, _ = scores(known.model, text.encode("utf-8", "replace"))
    raw = raw + known.model.priors
    best = int(raw.argmax())
    confidence = 1 / float(np.exp(raw - raw[best]).sum())
    code = known.languages[best]
    return _language(known, code, confidence, code, weighed, script_of(text[:LABEL_CHARACTERS])[0])


def _language(
    known: Detector, code: str, confidence: float, detected: str, weighed: Sequence[Vote], script: str | None
) -> Language:
    vote = weighed[0] if weighed else None
    return Language(
        code=code,
        confidence=0.0 if code == UNDETERMINED else confidence,
        detected=detected,
        declared=vote.code if vote else None,
        declared_where=vote.where if vote else None,
        agrees=vote.code == code if vote else None,
        script=script,
        detector=known.version,
    )
