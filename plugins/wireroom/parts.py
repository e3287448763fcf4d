"""Smaller values of articles: repairs, causes, media, line hashes, what a person said. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs:
    """What had to be mended in the text before Postgres or a reader could take it; counts of characters."""

    nul: int = 0  #: NUL characters removed
    surrogate: int = 0  #: lone surrogates replaced by U+FFFD
    undecodable: int = 0  #: bytes that fit neither the encoding of the text nor a second one
    mixed: int = 0  #: lines that were in another encoding than the rest

    def __add__(self, other: Repairs) -> Repairs:
        return Repairs(
            nul=self.nul + other.nul,
            surrogate=self.surrogate + other.surrogate,
            undecodable=self.undecodable + other.undecodable,
            mixed=self.mixed + other.mixed,
        )


class Cause(StrEnum):
    """Why a version of an article was replaced, so why the one after it came. The words appear in SQL."""

    PUBLISHER = "publisher"  # the document changed
    REPROCESS = "reprocess"  # it was read again with other code or rules
    LEARNED = "learned"  # it was read again, and only learned lines made the difference
    MANUAL = "manual"  # a person corrected it


class MediaKind(StrEnum):
    """What an embedded thing is. The words appear in SQL."""

    IMAGE = "image"
    VIDEO = "video"
    EMBED = "embed"  # a frame of another site that is no known player


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, video or frame inside the article, as data."""

    kind: MediaKind
    url: str  #: absolute where the page's own URL is known
    caption: str | None = None  #: the caption it has, else what the page says instead of the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of an article as hashes, as the rules leave them and before learned lines go.

    Recurrence is counted on these, so that a line stays known when it is learned. The title is not among them.
    """

    hashes: tuple[int, ...]  #: in reading order, signed 64 bit
    kinds: str  #: a letter for each: h heading, q quote or speech, s sentence, o other
    word_counts: tuple[int, ...]
    title_hash: int | None
    opening_hash: int | None  #: of the first words of the title: equal within a series
    base_sha256: bytes  #: of the text before learned lines went
    learned: str  #: version of the learned lines that acted; empty where there were none


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person said of one article. It holds whenever the article is read."""

    language: str | None = None
    published: str | None = None  #: an ISO 8601 date or date and time; `undated` takes the date away
    not_article: str | None = None  #: why it is none
