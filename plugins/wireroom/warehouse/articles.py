"""Articles into the warehouse: only what is new or differs is written, and one that Postgres refuses harms no other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from wireroom.model import Article, Reason, Rejection, Stage
from wireroom.parts import Cause
from wireroom.warehouse import dispositions, entries, lines, media, takedowns
from wireroom.warehouse.connection import require_autocommit
from wireroom.warehouse.dispositions import Outcome
from wireroom.warehouse.queries import query, stage
from wireroom.warehouse.staging import ARTICLE_TYPES, REMOVAL_TYPES, article_row, removal_rows
from wireroom.warehouse.storable import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

SKIPPED = "skipped"  # in a tally: had its disposition in this run already
MAX_DETAIL = 500  # characters of the server's words that a disposition keeps


class _FasterRunError(Exception):
    """Another run stored or changed one of our articles between our look and our write."""


# What Postgres or its client says of a row it will not take: bad values, broken constraints, text that is no Unicode,
# rows beyond a limit (54000, which psycopg counts among operational errors).
REFUSALS = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
    UnicodeError,
    _FasterRunError,
)


def load(
    conn: Connection,
    run: RunKey,
    outcomes: Sequence[Article | Rejection],
    file_of: Mapping[str, str] | None = None,
    *,
    cause: Cause = Cause.PUBLISHER,
) -> Counter[str]:
    """Write `outcomes`, with versions, ledgers and dispositions, in one transaction, and count what became of them.

    `file_of` gives the seed file (its relative name, as planned) of an entry key; a rejection it does not know counts
    for `Rejection.file`. The counts are those of `Outcome`, and `skipped` for entries that had their disposition in
    this DAG run already, or left the queue by another's hand: loading twice is loading once. An entry of the queue
    leaves it here, in the transaction that writes its disposition. An article whose text, date and metadata are as
    they were writes nothing in `news`, and one whose page goes back and forth no version without end (article/resolve).
    Where Postgres refuses the transaction it is split until the offender is alone; that one is recorded as
    refused_by_warehouse. What was taken down is rejected, and so is a capture of a web archive that is older than what
    is stored and says something else (article/set_aside_older). Needs a connection in autocommit. Raises WarehouseGone
    inside a `session`.

    `cause` is noted with the versions that are replaced. Only what a publisher brings has to do with the queue. With
    REPROCESS an outcome counts only while the article's current version is of the page that was read (else it is
    `skipped`), a text that differs by learned lines alone is replaced too, with LEARNED as its cause, and a rejection
    leaves the article as it is.
    """
    require_autocommit(conn)
    return _load(_Load(conn, run, file_of or {}, cause), outcomes, is_retry=False)


@dataclass(frozen=True, slots=True)
class _Load:
    """What is the same for all parts of a load."""

    conn: Connection
    run: RunKey
    file_of: Mapping[str, str]
    cause: Cause


def _load(to: _Load, outcomes: Sequence[Article | Rejection], *, is_retry: bool) -> Counter[str]:
    if not outcomes:
        return Counter()
    try:
        return _load_together(to, outcomes)
    except REFUSALS as exc:
        if (middle := len(outcomes) // 2) > 0:  # the first half first: of two entries of an article the first wins
            first = _load(to, outcomes[:middle], is_retry=False)
            return first + _load(to, outcomes[middle:], is_retry=False)
        if not is_retry:  # a race with another run looks the same, but only once
            return _load(to, outcomes, is_retry=True)
        if isinstance(outcomes[0], Rejection):
            raise
        return _load_together(to, [_refusal(outcomes[0], exc)])


def _load_together(to: _Load, outcomes: Sequence[Article | Rejection]) -> Counter[str]:
    """All of them or none. Raises one of REFUSALS."""
    with to.conn.transaction():
        to.conn.execute(query("run/lock"), to.run.dag_run)
        is_queued = to.cause is Cause.PUBLISHER
        ours = entries.lock_owed(to.conn, outcomes) if is_queued else outcomes
        owed = _allowed(to.conn, ours)
        articles = [outcome for outcome in owed if isinstance(outcome, Article)]
        rejections = [outcome for outcome in owed if isinstance(outcome, Rejection)]
        tally, older = _load_articles(to, articles) if articles else (Counter[str](), [])
        rejections += older
        rejected = dispositions.reject(to.conn, to.run, rejections, to.file_of)
        if is_queued:
            entries.leave(to.conn, owed)
    tally[Outcome.REJECTED.value] += rejected
    tally[SKIPPED] += len(rejections) - rejected + len(outcomes) - len(owed)
    return +tally


def _allowed(conn: Connection, outcomes: Sequence[Article | Rejection]) -> list[Article | Rejection]:
    """`outcomes`, with a rejection in the place of each that was taken down, whatever became of it otherwise."""
    asked = [(outcome.url_key or outcome.entry_key, outcome.source) for outcome in outcomes]
    taken = takedowns.standing(conn, asked)
    return [_taken_down(each) if place in taken else each for place, each in enumerate(outcomes)]


def _load_articles(to: _Load, articles: Sequence[Article]) -> tuple[Counter[str], list[Rejection]]:
    """Write what is new or differs; counts, and what is to be rejected because newer text is stored."""
    is_again = to.cause is Cause.REPROCESS
    with to.conn.cursor() as cursor:
        cursor.execute(query("article/set_cause"), {"cause": to.cause})
        cursor.execute(stage("article"))
        with cursor.copy(query("article/copy")) as copy:
            copy.set_types(ARTICLE_TYPES)
            for ordinal, article in enumerate(articles):
                copy.write_row(article_row(ordinal, article, to.file_of.get(article.entry_key)))
        lines.stage_lines(cursor, articles)
        kept, learned = (set[int](), lines.only_learned(cursor)) if is_again else (lines.keep_texts(cursor), set[int]())
        if is_again:
            cursor.execute(query("article/drop_outdated"))
        older = _set_aside_older(cursor, to.run, articles)
        decided = cursor.execute(query("article/resolve"), to.run.dag_run).fetchall()
        tally = Counter[str](outcome for _, outcome, *_ in decided)
        tally[SKIPPED] = len(articles) - len(decided) - len(older)
        written = [
            ordinal
            for ordinal, outcome, makes_version, _ in decided
            if outcome == Outcome.STORED or (outcome == Outcome.UPDATED and makes_version)
        ]
        if any(held_why for *_, held_why in decided):
            cursor.execute(query("article/note_flaps"))
        if tally[Outcome.STORED.value]:
            cursor.execute(query("article/add_sources"))
            if cursor.execute(query("article/insert")).rowcount != tally[Outcome.STORED.value]:
                raise _FasterRunError
            cursor.execute(query("article/link"))
        if tally[Outcome.UPDATED.value]:
            by_cause = {to.cause: set(written) - learned, Cause.LEARNED: learned.intersection(written)}
            _update(cursor, by_cause, count=tally[Outcome.UPDATED.value])
        read = [ordinal for ordinal in written if ordinal not in kept]
        _load_removals(cursor, articles, read)
        lines.store_staged(cursor, read)
        media.store(cursor, articles, written)
        if len(read) < len(written):
            cursor.execute(query("removal/carry"), {"ordinals": sorted(kept.intersection(written))})
        cursor.execute(query("disposition/insert"), to.run.dag_run)
    return tally, older


def _set_aside_older(
    cursor: psycopg.Cursor[tuple[object, ...]], run: RunKey, articles: Sequence[Article]
) -> list[Rejection]:
    """Staged captures of web archives that newer text stands against, as rejections; they leave the stage."""
    if not any(article.entry_key.startswith(entries.WARC) for article in articles):
        return []
    cursor.execute(query("article/set_aside_older"), run.dag_run)
    what = "it was captured before the text that is stored was fetched: its page is kept, the article stays as it is"
    older = {ordinal for (ordinal,) in cursor.fetchall()}
    return [_rejected(article, Reason.OLDER_CAPTURE, what) for place, article in enumerate(articles) if place in older]


def _update(cursor: psycopg.Cursor[tuple[object, ...]], by_cause: Mapping[Cause, set[int]], *, count: int) -> None:
    """Write the `count` staged articles that differ; those that make a version are given by the cause of it."""
    changed = cursor.execute(query("article/update_metadata")).rowcount
    for cause, ordinals in by_cause.items():
        if ordinals:
            cursor.execute(query("article/set_cause"), {"cause": cause})
            changed += cursor.execute(query("article/update_version"), {"ordinals": sorted(ordinals)}).rowcount
    if changed != count:
        raise _FasterRunError


def _load_removals(
    cursor: psycopg.Cursor[tuple[object, ...]], articles: Sequence[Article], ordinals: Sequence[int]
) -> None:
    rows = [row for ordinal in ordinals for row in removal_rows(ordinal, articles[ordinal])]
    if not rows:
        return
    with cursor.copy(query("removal/copy")) as copy:
        copy.set_types(REMOVAL_TYPES)
        for row in rows:
            copy.write_row(row)
    cursor.execute(query("removal/insert"))


def _taken_down(outcome: Article | Rejection) -> Rejection:
    """What is recorded instead of what was taken down; `dispositions.reject` keeps no word and no address of it."""
    return Rejection(
        entry_key=outcome.entry_key,
        source=outcome.source,
        origin=outcome.origin,
        stage=Stage.LOAD,
        reason=Reason.TAKEN_DOWN,
        detail=dispositions.TAKEN_DOWN,
        file=outcome.file if isinstance(outcome, Rejection) else None,
    )


def _refusal(article: Article, exc: Exception) -> Rejection:
    """What is recorded instead of an article that Postgres will not take. Its page is stored and can be read again."""
    said = storable(str(exc) or type(exc).__name__).strip().splitlines()[0][:MAX_DETAIL]
    return _rejected(article, Reason.REFUSED_BY_WAREHOUSE, f"the warehouse would not take it: {said}")


def _rejected(article: Article, reason: Reason, what: str) -> Rejection:
    return Rejection(
        entry_key=article.entry_key,
        url_key=article.url_key,
        source=article.source,
        origin=article.origin,
        stage=Stage.LOAD,
        reason=reason,
        detail=f"{storable(article.entry_key)}: {what}",
        page_sha256=article.page_sha256,
    )
