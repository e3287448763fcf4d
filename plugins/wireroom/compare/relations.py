"""How two articles whose texts are alike are related: a decision table over signatures and publishers. Pure.

Set by reading pairs of a stream of 45,000 real feed items: across publishers pairs from similarity .35 on were true
copies (45 of 45 read); within one publisher most pairs below .9 were one template filled twice (32 of 35 read).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from wireroom.compare.signatures import PLACES
from wireroom.compare.wording import are_unlike, title_key, url_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIMILAR = 0.35  # Jaccard similarity of the shingles
JOINING = (
    0.45  # the same, to be of one group: from .35 on texts that mix two others tied 63 of 203 groups, so 12 of 307
)
CONTAINED = 0.5  # share of the shorter text that stands in the longer
LEAST_SIMILAR = 0.15  # below it the sketch cannot tell how much is contained
SENTENCES = 0.3  # share of the long sentences, by letters, of the text that has fewer
SENTENCE_LETTERS = 150  # shared at least: one sentence may be a quote
SENTENCE_SIMILAR = 0.08  # of a page with few long sentences three notices are half; 48 of 56 false pairs were such
SAME = 0.9
WALL = 0.7
SAME_SPECIFICS = 0.8  # share of the numbers and names of one text that the other has too
SERIES_SPECIFICS = 0.5  # the same under one headline
FOREIGN_TITLE = 0.5  # less of a headline in its text: the text is not about it


class Kind(StrEnum):
    """Why two texts are alike. These words appear in SQL; never rename one, add another."""

    SYNDICATED = "syndicated"  #: the same text at two publishers
    UPDATE = "update"  #: the same article of one publisher again
    TEMPLATE = "template"  #: one form filled twice: exchange rates, match reports
    WALL = "wall"  #: what a site shows instead of its articles


@dataclass(frozen=True, kw_only=True)
class Signed:
    """An article as it is compared."""

    article_id: int
    source_id: int
    site: str | None  #: registered domain; None where the article has no URL
    url: str | None
    title: str | None
    title_share: float  #: share of the headline's words that stand in the text, 0 to 1
    sketch: bytes
    shingle_count: int
    sentence_hashes: Sequence[int]
    sentence_letters: Sequence[int]  #: of each of them

    @cached_property
    def sentences(self) -> Mapping[int, int]:
        """The letters of each long sentence, by its hash."""
        return dict(zip(self.sentence_hashes, self.sentence_letters, strict=True))

    @cached_property
    def places(self) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
        """The sketch as numbers."""
        return np.frombuffer(self.sketch, dtype="<u2")

    @cached_property
    def title_key(self) -> str | None:
        """The headline as it is compared."""
        return title_key(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two texts are; shares, 0 to 1."""

    similarity: float  #: estimated Jaccard similarity of the shingles
    containment: float  #: estimated share of the shorter one's shingles that the longer has too
    sentence_share: float  #: of the long sentences, by letters, of the text with fewer; exact
    shared_letters: int

    @property
    def is_enough(self) -> bool:
        """Are the texts near-duplicates, or is one largely made of the other?"""
        return (
            self.similarity >= SIMILAR
            or (self.containment >= CONTAINED and self.similarity >= LEAST_SIMILAR)
            or (
                self.sentence_share >= SENTENCES
                and self.shared_letters >= SENTENCE_LETTERS
                and self.similarity >= SENTENCE_SIMILAR
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Two articles that are alike."""

    article_id: int  #: the smaller number
    other_id: int
    kind: Kind  #: of the pair alone; pages of a wall are seen among many
    likeness: Likeness
    is_wall_like: bool  #: the texts are one, the headlines have nothing in common with each other or with the text


def likeness(one: Signed, other: Signed) -> Likeness:
    """Compare two signatures."""
    similarity = containment = 0.0
    if one.sketch and other.sketch:
        similarity = int(np.count_nonzero(one.places == other.places)) / PLACES
        counts = (one.shingle_count, other.shingle_count)
        containment = min(1.0, similarity * sum(counts) / ((1 + similarity) * min(counts)))
    shared = sum(one.sentences[key] for key in one.sentences.keys() & other.sentences.keys())
    least = min(sum(one.sentences.values()), sum(other.sentences.values()))
    return Likeness(
        similarity=similarity,
        containment=containment,
        sentence_share=shared / least if least else 0.0,
        shared_letters=shared,
    )


def same_publisher(one: Signed, other: Signed) -> bool:
    """Where both have a URL its registered domain tells, else what announced them."""
    if one.site and other.site:
        return one.site == other.site
    return one.source_id == other.source_id


def needs_specifics(one: Signed, other: Signed, like: Likeness) -> bool:
    """Can only numbers and names tell an update from a template?"""
    return same_publisher(one, other) and _is_alike(like) and not _is_same_document(one, other, like)


def relate(one: Signed, other: Signed, like: Likeness, *, specifics: float | None = None) -> Relation | None:
    """The relation of two articles; None where there is none.

    `specifics`, wanted where `needs_specifics`, is the share of the numbers and names of one text that the other has
    too, None where there are none to compare.
    """
    if not like.is_enough:
        return None
    if not same_publisher(one, other):
        kind = Kind.SYNDICATED
    elif _is_same_document(one, other, like):
        kind = Kind.UPDATE
    elif _is_alike(like):
        has_title = one.title_key is not None and one.title_key == other.title_key
        # "Exchange rates today" is written every day; a headline that stays needs less, but it needs some.
        least, unknown = (SERIES_SPECIFICS, 1.0) if has_title else (SAME_SPECIFICS, 0.0)
        kind = Kind.UPDATE if (unknown if specifics is None else specifics) >= least else Kind.TEMPLATE
    else:
        return None  # background that one publisher copies from article to article
    low, high = sorted((one.article_id, other.article_id))
    return Relation(
        article_id=low, other_id=high, kind=kind, likeness=like, is_wall_like=_is_wall_like(one, other, like)
    )


def joins(kind: str, similarity: float) -> bool:
    """Do two related articles belong to one group? A text half of which is another's does not: it would tie two."""
    return kind == Kind.WALL or (kind != Kind.TEMPLATE and similarity >= JOINING)


def _is_alike(like: Likeness) -> bool:
    return like.similarity >= SIMILAR or (like.containment >= CONTAINED and like.similarity >= LEAST_SIMILAR)


def _is_same_document(one: Signed, other: Signed, like: Likeness) -> bool:
    if like.similarity >= SAME:
        return True
    number = url_number(one.url)
    return number is not None and number == url_number(other.url)


def _is_wall_like(one: Signed, other: Signed, like: Likeness) -> bool:
    return (
        same_publisher(one, other)
        and like.similarity >= WALL
        and max(one.title_share, other.title_share) < FOREIGN_TITLE
        and are_unlike(one.title, other.title)
    )
