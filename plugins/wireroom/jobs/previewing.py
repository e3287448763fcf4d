"""What a reprocess would change, without changing it: counts by kind, rules that cut more or less, examples."""

from __future__ import annotations

import heapq
import logging
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from more_itertools import chunked, countable

from wireroom.errors import PermanentError
from wireroom.jobs.notices import own_rules
from wireroom.jobs.reading import readers
from wireroom.jobs.reprocess import selection_of, terms_of
from wireroom.jobs.rereading import Desk
from wireroom.jobs.tries import noted
from wireroom.jobs.unknown_names import refuse_unknown
from wireroom.model import Article, Rejection
from wireroom.warehouse import connection, stored
from wireroom.warehouse.connection import session
from wireroom.warehouse.staging import body_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from wireroom.interval import Interval
    from wireroom.jobs.reprocess import ReprocessRequest
    from wireroom.model import Published
    from wireroom.settings import Settings
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)

UNCHANGED = "unchanged"
CONTEXT = 6  # words shown around a difference
MOST_SHOWN = 40  # words shown of one difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One article that would change."""

    url_key: str
    kind: str
    differences: tuple[str, ...]  #: one line for each field: words that go [-so-], words that come {+so+}


@dataclass(slots=True, kw_only=True)
class Preview:
    """What a reprocess would do."""

    interval: Interval
    selected: int = 0
    looked: int = 0  #: of these, so many were read; a sample drawn by hash where there are more than the limit
    kinds: Counter[str] = field(default_factory=Counter[str])  #: what would differ
    rules: Counter[str] = field(default_factory=Counter[str])  #: pieces that a rule would remove more (or less)
    examples: list[Example] = field(default_factory=list[Example])

    def lines(self) -> Iterator[str]:
        """As people read it."""
        some = "" if self.looked == self.selected else f"; a sample of {self.looked} was read"
        yield f"{self.selected} articles of {self.interval} would be read again{some}:"
        for kind, count in self.kinds.most_common():
            yield f"  {count:>7}  {kind}"
        if moved := [(rule, count) for rule, count in self.rules.items() if count]:
            yield "pieces that rules would remove more or less:"
            for rule, count in sorted(moved, key=lambda each: (-abs(each[1]), each[0])):
                yield f"  {count:>+7}  {rule}"
        for example in self.examples:
            yield f"{example.kind}: {example.url_key}"
            for difference in example.differences:
                yield f"    {difference}"
        yield "nothing was written"


def preview(  # noqa: PLR0913 (what is asked, and how much of it)
    url: str,
    settings: Settings,
    interval: Interval,
    request: ReprocessRequest,
    *,
    limit: int,
    examples: int = 10,
    now: datetime,
) -> Preview:
    """Read what a reprocess would read, at most `limit` articles, and hold it against what is stored.

    The session cannot write. Raises NoticesRefused where a rule of one's own does not hold, PermanentError where
    nothing is to be read or the request names what there is not.
    """
    if limit < 1:
        raise PermanentError(f"a preview reads at least one article: the limit is from 1, not {limit}")
    overlay = own_rules(settings)
    found = Preview(interval=interval)
    with (
        readers(
            terms_of(settings, overlay, now), workers=settings.read_workers, timeout_s=settings.read_timeout_s
        ) as pool,
        session(url) as conn,
    ):
        connection.require_current_schema(conn)
        connection.only_read(conn)
        desk = Desk(conn, settings, pool, overlay)
        with conn.transaction():
            counted = countable(stored.select(conn, selection_of(conn, settings, interval, request, overlay)))
            chosen = heapq.nsmallest(limit, counted)  # keys are hashes: the smallest are a fair sample
        found.selected = counted.items_seen
        if not found.selected:
            refuse_unknown(conn, request, overlay)
        shown: dict[str, list[Example]] = {}
        for keys in chunked(chosen, settings.load_batch):
            known = {article.url_key: article for article in stored.articles(conn, keys)}
            for outcome in desk.start(keys).outcomes():
                _note(found, shown, known.get(outcome.url_key or ""), outcome, most=examples)
        found.examples = list(_mixed(shown, examples))
    return found


def preview_reprocess(  # noqa: PLR0913 (what is asked, and how much of it)
    url: str,
    settings: Settings,
    run: RunKey,
    interval: Interval,
    request: ReprocessRequest,
    *,
    limit: int,
    now: datetime,
) -> dict[str, int]:
    """The task of the DAG `preview_reprocess`: the preview in its log, the counts by kind."""
    with session(url) as conn, noted(conn, run) as tally:
        found = preview(url, settings, interval, request, limit=limit, now=now)
        for line in found.lines():
            log.info("%s", line)
        tally.update({"selected": found.selected, "read": found.looked, **found.kinds})
        return dict(tally)


def _note(
    found: Preview, shown: dict[str, list[Example]], old: Article | None, new: Article | Rejection, *, most: int
) -> None:
    found.looked += 1
    kind, differences = _told(old, new)
    found.kinds[kind] += 1
    if isinstance(new, Article):
        found.rules.update(piece.rule for piece in new.removed)
        found.rules.subtract(piece.rule for piece in (old.removed if old else ()))
    if kind != UNCHANGED and len(shown.setdefault(kind, [])) < most:
        shown[kind].append(Example(url_key=new.url_key or new.entry_key, kind=kind, differences=tuple(differences)))


def _told(old: Article | None, new: Article | Rejection) -> tuple[str, list[str]]:
    """What kind of change it is, and each difference as a line."""
    if isinstance(new, Rejection):
        was = "would be rejected and stays as it is" if old else "stays rejected"
        return f"{was}: {new.reason}", [new.detail]
    if old is None:
        return "a new article", [f"title: {{+{new.title}+}}"]
    (was, old_kinds), (is_now, new_kinds) = body_of(old), body_of(new)
    kinds = ("", "") if was != is_now else (old_kinds, new_kinds)  # they follow the text
    fields = {
        "title": (old.title or "", new.title or ""),
        "lead": (old.lead or "", new.lead or ""),
        "text": (was, is_now),
        "date": (_dated(old.published), _dated(new.published)),
        "language": (old.language.code, new.language.code),
        "metadata": (_described(old, kinds[0]), _described(new, kinds[1])),
    }
    changed = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
    if not changed:
        return UNCHANGED, []
    return " and ".join(changed), [f"{name}: {words(*pair)}" for name, pair in changed.items()]


def words(was: str, now: str) -> str:
    """The differences of two texts word by word, with some words around them."""
    old, new = was.split(), now.split()
    parts: list[str] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            some = old[i:j]
            head, tail = (some[:CONTEXT] if parts else []), (some[-CONTEXT:] if j < len(old) or m < len(new) else [])
            parts += some if len(some) <= len(head) + len(tail) else [*head, "…", *tail]
            continue
        if old[i:j]:
            parts.append(f"[-{_shortened(old[i:j])}-]")
        if new[k:m]:
            parts.append(f"{{+{_shortened(new[k:m])}+}}")
    return " ".join(parts)


def _shortened(some: Sequence[str]) -> str:
    if len(some) <= MOST_SHOWN:
        return " ".join(some)
    half = MOST_SHOWN // 2
    return f"{' '.join(some[:half])} … {' '.join(some[-half:])}"


def _dated(published: Published | None) -> str:
    """What makes another version where it differs."""
    return f"{published.local} {published.earliest} {published.latest}" if published else "none"


def _described(article: Article, kinds: str) -> str:
    """What is written where it differs, without a version."""
    language, published = article.language, article.published
    stated = (
        (published.raw, published.precision.value, published.zone_source.value, published.where) if published else ()
    )
    tagged = (language.detected, language.declared, language.declared_where, language.agrees, language.is_mixed)
    facts = (
        *(article.url, kinds, *article.authors, article.site_name),
        *(article.section, article.canonical_url, article.is_accessible_for_free, sorted(article.alternates)),
        *(*stated, *tagged, language.script),
    )
    return " | ".join(str(fact) for fact in facts)


def _mixed(shown: dict[str, list[Example]], count: int) -> Iterator[Example]:
    """Up to `count` examples, of each kind in turn."""
    waiting = [list(reversed(some)) for some in shown.values()]
    while count and any(waiting):
        for some in waiting:
            if some and count:
                count -= 1
                yield some.pop()
