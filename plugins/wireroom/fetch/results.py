"""What a request comes to: a response or a failure, both ordinary values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """Why there is no response. The words appear in SQL; never rename one, add another."""

    DNS = "dns"  # the name does not exist
    DNS_TEMPORARY = "dns_temporary"  # the name server did not answer
    DNS_PRIVATE = "dns_private"  # it names an address that is not public: a portal's, or it is out of its mind
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"  # the body ended early, by its length, its chunks or its compression
    BAD_RESPONSE = "bad_response"  # not HTTP, or headers beyond the caps
    TOO_LARGE = "too_large"  # more bytes than the cap, on the wire or decoded
    BAD_ENCODING = "bad_encoding"  # compressed in a way not asked for, damaged, or a bomb by its ratio
    REFUSED_URL = "refused_url"  # scheme, port, userinfo or host that we never ask
    REFUSED_ADDRESS = "refused_address"  # the URL names an address that is not public, or a name that stands for one
    REFUSED_BY_ROBOTS = "refused_by_robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"  # nobody knows what robots.txt says: not now
    OTHER_HOST = "other_host"  # a redirect to where other rules or turns count; Visits goes on from there
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_REDIRECT = "bad_redirect"  # a 3xx without a target, or one that would drop TLS
    WRONG_TYPE = "wrong_type"  # audio, video, an image or an archive where text was asked for
    NO_CONTENT = "no_content"  # 204, 205
    PARTIAL_CONTENT = "partial_content"  # 206 although no range was asked for
    EMPTY_BODY = "empty_body"  # 200 with nothing in it
    UNASKED_304 = "unasked_304"  # "not modified" although no validator was sent
    HTTP_2XX = "http_2xx"  # another success that carries no document, such as the 202 of some walls
    HTTP_401 = "http_401"
    HTTP_403 = "http_403"
    CHALLENGE = "challenge"  # 403 or 503 that asks for a browser
    HTTP_404 = "http_404"
    HTTP_410 = "http_410"
    HTTP_429 = "http_429"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"


TRANSIENT = frozenset(
    {
        *(Trouble.DNS, Trouble.DNS_TEMPORARY, Trouble.CONNECT, Trouble.TLS, Trouble.TIMEOUT, Trouble.TRUNCATED),
        *(Trouble.BAD_RESPONSE, Trouble.EMPTY_BODY, Trouble.UNASKED_304, Trouble.HTTP_2XX, Trouble.CHALLENGE),
        *(Trouble.ROBOTS_UNREACHABLE, Trouble.HTTP_429, Trouble.HTTP_5XX, Trouble.NO_CONTENT, Trouble.PARTIAL_CONTENT),
    }
)  #: may heal by itself; an outage of ours looks like the first of them, so none of them rejects an entry
_TEMPORARY_WEIGHT = 0.25
_SOFT_WEIGHT = 0.5
_SOFT = frozenset({Trouble.HTTP_404, Trouble.HTTP_429, Trouble.HTTP_5XX, Trouble.CONNECT, Trouble.TIMEOUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect that was followed."""

    status: int
    url: str  #: where it led

    @property
    def is_permanent(self) -> bool:
        """Does the server say the old URL is to be forgotten (301, 308)?"""
        return self.status in {301, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask "changed since?" with. Opaque: stored and sent back character for character."""

    url: str  #: the URL they were received from; they mean nothing for another one
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the headers of a response say, as far as anything here uses it."""

    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None  #: media type, lower case, without parameters
    charset: str | None = None
    content_language: str | None = None
    retry_after_s: float | None = None  #: never negative; unclamped
    fresh_s: float | None = None  #: from Cache-Control or Expires; None where unknown or forbidden; unclamped
    expires_at_once: bool = False  #: `Expires: 0` and the like
    is_delta: bool = False  #: 226 with `IM: feed`: only what is new
    is_challenge: bool = False  #: the answer is a test for browsers
    hub: str | None = None  #: WebSub hub, Link rel=hub
    self_url: str | None = None  #: Link rel=self
    robots_tags: tuple[str, ...] = ()  #: X-Robots-Tag directives that address us or everyone, lower case
    tdm_reservation: bool | None = None  #: text and data mining reserved; None where not stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A document that arrived whole, or a 304 that confirms the one held."""

    url: str  #: as asked
    final_url: str  #: after redirects: the base for relative links
    hops: tuple[Hop, ...] = ()
    status: int  #: 200, 203, 226 or 304
    facts: Facts = field(default_factory=Facts)
    body: bytes = b""  #: decompressed; empty for 304
    wire_bytes: int = 0  #: of the body as it travelled
    elapsed_s: float = 0.0
    sent_s: float | None = None  #: of the seconds elapsed, those until its last request went out
    is_cut: bool = False  #: only the head of the body, because the caller asked for no more

    @property
    def is_unchanged(self) -> bool:
        """Does the server say that the document held is still right?"""
        return self.status == 304  # noqa: PLR2004


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A request that brought no document."""

    url: str  #: as asked
    final_url: str  #: where it went wrong
    hops: tuple[Hop, ...] = ()
    trouble: Trouble
    detail: str  #: one sentence without secrets
    status: int | None = None
    facts: Facts = field(default_factory=Facts)
    wire_bytes: int = 0
    elapsed_s: float = 0.0
    sent_s: float | None = None  #: of the seconds elapsed, those until its last request went out

    @property
    def is_transient(self) -> bool:
        """May it heal by itself?"""
        return self.trouble in TRANSIENT

    @property
    def weight(self) -> float:
        """How much it counts against the feed: 1, half where feeds are known to return, a quarter for name servers."""
        if self.trouble == Trouble.DNS_TEMPORARY:
            return _TEMPORARY_WEIGHT
        return _SOFT_WEIGHT if self.trouble in _SOFT else 1.0
