"""Near-duplicates: what is new or changed is signed, compared with what shares a key, related and grouped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wireroom.compare import relations as compared
from wireroom.compare.groups import regroup
from wireroom.compare.relations import Signed, joins, likeness, needs_specifics, relate
from wireroom.compare.signatures import METHOD, sign
from wireroom.compare.wording import shared_specifics, specifics, title_share
from wireroom.jobs.relating import Relater, relate_waiting
from wireroom.jobs.windows import place_of
from wireroom.read.lines import line_hash
from wireroom.warehouse import relations, signatures
from wireroom.warehouse.relations import StoredRelation
from wireroom.warehouse.signatures import StoredSignature, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wireroom.compare.relations import Relation
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.relations import Changes, Pair
    from wireroom.warehouse.runs import RunKey

READER = "duplicates"
MOST = 100_000  # articles a run: some ten minutes; the next run goes on


def relate_duplicates(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Relate the articles that the outbox holds; how many were seen, signed and related.

    Articles whose content is signed already change nothing. See `relate_waiting`.
    """
    relater = Relater(reader=READER, most=MOST, lock=signatures.lock, batch=relate_batch)
    return relate_waiting(url, run, relater, now=now, is_asked=is_asked)


def relate_batch(conn: Connection, article_ids: list[int]) -> Counter[str]:
    """Sign, relate and group these articles. Call it inside a transaction that holds `signatures.lock`."""
    texts = signatures.unsigned(conn, article_ids, method=METHOD)
    signed = [text.article_id for text in texts]
    found: list[StoredRelation] = []
    if signed:
        signatures.store(conn, map(_signature, texts))
        signatures.leave_crowds(conn, signed)
        found = [_stored(relation) for relation in _relations(conn, signatures.candidates(conn, signed))]
    others = set(article_ids).difference(signed)  # neighbours of what was taken down, and metadata that changed
    changes = relations.replace(conn, signed, found, others=others, wall=compared.WALL, joining=compared.JOINING)
    changes.gained |= relations.joining(conn, relations.ungrouped(conn, others))
    _regroup(conn, changes)
    return +Counter(articles=len(article_ids), signed=len(signed), related=len(found))


def _signature(text: Text) -> StoredSignature:
    made = sign(text.text)
    return StoredSignature(
        article_id=text.article_id,
        method=METHOD,
        content_sha256=text.content_sha256,
        source_id=text.source_id,
        site=_site(text.url),
        band_keys=list(made.band_keys),
        sketch=made.sketch,
        shingle_count=made.shingle_count,
        sentence_hashes=list(made.sentence_hashes),
        sentence_letters=list(made.sentence_letters),
        title_hash=line_hash(text.title) if text.title else None,
        title_share=title_share(text.title, text.text),
    )


def _site(url: str | None) -> str | None:
    try:
        return place_of(url)[1] or None if url else None
    except ValueError:  # no address, whatever it is: then its source tells whose it is
        return None


def _relations(conn: Connection, pairs: Iterable[Pair]) -> list[Relation]:
    pairs = sorted(pairs)
    known = signatures.look(conn, {article for pair in pairs for article in pair}, Signed)
    alike = [(known[one], known[other], likeness(known[one], known[other])) for one, other in pairs]
    alike = [(one, other, like) for one, other, like in alike if like.is_enough]
    open_pairs = [(one, other) for one, other, like in alike if needs_specifics(one, other, like)]
    wanted = {article.article_id for pair in open_pairs for article in pair}
    said = {article: specifics(text) for article, text in signatures.texts(conn, wanted).items()} if wanted else {}
    shared = {
        (one.article_id, other.article_id): shared_specifics(said[one.article_id], said[other.article_id])
        for one, other in open_pairs
    }
    related = (
        relate(one, other, like, specifics=shared.get((one.article_id, other.article_id))) for one, other, like in alike
    )
    return [relation for relation in related if relation]


def _stored(relation: Relation) -> StoredRelation:
    like = relation.likeness
    return StoredRelation(
        article_id=relation.article_id,
        other_id=relation.other_id,
        kind=relation.kind.value,
        is_wall_like=relation.is_wall_like,
        joins_group=joins(relation.kind, like.similarity),
        similarity=like.similarity,
        containment=like.containment,
        sentence_share=like.sentence_share,
        shared_letters=like.shared_letters,
        method=METHOD,
    )


def _regroup(conn: Connection, changes: Changes) -> None:
    """Groups that gained pairs grow together; those that lost one are made anew from the pairs that are left."""
    pairs, left = set(changes.gained), set[int]()
    if changes.lost:
        dissolved = set(relations.groups_of(conn, changes.lost).values())
        left = relations.members(conn, dissolved)
        pairs |= relations.joining(conn, left)
    if not pairs and not left:
        return
    group_of = relations.groups_of(conn, {article for pair in pairs for article in pair} - left)
    regrouping = regroup(pairs, group_of)
    relations.write_groups(
        conn, entered=regrouping.entered, merged=regrouping.merged, left=left - regrouping.entered.keys()
    )
