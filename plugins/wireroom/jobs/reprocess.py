"""Stored pages read again with today's code, rules and learned lines: one function per task of `reprocess_articles`.

`plan_reprocess` begins a pass and shares the articles out, `read_again` works batches off (any number of tasks may),
`report_reprocess` adds up and says in one sentence what was done, or why nothing was.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from wireroom import __version__
from wireroom.errors import PermanentError
from wireroom.jobs.notices import own_rules
from wireroom.jobs.reading import Terms, readers
from wireroom.jobs.rereading import Desk, Rereading
from wireroom.jobs.tries import noted
from wireroom.warehouse import batches, intervals, lines, sources, stored
from wireroom.warehouse.connection import session
from wireroom.warehouse.intervals import Counts, Ending, Kind
from wireroom.warehouse.stored import Age, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from wireroom.interval import Interval
    from wireroom.read.rules import Overlay
    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)

AGES = ("extractor", "ruleset", "lines", "tagger")  # what may be older than today's


@dataclass(frozen=True, slots=True, kw_only=True)
class ReprocessRequest:
    """What somebody asked to have read again, besides the interval."""

    select_by: str = "stored"  #: stored: when the page was stored; published: the article's own date
    months: bool = False  #: by date: a month or year that the interval only touches counts too
    source: str | None = None
    language: str | None = None
    rule: str | None = None  #: only articles where this rule cut
    older: tuple[str, ...] = ()  #: of AGES: only articles that differ from today's in one of them

    def with_older(self, older: Sequence[str]) -> ReprocessRequest:
        """The same, of what is older only."""
        return replace(self, older=tuple(older))

    def __str__(self) -> str:
        said = {
            "source": self.source,
            "language": self.language,
            "rule": self.rule,
            "older": ", ".join(self.older),
            "months": "touched ones too" if self.months else None,
        }
        return " and ".join(f"{name} {value}" for name, value in said.items() if value)


def request_of(params: Mapping[str, Any]) -> ReprocessRequest:
    """What the params of a DAG run ask for."""
    return ReprocessRequest(
        select_by=params["select_by"],
        months=params["months"],
        source=params["source"],
        language=params["language"],
        rule=params["rule"],
        older=tuple(params["older"]),
    )


def plan_reprocess(url: str, settings: Settings, run: RunKey, interval: Interval, request: ReprocessRequest) -> int:
    """Begin a pass and plan its batches; how many there are.

    A run that was broken off goes on, one that is cleared after it ended begins anew. Raises NoticesRefused.
    """
    overlay = own_rules(settings)
    with session(url) as conn, noted(conn, run) as tally:
        of = intervals.begin(conn, run, interval, Kind.REPROCESS, terms=_terms(settings, request, overlay))
        selection = selection_of(conn, settings, interval, request, overlay)
        count, batch_count = stored.plan(conn, of.run, selection, batch_size=settings.load_batch)
        intervals.count(conn, of, selected=count)
        tally.update({"selected": count, "batches": batch_count, "pass": of.number})
        return batch_count


def read_again(url: str, settings: Settings, run: RunKey, *, now: datetime) -> dict[str, int]:
    """Work batches of the pass off until none is left to take; what became of the articles this try dealt with."""
    overlay = own_rules(settings)
    with (
        readers(
            terms_of(settings, overlay, now), workers=settings.read_workers, timeout_s=settings.read_timeout_s
        ) as pool,
        session(url) as conn,
        noted(conn, run) as tally,
    ):
        of = intervals.current(conn, run)
        tally.update(Rereading(conn, of, settings, Desk(conn, settings, pool, overlay)).work())
        return dict(tally)


def report_reprocess(
    url: str, settings: Settings, run: RunKey, request: ReprocessRequest, *, say: Callable[[str], object] = log.info
) -> dict[str, int | str]:
    """The counts of the pass and a sentence, which is said too. Raises PermanentError where batches were left open."""
    from wireroom.read.rules import ruleset_version  # noqa: PLC0415

    with session(url) as conn, noted(conn, run) as tally:
        of = intervals.current(conn, run)
        if left := batches.remaining(conn, of.run).open:
            msg = f"{left} batches are not done: clear the failed `read` tasks to go on where they stopped"
            raise PermanentError(msg)
        counts = intervals.count(conn, of)
        texts = stored.text_count(conn, of.run)
        counts = intervals.count(conn, of, skipped=counts.pending_count, more={"cleaned from stored text": texts})
        if counts.selected_count:
            note = _done(counts, texts, f"{of.interval}, rules {ruleset_version(own_rules(settings))}")
        else:
            note = _nothing(stored.page_count(conn, of.interval), of.interval, request)
        if of.number > 1:
            note = f"{note} (pass {of.number} of this run)"
        intervals.finish(conn, of, Ending.DONE, note)
        said = {name: value for name, value in asdict(counts).items() if isinstance(value, int) and value}
        tally.update({name.removesuffix("_count"): value for name, value in said.items()})
        say(note)
        return {"note": note, **tally}


def selection_of(
    conn: Connection, settings: Settings, interval: Interval, request: ReprocessRequest, overlay: Overlay
) -> Selection:
    """The request as the warehouse wants it. Raises PermanentError where it asks for an age that there is not."""
    if unknown := set(request.older) - set(AGES):
        msg = f"nothing has the age {', '.join(sorted(unknown))}: say {', '.join(AGES)}"
        raise PermanentError(msg)
    return Selection(
        interval=interval,
        by_published=request.select_by == "published",
        months=request.months,
        source=request.source,
        language=request.language,
        rule=request.rule,
        age=_age(conn, settings, frozenset(request.older), overlay) if request.older else None,
    )


def terms_of(settings: Settings, overlay: Overlay, now: datetime) -> Terms:
    """What readers must be told of pages that are read again."""
    return Terms(
        now=now,
        at_fetch=True,
        min_text_characters=settings.min_text_characters,
        language_plain=settings.language_plain,
        overlay=overlay,
    )


def _age(conn: Connection, settings: Settings, older: frozenset[str], overlay: Overlay) -> Age:
    """Today's versions of what may be older."""
    from wireroom.read.versions import EXTRACTORS, learned_version, ruleset_version, tagger  # noqa: PLC0415

    learned: dict[str, str] | None = None
    if "lines" in older:
        acting = lines.acting(conn, sources.names(conn))
        learned = {source: learned_version(hashes) for source, hashes in acting.items()}
    return Age(
        extractors=EXTRACTORS if "extractor" in older else None,
        ruleset=ruleset_version(overlay) if "ruleset" in older else None,
        tagger=tagger(plain=settings.language_plain) if "tagger" in older else None,
        learned=learned,
    )


def _terms(settings: Settings, request: ReprocessRequest, overlay: Overlay) -> str:
    """What was asked and what decides, as a text: a pass goes on only where it is the same."""
    from wireroom.read.versions import EXTRACTORS, ruleset_version  # noqa: PLC0415

    said = {
        **asdict(request),
        "code": __version__,
        "extractors": EXTRACTORS,
        "ruleset": ruleset_version(overlay),
        "least": settings.min_text_characters,
        "plain": settings.language_plain,
    }
    return json.dumps(said, sort_keys=True)


def _done(counts: Counts, texts: int, what: str) -> str:
    changes = {
        "updated": counts.updated_count,
        "new": counts.stored_count,
        "rejected (an article that is stored stays as it is)": counts.rejected_count,
        "left alone, a newer page had come": counts.skipped_count,
    }
    said = ", ".join(f"{value} {name}" for name, value in changes.items() if value)
    result = f"{said}; {counts.unchanged_count} as they were" if said else "nothing differs, nothing was written"
    dropped = f"; {texts} of them cleaned from stored text, their pages were dropped" if texts else ""
    return f"{counts.selected_count} read again ({what}): {result}{dropped}"


def _nothing(page_count: int, interval: Interval, request: ReprocessRequest) -> str:
    if request.select_by == "published":
        return f"nothing was done: no article dated {interval} is stored{f' with {request}' if str(request) else ''}"
    if not page_count:
        return f"nothing was done: no page was stored from {interval}"
    why = f"is of an article with {request}" if str(request) else "made the newest version of an article"
    return f"nothing was done: of {page_count} pages stored from {interval} none {why}"
