"""One request on its way: what was wished for, how far it came, and the outcomes it can end as. No effects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from wireroom.fetch.redaction import redact
from wireroom.fetch.redirects import same_origin
from wireroom.fetch.results import Facts, Failure, Hop, Response, Trouble, Validators

MayFollow = Callable[[str], Awaitable[Trouble | None]]  #: asked before each redirect is followed; a trouble stops it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for, the same at every hop."""

    url: str
    accept: str
    validators: Validators | None
    authorization: str | None
    max_bytes: int  #: on the wire
    max_decoded_bytes: int
    max_ratio: int
    keep_head: bool
    may_follow: MayFollow | None


@dataclass(slots=True, kw_only=True)
class Trip:
    """How far the request has come."""

    wish: Wish
    current: str
    hops: list[Hop] = field(default_factory=list[Hop])
    facts: Facts = field(default_factory=Facts)
    status: int | None = None
    wire_bytes: int = 0
    is_reused: bool = False  #: the connection of this hop had served another request before
    sent_at: float | None = None  #: monotonic seconds: when the last request went out

    def failed(self, trouble: Trouble, detail: str) -> Failure:
        """It ends here, without a document."""
        return Failure(
            url=self.wish.url,
            final_url=self.current,
            hops=tuple(self.hops),
            trouble=trouble,
            detail=f"{redact(self.current)}: {detail}",
            status=self.status,
            facts=self.facts,
            wire_bytes=self.wire_bytes,
        )

    def arrived(self, body: bytes, *, is_cut: bool = False) -> Response:
        """It ends here, with a document."""
        assert self.status is not None, "a body has a status"
        return Response(
            url=self.wish.url,
            final_url=self.current,
            hops=tuple(self.hops),
            status=self.status,
            facts=self.facts,
            body=body,
            wire_bytes=self.wire_bytes,
            is_cut=is_cut,
        )

    def request_headers(self) -> dict[str, str]:
        """What is said at this hop: validators only where they came from, credentials only to the first origin."""
        headers = {"Accept": self.wish.accept}
        held = self.wish.validators
        if held is not None and held.url == self.current:
            if held.etag:
                headers["If-None-Match"] = held.etag
            if held.last_modified:
                headers["If-Modified-Since"] = held.last_modified
        if self.wish.authorization and same_origin(self.wish.url, self.current):
            headers["Authorization"] = self.wish.authorization
        return headers
