"""What a person said of an article, applied to what was read. Pure."""

from dataclasses import replace
from datetime import datetime

from wireroom.model import Language, Published
from wireroom.parts import Override
from wireroom.read.dates import read_date

NO_OVERRIDE = Override()
UNDATED = "undated"  # as a publication date: there is none
WHERE = "manual"


def with_language(tagged: Language, code: str | None) -> Language:
    """The language with `code` in the place of what was found; what the detector said stays beside it."""
    if code is None:
        return tagged
    agrees = tagged.declared.partition("-")[0] == code if tagged.declared and code != "und" else None
    sure = 0.0 if code == "und" else 1.0
    return replace(tagged, code=code, confidence=sure, agrees=agrees, detector=f"{WHERE}, {tagged.detector}")


def with_published(found: Published | None, stated: str | None, *, now: datetime) -> Published | None:
    """The date a person stated, or `found` where nobody did. `undated` is no date."""
    if stated is None:
        return found
    return None if stated == UNDATED else stated_date(stated, now=now) or found


def stated_date(stated: str, *, now: datetime) -> Published | None:
    """The publication date behind what a person typed, None where it cannot be read or lies ahead of `now`."""
    return read_date(stated, where=WHERE, language=None, now=now)
