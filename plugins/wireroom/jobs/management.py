"""The registry as people who live in the Airflow UI fill it: what the form said in, one answer per line out."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wireroom.errors import FeedRefused
from wireroom.fetch.redaction import redact
from wireroom.jobs import registry
from wireroom.jobs.checking import find_feeds
from wireroom.jobs.registry import Facts
from wireroom.jobs.replays import replay
from wireroom.jobs.tries import noted
from wireroom.warehouse.connection import session

if TYPE_CHECKING:
    from collections.abc import Callable

    from wireroom.settings import Settings
    from wireroom.warehouse.runs import RunKey

log = logging.getLogger(__name__)
MOST_LINES = 500  # returned to the UI; the log has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the form of manage_feeds says."""

    feeds: str = ""  #: OPML, or one address a line
    site: str = ""  #: a page that announces its feeds
    facts: Facts = field(default_factory=Facts)
    dry_run: bool = True


def manage_feeds(
    url: str, settings: Settings, run: RunKey, wish: Wish, *, now: Callable[[], datetime]
) -> dict[str, Any]:
    """Register what the form names; `counts` and `lines`, one for each line of the list and each feed of the site.

    Of a site's feeds the first is registered, the others are named. Raises FeedRefused where nothing was named or the
    site cannot be had; BadSetting where a site is asked for and no contact is set.
    """
    if not wish.feeds.strip() and not wish.site.strip():
        raise FeedRefused("paste addresses or OPML, or give the address of a site")
    with session(url) as conn, noted(conn, run) as tally:
        body, lines = wish.feeds.encode("utf-8", "replace"), list[str]()
        answers = registry.import_feeds(url, body, wish.facts, dry_run=wish.dry_run) if wish.feeds.strip() else []
        if wish.site.strip():
            found = find_feeds(settings, wish.site, now=now)
            first = found[0].url.encode("utf-8", "replace")
            answers += registry.import_feeds(url, first, wish.facts, dry_run=wish.dry_run)
            lines = [f"also announced, not registered: {redact(link.url)} {link.title or ''}" for link in found[1:]]
        tally.update(registry.counted(answers))
        lines = [*map(str, answers), *lines]
        for line in lines:
            log.info("%s", line)
        if wish.dry_run:
            lines.insert(0, "dry run: nothing was kept")
        return {"counts": dict(tally), "lines": lines[:MOST_LINES]}


def moment(text: str) -> datetime:
    """The moment a form names, in UTC where it names no zone."""
    stated = datetime.fromisoformat(text)
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def replay_rejected(  # noqa: PLR0913 - the fields of a form
    url: str, run: RunKey, *, reason: str | None, source: str | None, since: datetime, dry_run: bool
) -> dict[str, int]:
    """`replay` as a task: how many entries went back, or would."""
    with session(url) as conn, noted(conn, run) as tally:
        count = replay(url, reason=reason, source=source, since=since, dry_run=dry_run)
        tally["would go back" if dry_run else "went back"] = count
        return dict(tally)
