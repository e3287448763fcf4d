"""Events: what is new or changed is read for its anchors and put beside the articles that share them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from wireroom.compare.anchors import READ_CHARACTERS, anchors_of
from wireroom.compare.events import METHOD, Frequencies, Marks, Thresholds, parts, weigh
from wireroom.compare.placing import Board
from wireroom.compare.windows import Window, WindowKind, asked_probes, kept_probes, window_of
from wireroom.jobs.relating import Relater, relate_waiting
from wireroom.warehouse import anchors, events
from wireroom.warehouse.anchors import StoredAnchors
from wireroom.warehouse.events import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from wireroom.compare.events import Weighed
    from wireroom.warehouse.anchors import HeadedText
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.events import StoredMember
    from wireroom.warehouse.runs import RunKey

READER = "events"
MOST = 50_000  # articles a run: some minutes; the next run goes on
LIMITS = Thresholds()


def relate_events(url: str, run: RunKey, *, now: datetime, is_asked: bool) -> dict[str, int]:
    """Put the articles that the outbox holds into events; how many were seen, read and placed, how many events merged.

    An article that says what it said changes nothing. See `relate_waiting`.
    """
    relater = Relater(reader=READER, most=MOST, lock=events.lock, batch=relate_batch)
    return relate_waiting(url, run, relater, now=now, is_asked=is_asked)


def relate_batch(conn: Connection, article_ids: Sequence[int]) -> Counter[str]:
    """Read and place these articles. Call it inside a transaction that holds `events.lock`."""
    tally = Counter(articles=len(article_ids))
    waiting = _read(conn, article_ids)
    tally["read"] = len(waiting)
    seen: set[int] = set()
    while waiting:
        tally.update(_place(conn, waiting, changed=not seen))
        seen.update(waiting)
        waiting = [article_id for article_id in events.dependents(conn, waiting) if article_id not in seen]
    return tally


def _read(conn: Connection, article_ids: Sequence[int]) -> list[int]:
    """Keep the anchors of the articles that say something new; their numbers."""
    before = anchors.known(conn, article_ids)
    read = [_anchors(text) for text in anchors.texts(conn, article_ids, characters=READ_CHARACTERS)]
    changed = [(made, labels) for made, labels in read if made != before.get(made.article_id)]
    if not changed:
        return []
    gone = [before[made.article_id] for made, _ in changed if made.article_id in before]
    anchors.count(conn, come=[made for made, _ in changed], gone=gone)
    frequencies = _frequencies(conn, [made for made, _ in changed])
    kept = [
        (made, labels, kept_probes(parts(_weigh(made, frequencies), LIMITS), _window(made))) for made, labels in changed
    ]
    anchors.keep(conn, kept)
    return [made.article_id for made, _ in changed]


def _anchors(text: HeadedText) -> tuple[StoredAnchors, Sequence[str]]:
    found = anchors_of(text.text, text.language)
    window = window_of(
        precision=text.published_precision,
        earliest=text.published_earliest,
        latest=text.published_latest,
        origin=text.origin,
        first_seen_at=text.first_seen_at,
    )
    made = StoredAnchors(
        article_id=text.article_id,
        method=METHOD,
        language=text.language,
        window_kind=window.kind,
        window_start=window.start,
        window_end=window.end,
        keys=list(found.keys),
        counts=list(found.counts),
        groups=list(found.groups),
        weekday=found.weekday,
        stems=list(found.stems),
    )
    return made, found.labels


def _place(conn: Connection, article_ids: Sequence[int], *, changed: bool) -> Counter[str]:
    """Put each of these articles into the event it belongs to now, and write what changed.

    Articles that have not `changed` themselves keep the number of their event where they are the last in it.
    """
    board, candidates = _board(conn, article_ids)
    before = dict(board.event_of)
    for article_id in article_ids:
        board.take_out(article_id)
    order = sorted(article_ids, key=lambda article_id: (_start(board.windows[article_id]), article_id))
    pending = set(order)  # each looks back at those before it, so that it chooses for itself when its turn comes
    for article_id in order:
        pending.remove(article_id)
        board.place(article_id, [other for other in candidates.get(article_id, ()) if other not in pending])
        if not changed:
            board.stay(article_id)
    numbers = {event_id: events.add(conn, METHOD) for event_id in sorted({*board.event_of.values()}) if event_id < 0}
    for merge in board.merges:
        if merge.event_id > 0:
            events.merge(conn, merge.event_id, merge.into_event_id, strength=merge.strength, method=METHOD)
    events.put(conn, [_evidence(board, article_id, numbers) for article_id in sorted(board.placed)])
    if alone := [article_id for article_id in article_ids if article_id in before and article_id not in board.event_of]:
        events.leave(conn, alone)
    touched = {numbers.get(board.event_of[article_id], board.event_of[article_id]) for article_id in board.placed}
    events.date(conn, touched | {before[article_id] for article_id in article_ids if article_id in before})
    return Counter(placed=len(board.placed), events=len(numbers), merged=sum(m.event_id > 0 for m in board.merges))


def _board(conn: Connection, article_ids: Sequence[int]) -> tuple[Board, dict[int, list[int]]]:
    """The articles to place, who may be of one event with them, and the events of these."""
    own = anchors.known(conn, article_ids)
    weighed = _weighed(conn, own)
    probes = {
        article_id: asked_probes(parts(weighed[article_id], LIMITS), _window(made), gap_days=LIMITS.gap_days)
        for article_id, made in own.items()
    }
    candidates = anchors.candidates(conn, probes, limit=LIMITS.candidates)
    near = {*own, *(other for others in candidates.values() for other in others)}
    members = events.members(conn, near)
    event_of = {member.article_id: member.event_id for member in members}
    listed: dict[int, list[int]] = defaultdict(list)
    for member in members:
        listed[member.event_id].append(member.article_id)
    moving = set(article_ids)
    for event_members in listed.values():
        near.update([member for member in event_members if member not in moving][: LIMITS.members])
    known = own | anchors.known(conn, near - own.keys())
    windows = {member.article_id: _window(member) for member in members}
    windows |= {article_id: _window(made) for article_id, made in known.items()}
    frequencies = _frequencies(conn, known.values())
    board = Board(
        articles={article_id: _weigh(made, frequencies) for article_id, made in known.items()},
        windows=windows,
        event_of=event_of,
        members=dict(listed),
        frequencies=frequencies,
        limits=LIMITS,
    )
    return board, candidates


def _weighed(conn: Connection, known: Mapping[int, StoredAnchors]) -> dict[int, Weighed]:
    frequencies = _frequencies(conn, known.values())
    return {article_id: _weigh(made, frequencies) for article_id, made in known.items()}


def _weigh(made: StoredAnchors, frequencies: Frequencies) -> Weighed:
    counts = dict(zip(made.keys, made.counts, strict=True))
    groups = dict(zip(made.keys, made.groups or range(len(made.keys)), strict=True))
    marks = Marks(language=made.language, counts=counts, groups=groups, weekday=made.weekday, stems=made.stems)
    return weigh(made.article_id, marks, frequencies)


def _frequencies(conn: Connection, articles: Iterable[StoredAnchors]) -> Frequencies:
    articles = list(articles)
    by_language, keys, stems = anchors.frequencies(
        conn, {key for made in articles for key in made.keys}, {stem for made in articles for stem in made.stems}
    )
    return Frequencies(articles=sum(by_language.values()), by_language=by_language, anchors=keys, stems=stems)


def _window(row: StoredAnchors | StoredMember) -> Window:
    return Window(kind=WindowKind(row.window_kind), start=row.window_start, end=row.window_end)


def _start(window: Window) -> float:
    """Orders windows by time, those that are open last."""
    return window.start.timestamp() if window.start else float("inf")


def _evidence(board: Board, article_id: int, numbers: Mapping[int, int]) -> Evidence:
    member, event_id = board.placed[article_id], board.event_of[article_id]
    link = member.link
    return Evidence(
        article_id=article_id,
        event_id=numbers.get(event_id, event_id),
        linked_article_id=member.linked_id,
        strength=link.strength if link else None,
        average_strength=member.average if link else None,
        anchor_cosine=link.anchor_cosine if link else None,
        stem_cosine=link.stem_cosine if link else None,
        shared_keys=list(link.shared) if link else None,
        shared_idf=link.shared_idf if link else None,
        counted_articles=board.frequencies.articles if link else None,
        method=METHOD,
    )
