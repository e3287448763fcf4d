"""A person corrects an article: kept, and applied at once by reading the stored page again."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from wireroom.discover.urls import canonical_url
from wireroom.errors import OverrideRefused
from wireroom.jobs.notices import own_rules
from wireroom.jobs.tries import noted
from wireroom.model import Rejection
from wireroom.parts import Cause
from wireroom.read.overrides import NO_OVERRIDE, UNDATED, stated_date
from wireroom.warehouse import articles, lines, overrides, pages
from wireroom.warehouse.connection import session
from wireroom.warehouse.overrides import Field
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from datetime import datetime

    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection

DAG = "override"  # in ops.run: no DAG of Airflow
ABSENT = "there is no such article: it holds when one comes"


def set_override(  # noqa: PLR0913 (who says what of which article)
    url: str, settings: Settings, url_key: str, field: Field, value: str, *, reason: str, by: str, now: datetime
) -> str:
    """Keep what a person says of an article, and apply it; a sentence on what became of it.

    `value` is a language code, an ISO 8601 date or `undated`; nothing matters but the reason for what is no article.
    An address is kept in its canonical form, by which articles go. Raises OverrideRefused where it cannot be kept.
    """
    _check(field, value, reason, now)
    url_key = canonical_url(url_key) or url_key
    with session(url) as conn:
        overrides.put(conn, url_key, field, value, reason=reason, by=by, at=now)
        if field is Field.NOT_ARTICLE:
            return "it is left out of the marts" if overrides.page_of(conn, url_key) else ABSENT
        return _read_again(conn, settings, url_key, now)


def remove_override(url: str, settings: Settings, url_key: str, field: Field | None, *, now: datetime) -> str:
    """Take back what was said of an article, of one field or of all, and read it without; a sentence on it.

    Raises OverrideRefused where nothing was said.
    """
    with session(url) as conn:
        canonical = canonical_url(url_key) or url_key
        if not sum(overrides.remove(conn, key, field) for key in {url_key, canonical}):
            msg = f"nothing was said of {field or 'anything'} of {url_key}"
            raise OverrideRefused(msg)
        url_key = canonical
        return _read_again(conn, settings, url_key, now)


def _check(field: Field, value: str, reason: str, now: datetime) -> None:
    if not reason.strip():
        msg = "say why: an override without a reason is not kept"
        raise OverrideRefused(msg)
    if field is Field.LANGUAGE and not re.fullmatch(r"[a-z]{2,3}", value):
        msg = f"{value!r} is no language code, such as pl or und"
        raise OverrideRefused(msg)
    if field is Field.PUBLISHED and value != UNDATED and stated_date(value, now=now) is None:
        msg = f"{value!r} is no date up to now, such as 2023-08-31, 2023-08-31T08:58+02:00 or {UNDATED}"
        raise OverrideRefused(msg)


def _read_again(conn: Connection, settings: Settings, url_key: str, now: datetime) -> str:
    from wireroom.read.process import process  # noqa: PLC0415  (loads the language model)

    page_sha256 = overrides.page_of(conn, url_key)
    if page_sha256 is None:
        return ABSENT
    found = pages.find(conn, url_key, page_sha256)
    if found is None:
        return "its page is no longer stored: it holds when the article comes again"
    entry, page = found
    outcome = process(
        entry,
        page,
        now=now,
        min_text_characters=settings.min_text_characters,
        language_plain=settings.language_plain,
        learned=lines.acting(conn, [entry.source]).get(entry.source, frozenset()),
        overlay=own_rules(settings),
        override=overrides.of(conn, [url_key]).get(url_key, NO_OVERRIDE),
    )
    if isinstance(outcome, Rejection):
        return f"the article stays as it is, for read again it would be rejected: {outcome.detail}"
    # a hash, not the address: the name of a run outlives the article
    run = RunKey(dag_id=DAG, run_id=f"{now.isoformat()} {sha256(url_key.encode()).hexdigest()[:16]}", task_id="read")
    with noted(conn, run) as tally:
        tally.update(articles.load(conn, run, [outcome], cause=Cause.MANUAL))
    return f"the article is {next(iter(tally), 'unchanged')}"
