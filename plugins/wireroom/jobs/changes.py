"""What new versions changed, and which articles say that they were corrected: worked out once, after loading."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wireroom.compare.changes import Change, Text, change
from wireroom.compare.corrections import Notice, new_notices, notices_in
from wireroom.jobs.tries import is_too_early, noted
from wireroom.warehouse import changes, outbox
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from collections import Counter
    from datetime import datetime

    from wireroom.warehouse.changes import TextRow
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

READER = "changes"
BATCH = 200  # articles of a transaction


def describe_changes(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Describe every version that is not; how many articles were looked at, changes and corrections found.

    Does nothing where another run has done it less than `tries.FLOOR` before `now`, unless a person asked (`is_asked`).
    Articles leave the outbox in the transaction that stores what was found: killed or run twice it ends the same.
    """
    with session(url) as conn, noted(conn, run) as tally:
        if is_too_early(conn, run, tally, now=now, is_asked=is_asked):
            return dict(tally)
        after = 0
        while taken := _describe_some(conn, tally, after):
            after = taken[-1]
        return dict(tally)


def _describe_some(conn: Connection, tally: Counter[str], after: int) -> list[int]:
    with conn.transaction():
        taken = outbox.take(conn, READER, limit=BATCH, after=after)
        found: list[dict[str, Any]] = []
        noticed: list[dict[str, Any]] = []
        for article_id, rows in changes.undescribed(conn, taken):
            texts = [_text(row) for row in rows]
            found += [_change_row(article_id, change(old, new)) for old, new in pairwise(texts)]
            noticed += _notices(article_id, texts)
        changes.store(conn, found, noticed)
    tally["articles"] += len(taken)
    tally["changes"] += len(found)
    tally["corrections"] += len(noticed)
    return taken


def _text(row: TextRow) -> Text:
    version, language, title, lead, body, local, offset, earliest, latest = row
    return Text(
        version=version,
        language=language,
        title=title,
        lead=lead,
        body=body,
        published_local=local,
        published_offset_minutes=offset,
        published_earliest=earliest,
        published_latest=latest,
    )


def _notices(article_id: int, texts: list[Text]) -> list[dict[str, Any]]:
    """Notices where they first stand; those of a version that was described before are known."""
    found: list[dict[str, Any]] = []
    known: list[Notice] = []
    for text in texts:
        notices = notices_in(text.title, text.lead, text.body, text.language)
        if text.version == 1 or text is not texts[0]:
            found += [
                {
                    "article_id": article_id,
                    "version": text.version,
                    "position": notice.position,
                    "text": notice.text,
                    "rule": notice.rule,
                }
                for notice in new_notices(known, notices)
            ]
        known += notices
    return found


def _change_row(article_id: int, found: Change) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "version": found.version,
        "kinds": list(found.kinds),
        "removed_words": found.removed_words,
        "added_words": found.added_words,
        "similarity": found.similarity,
        "fields": [piece.field for piece in found.pieces],
        "befores": [piece.before for piece in found.pieces],
        "removals": [piece.removed for piece in found.pieces],
        "additions": [piece.added for piece in found.pieces],
        "afters": [piece.after for piece in found.pieces],
        "is_shortened": found.is_shortened,
    }
