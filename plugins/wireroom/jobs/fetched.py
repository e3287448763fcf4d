"""What a request for a page means for its entry: a document to read, an end with a reason, or another try. Pure."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Response, Trouble
from wireroom.model import Entry, Page, Reason, Rejection, Stage
from wireroom.warehouse.entries import Setback
from wireroom.warehouse.fetches import Fetch
from wireroom.warehouse.revisits import Looked

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from wireroom.warehouse.entries import FeedText, Queued

FIRST_WAIT_S = 60.0
WAIT_GROWTH = 4.0
LONGEST_WAIT_S = 6 * 3600.0
WITHDRAWN = {Trouble.HTTP_404: 404, Trouble.HTTP_410: 410}
_REASONS = {
    Trouble.HTTP_404: Reason.PAGE_NOT_FOUND,
    Trouble.HTTP_410: Reason.PAGE_GONE,
    Trouble.HTTP_401: Reason.PAGE_REFUSED,
    Trouble.HTTP_403: Reason.PAGE_REFUSED,
    Trouble.HTTP_4XX: Reason.PAGE_REFUSED,
    Trouble.REFUSED_BY_ROBOTS: Reason.REFUSED_BY_ROBOTS,
    Trouble.REFUSED_URL: Reason.ADDRESS_REFUSED,
    Trouble.REFUSED_ADDRESS: Reason.ADDRESS_REFUSED,
    Trouble.OTHER_HOST: Reason.BAD_REDIRECT,
    Trouble.REDIRECT_LOOP: Reason.BAD_REDIRECT,
    Trouble.TOO_MANY_REDIRECTS: Reason.BAD_REDIRECT,
    Trouble.BAD_REDIRECT: Reason.BAD_REDIRECT,
    Trouble.WRONG_TYPE: Reason.WRONG_TYPE,
    Trouble.TOO_LARGE: Reason.PAGE_TOO_LARGE,
    Trouble.BAD_ENCODING: Reason.BAD_ENCODING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A revisit that found what is stored, or that it is gone: it ends without an article to load."""

    entry_key: str


Result = tuple[Entry, Page] | Rejection | Setback | Unchanged


def entry_of(queued: Queued) -> Entry:
    """The announcement, as the reader wants it."""
    return Entry(
        entry_key=queued.entry_key,
        url_key=queued.url_key,
        source=queued.source,
        origin=queued.origin,
        url=queued.url,
        title=queued.title,
        published_raw=queued.published_raw,
        declared_language=queued.declared_language,
    )


def result_of(
    queued: Queued, answer: Response | Failure, *, now: datetime, give_up_after: timedelta, factor: float = 1.0
) -> Result:
    """What becomes of the entry. Only what says so about the page itself rejects it; an outage never does.

    `factor` divides the waits. An entry that has failed for `give_up_after` is given up.
    """
    if isinstance(answer, Response):
        if answer.is_unchanged:
            return Unchanged(entry_key=queued.entry_key)
        page = Page(
            url_key=queued.url_key,
            body=answer.body,
            content_type="text/plain" if answer.facts.content_type == "text/plain" else "text/html",
            charset=answer.facts.charset,
            fetched_at=now,
        )
        return entry_of(queued), page
    if queued.purpose == "revisit" and (answer.trouble in WITHDRAWN or not answer.is_transient):
        return Unchanged(entry_key=queued.entry_key)
    if not answer.is_transient:
        return rejection(queued, _REASONS[answer.trouble], answer.detail)
    if queued.failing_since is not None and now - queued.failing_since >= give_up_after:
        return rejection(queued, Reason.GAVE_UP, answer.detail)
    wait_s = min(FIRST_WAIT_S * WAIT_GROWTH ** min(queued.failures, 10), LONGEST_WAIT_S) / factor
    return Setback(entry_key=queued.entry_key, trouble=answer.trouble.value, detail=answer.detail, wait_s=wait_s)


def rejection(queued: Queued, reason: Reason, detail: str) -> Rejection:
    """The end of an entry before its page was read."""
    return Rejection(
        entry_key=queued.entry_key,
        url_key=queued.url_key,
        source=queued.source,
        origin=queued.origin,
        stage=Stage.FETCH,
        reason=reason,
        detail=f"{redact(queued.url)}: {detail}",
    )


def page_from_feed(queued: Queued, said: FeedText | None, *, now: datetime) -> Result:
    """The text a feed carries as a page of its own, so that it is read as any other."""
    if said is None or not (said.content_html or said.summary):
        return rejection(queued, Reason.NO_LINK, "neither an address to fetch nor a text of its own")
    title = html.escape(said.title or "")
    text = said.content_html or f"<p>{html.escape(said.summary or '')}</p>"
    head = f"<head><meta charset=utf-8><title>{title}</title></head>"
    body = f"<!doctype html><html>{head}<body><article><h1>{title}</h1>{text}</article></body></html>"
    encoded = body.encode("utf-8", "replace")
    page = Page(url_key=queued.url_key, body=encoded, content_type="text/html", charset="utf-8", fetched_at=now)
    return entry_of(queued), page


def line_of(queued: Queued, answer: Response | Failure, *, is_conditional: bool) -> Fetch:
    """The request as a line of the log."""
    is_failure = isinstance(answer, Failure)
    return Fetch(
        url_key=queued.url_key,
        url=redact(queued.url),
        host=queued.host,
        site=queued.site,
        purpose=queued.purpose,
        trouble=answer.trouble.value if is_failure else None,
        status=answer.status,
        detail=answer.detail if is_failure else None,
        hop_count=len(answer.hops),
        wire_bytes=answer.wire_bytes,
        body_bytes=0 if is_failure else len(answer.body),
        elapsed_s=answer.elapsed_s,
        is_conditional=is_conditional,
    )


def looked_of(queued: Queued, answer: Response | Failure) -> Looked | None:
    """That the server answered for the page; None where it did not."""
    withdrawn = WITHDRAWN.get(answer.trouble) if isinstance(answer, Failure) else None
    if isinstance(answer, Failure) and withdrawn is None:
        return None
    held = answer.facts
    return Looked(
        url_key=queued.url_key,
        feed_id=queued.feed_id,
        url=queued.url,
        host=queued.host,
        site=queued.site,
        withdrawn_status=withdrawn,
        etag=held.etag,
        last_modified=held.last_modified,
        validators_url=answer.final_url if held.etag or held.last_modified else None,
    )
