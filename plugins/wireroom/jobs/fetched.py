"""What a request for a page means for its entry: a document to read, an end with a reason, or another try. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wireroom.discover.urls import canonical_url
from wireroom.fetch.content import is_html, refuse_page
from wireroom.fetch.page_head import page_head
from wireroom.fetch.redaction import redact
from wireroom.fetch.results import Failure, Response, Trouble
from wireroom.fetch.whereabouts import Arrival, arrival, article_url
from wireroom.model import Entry, Origin, Page, Reason, Rejection, Stage
from wireroom.warehouse.entries import Setback
from wireroom.warehouse.fetches import Fetch
from wireroom.warehouse.revisits import Looked

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from wireroom.warehouse.entries import Queued
    from wireroom.warehouse.terms import FeedTerms

FIRST_WAIT_S = 60.0
WAIT_GROWTH = 3.0
LONGEST_WAIT_S = 6 * 3600.0
LEAST_FAILURES = 5  # before an entry is given up, however long it has failed: we may not have been there to try
WITHDRAWN = {Trouble.HTTP_404: 404, Trouble.HTTP_410: 410}
# Believed when said again: a page may be announced before it is published, a name server may be out of its mind.
SECOND_LOOKS = {Trouble.HTTP_404: 1, Trouble.DNS_PRIVATE: 3}
SECOND_LOOK_S = 600.0
HOSTS_OWN = frozenset(
    {
        *(Trouble.DNS, Trouble.DNS_TEMPORARY, Trouble.DNS_PRIVATE, Trouble.CONNECT, Trouble.TLS, Trouble.TIMEOUT),
        *(Trouble.HTTP_429, Trouble.ROBOTS_UNREACHABLE),
    }
)  #: what one page met all pages of its host would meet now
_REASONS = {
    Trouble.HTTP_404: Reason.PAGE_NOT_FOUND,
    Trouble.HTTP_410: Reason.PAGE_GONE,
    Trouble.HTTP_401: Reason.PAGE_REFUSED,
    Trouble.HTTP_403: Reason.PAGE_REFUSED,
    Trouble.HTTP_4XX: Reason.PAGE_REFUSED,
    Trouble.REFUSED_BY_ROBOTS: Reason.REFUSED_BY_ROBOTS,
    Trouble.REFUSED_URL: Reason.ADDRESS_REFUSED,
    Trouble.DNS_PRIVATE: Reason.ADDRESS_REFUSED,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an answer is judged by, besides itself."""

    now: datetime
    give_up_after: timedelta
    factor: float = 1.0  #: divides the waits
    host_failures: int = 0  #: of the host, in a row
    is_calm: bool = True  #: most hosts answer: a failure is the host's own
    terms: FeedTerms | None = None


def entry_of(queued: Queued, *, url_key: str | None = None, terms: FeedTerms | None = None) -> Entry:
    """The announcement, as the reader wants it. `url_key`: the address the article goes by, where it is another."""
    key = url_key or queued.url_key
    return Entry(
        entry_key=queued.entry_key,
        url_key=key,
        source=queued.source,
        # A revisit of an article that came from a file is live all the same.
        origin=queued.origin if queued.origin in {Origin.LIVE, Origin.BACKFILL} else Origin.LIVE,
        url=key if is_web(key) else queued.url if is_web(queued.url) else None,
        title=queued.title,
        published_raw=queued.published_raw,
        declared_language=queued.declared_language,
        zone=terms.publisher_zone if terms else None,
    )


def is_web(url: str) -> bool:
    """Can it be asked for?"""
    return url.startswith(("http://", "https://"))


def result_of(queued: Queued, answer: Response | Failure, at: Standing) -> Result:
    """What becomes of the entry. Only what a server says of the page itself rejects it; an outage never does."""
    if isinstance(answer, Response):
        return Unchanged(entry_key=queued.entry_key) if answer.is_unchanged else _document(queued, answer, at)
    known = queued.purpose == "revisit"
    if known and not answer.is_transient:
        return Unchanged(entry_key=queued.entry_key)
    if queued.failures < SECOND_LOOKS.get(answer.trouble, 0):
        return setback(queued, answer.trouble, answer.detail, wait_s=SECOND_LOOK_S / at.factor)
    if not answer.is_transient:
        return rejection(queued, _REASONS[answer.trouble], answer.detail)
    return _another_try(queued, answer.trouble, answer.detail, at)


def wait_s(failures: int, at: Standing) -> float:
    """How long to wait after so many failures in a row, of the entry or of its host."""
    most = max(failures, at.host_failures)
    return min(FIRST_WAIT_S * WAIT_GROWTH ** min(most, 10), LONGEST_WAIT_S) / at.factor


def setback(queued: Queued, trouble: Trouble, detail: str, *, wait_s: float) -> Setback:
    """Another try later."""
    return Setback(entry_key=queued.entry_key, trouble=trouble.value, detail=detail, wait_s=wait_s)


def rejection(queued: Queued, reason: Reason, detail: str) -> Rejection:
    """The end of an entry before its page was read."""
    return Rejection(
        entry_key=queued.entry_key,
        url_key=queued.url_key,
        source=queued.source,
        origin=entry_of(queued).origin,
        stage=Stage.FETCH,
        reason=reason,
        detail=detail if redact(queued.url) in detail else f"{redact(queued.url)}: {detail}",
    )


def reserved(queued: Queued, terms: FeedTerms | None, tags: frozenset[str], *, is_reserved: bool) -> Rejection | None:
    """The end of an entry whose publisher reserves what we would do with it, where its feed's terms heed that."""
    for is_said, wish, said in (
        (is_reserved, terms.on_reservation if terms else "metadata", "reserves text and data mining"),
        ("noarchive" in tags, terms.on_noarchive if terms else "store", "asks not to be archived"),
    ):
        if is_said and wish != "store":
            is_known = wish == "metadata"
            kept = "what its feed said of it is kept" if is_known else "it is skipped"
            reason = Reason.METADATA_ONLY if is_known else Reason.RESERVED
            return rejection(queued, reason, f"the page {said}: {kept}, see the terms of its feed")
    return None


def _document(queued: Queued, answer: Response, at: Standing) -> Result:
    come_to = arrival(queued.url, answer.final_url) if answer.hops else Arrival.THERE
    if come_to is Arrival.ELSEWHERE:
        return _another_try(queued, Trouble.OTHER_HOST, f"led to {redact(answer.final_url)}, which is not theirs", at)
    if come_to is Arrival.FRONT_PAGE:
        return rejection(queued, Reason.BAD_REDIRECT, "leads to the front page: the article is no longer there")
    facts = answer.facts
    if refused := refuse_page(facts.content_type, answer.body):
        is_known = queued.purpose == "revisit"
        return Unchanged(entry_key=queued.entry_key) if is_known else rejection(queued, Reason.WRONG_TYPE, refused)
    is_page = is_html(facts.content_type, answer.body)
    head = page_head(answer.body, url=answer.final_url) if is_page else None
    tags = frozenset(facts.robots_tags) | (head.robots_tags if head else frozenset())
    mined = facts.tdm_reservation if facts.tdm_reservation is not None else head and head.tdm_reservation
    if set_apart := reserved(queued, at.terms, tags, is_reserved=bool(mined)):
        return set_apart
    is_text = facts.content_type == "text/plain" and not is_page
    page = Page(
        url_key=_key(queued, answer, head.canonical if head else None),
        body=answer.body,
        content_type="text/plain" if is_text else "text/html",
        charset=facts.charset,
        fetched_at=at.now,
    )
    return entry_of(queued, url_key=page.url_key, terms=at.terms), page


def _key(queued: Queued, answer: Response, canonical: str | None) -> str:
    """The identity of the article, now that its page has answered. A revisit is of the article it is of."""
    if queued.purpose == "revisit":
        return queued.url_key
    asked = canonical_url(queued.url)
    found = canonical_url(article_url(queued.url, answer.final_url, answer.hops, canonical))
    return queued.url_key if found is None or found == asked else found


def _another_try(queued: Queued, trouble: Trouble, detail: str, at: Standing) -> Setback | Rejection:
    since = queued.failing_since
    is_old = since is not None and at.now - since >= at.give_up_after and queued.failures >= LEAST_FAILURES
    if is_old and at.is_calm:
        return rejection(queued, Reason.GAVE_UP, detail)
    return setback(queued, trouble, detail, wait_s=wait_s(queued.failures, at))


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


def looked_of(queued: Queued, answer: Response | Failure, url_key: str) -> Looked | None:
    """That the server answered for the page of the article; None where it did not."""
    withdrawn = WITHDRAWN.get(answer.trouble) if isinstance(answer, Failure) else None
    if isinstance(answer, Failure) and withdrawn is None:
        return None
    held = answer.facts
    return Looked(
        url_key=url_key,
        feed_id=queued.feed_id,
        url=queued.url,
        host=queued.host,
        site=queued.site,
        withdrawn_status=withdrawn,
        etag=held.etag,
        last_modified=held.last_modified,
        validators_url=answer.final_url if held.etag or held.last_modified else None,
    )
