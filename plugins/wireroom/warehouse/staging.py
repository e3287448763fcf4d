"""Articles as rows of the stage: columns, their types, and how a value fills them. Binary COPY needs exact types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from wireroom.warehouse.storable import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wireroom.model import Article, Language, Published, Repairs

ARTICLE_TYPES = (
    *("int4", "text", "bytea", "bytea"),  # ordinal, source, entry_key_hash, file_hash
    *("text", "bytea", "text", "text", "text"),  # url_key, url_key_hash, entry_key, origin, url
    *("text", "text", "text", "text", "text"),  # title, display_title, lead, body, body_kinds
    *("text[]", "text", "text", "text"),  # authors, site_name, section, canonical_url
    *("bool", "jsonb"),  # is_accessible_for_free, alternates
    *("text", "text", "text", "int4", "text", "text"),  # published: raw, local, precision, offset, zone_source, where
    *("timestamptz", "timestamptz", "timestamptz"),  # published: earliest, latest, at
    *("text", "float4", "text", "text", "text"),  # language, confidence, detected, declared, declared_where
    *("bool", "bool", "text", "text"),  # language: agrees, is_mixed, detector; script
    *("bool", "int4", "int4", "int4", "int4"),  # is_over_budget, nul, surrogate, undecodable, mixed
    *("bytea", "bytea", "text", "text"),  # content_sha256, page_sha256, extractor, ruleset
)
REMOVAL_TYPES = ("int4", "int4", "int4", "int4", "text", "text", "text", "bool", "text")
BLANK_LINES = re.compile(r"\n\s*\n")


def article_row(ordinal: int, article: Article, file: str | None) -> tuple[object, ...]:
    """`article` in the columns of article/copy; `ordinal` is its place in the transaction."""
    body, kinds = body_of(article)
    return (
        ordinal,
        article.source,
        digest(article.entry_key),
        digest(file) if file else None,
        article.url_key,
        digest(article.url_key),
        article.entry_key,
        article.origin.value,
        article.url,
        article.title,
        article.display_title,
        article.lead,
        body,
        kinds,
        list(article.authors),
        article.site_name,
        article.section,
        article.canonical_url,
        article.is_accessible_for_free,
        Jsonb(dict(article.alternates)),
        *_published(article.published),
        *_language(article.language),
        article.over_budget,
        *_repairs(article.repairs),
        article.content_sha256,
        article.page_sha256,
        article.extractor,
        article.ruleset,
    )


def body_of(article: Article) -> tuple[str, str]:
    """The blocks joined by blank lines, and a letter for each: a blank line inside a block becomes a line end."""
    blocks = [(BLANK_LINES.sub("\n", block.text).strip("\n"), block.kind.value) for block in article.blocks]
    filled = [(text, kind) for text, kind in blocks if text]
    return "\n\n".join(text for text, _ in filled), "".join(kind for _, kind in filled)


def removal_rows(ordinal: int, article: Article) -> Iterator[tuple[object, ...]]:
    """The ledger of `article` in the columns of removal/copy."""
    for position, piece in enumerate(article.removed):
        yield (
            *(ordinal, position, piece.block, piece.start, piece.text, piece.kind, piece.rule, piece.moved),
            article.ruleset,
        )


def _published(published: Published | None) -> tuple[object, ...]:
    if published is None:
        return (None,) * 9
    return (
        published.raw,
        published.local,
        published.precision.value,
        published.offset_minutes,
        published.zone_source.value,
        published.where,
        published.earliest,
        published.latest,
        published.instant,
    )


def _language(language: Language) -> tuple[object, ...]:
    return (
        language.code,
        language.confidence,
        language.detected,
        language.declared,
        language.declared_where,
        language.agrees,
        language.is_mixed,
        language.detector,
        language.script,
    )


def _repairs(repairs: Repairs) -> tuple[int, int, int, int]:
    return repairs.nul, repairs.surrogate, repairs.undecodable, repairs.mixed
