"""Tells an outage of ours from sites that fail: then nothing more is claimed. No effects: answers in, a verdict out."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wireroom.errors import NetworkDown
from wireroom.fetch.results import TRANSIENT, Trouble

if TYPE_CHECKING:
    from wireroom.settings import Settings

# A name server of a portal sends every name to an address of its own: that too is no fault of the sites. An address
# that is refused as it was announced is none of the network's.
FAILURES = TRANSIENT | {Trouble.DNS_PRIVATE}
LEAST_HOSTS = 5  # where fewer fail it may be for reasons of their own


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Open once too many of the hosts asked last failed; it stays open for the rest of the task."""

    hosts: int  #: so many are looked at, by the latest answer of each
    share: float  #: of them may fail
    latest: OrderedDict[str, Trouble | None] = field(default_factory=OrderedDict[str, "Trouble | None"])
    sent_by: dict[str, str] = field(default_factory=dict[str, str])  #: the source of each of them
    verdict: str | None = None
    has_succeeded: bool = False  #: some host has answered in this task

    @property
    def is_open(self) -> bool:
        """Is claiming to stop?"""
        return self.verdict is not None

    @property
    def is_calm(self) -> bool:
        """Do at least half of the hosts asked last answer, so that a failure is the failing host's own?"""
        return self.has_succeeded and 2 * len(self._failed()) <= len(self.latest)

    @property
    def is_silent(self) -> bool:
        """Does none of the hosts asked last answer?"""
        return len(self.latest) >= min(LEAST_HOSTS, self.hosts) and len(self._failed()) == len(self.latest)

    def note(self, host: str, trouble: Trouble | None, *, source: str | None = None) -> None:
        """A host answered (None, or a trouble that says something of the page alone), or failed.

        `source` is what sent us there. A source has one voice: of its hosts that failed only the latest counts, or a
        feed of dead links would speak for the network.
        """
        if source is not None and trouble in FAILURES:
            for other in [each for each, its in self.sent_by.items() if its == source and self.latest[each]]:
                del self.latest[other], self.sent_by[other]
        self.sent_by[host] = source or host
        self.latest[host] = trouble if trouble in FAILURES else None
        self.latest.move_to_end(host)
        self.has_succeeded = self.has_succeeded or self.latest[host] is None
        while len(self.latest) > self.hosts:
            self.sent_by.pop(self.latest.popitem(last=False)[0])
        if len(self.latest) == self.hosts and len(self._failed()) > self.share * self.hosts:
            self._open()

    def settle(self) -> None:
        """All who were to be asked have been: open where there were few of them and none has answered in this task."""
        if self.is_silent and not self.has_succeeded:
            self._open()

    def check(self) -> None:
        """Raises NetworkDown with one sentence where it is open."""
        if self.verdict is not None:
            raise NetworkDown(self.verdict)

    def _open(self) -> None:
        failed = self._failed()
        self.verdict = self.verdict or (
            f"{len(failed)} of the last {len(self.latest)} hosts failed, the last of them with {failed[-1]}:"
            " the network seems to be down; nothing was rejected, and everything will be tried again"
        )

    def _failed(self) -> list[Trouble]:
        return [trouble for trouble in self.latest.values() if trouble is not None]


def breaker_of(settings: Settings) -> Breaker:
    """A closed breaker as the settings describe it."""
    return Breaker(hosts=settings.ingest_breaker_hosts, share=settings.ingest_breaker_share)
