"""Today's versions of what reads a page: an article read with another one may come out differently now. Pure."""

from wireroom.read import extract, plain, records
from wireroom.read.language_detector import detector
from wireroom.read.language_model import LANGID
from wireroom.read.lines import learned_version
from wireroom.read.rules import ruleset_version

__all__ = ["EXTRACTORS", "learned_version", "ruleset_version", "tagger"]

EXTRACTORS = (extract.EXTRACTOR, plain.EXTRACTOR, records.EXTRACTOR)


def tagger(*, plain: bool) -> str:
    """Name and version of what tags languages; `plain`: bare langid. Loads the model."""
    return LANGID if plain else detector().version
