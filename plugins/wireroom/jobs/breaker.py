"""Tells an outage of ours from sites that fail: then nothing more is claimed. Pure: what was seen in, a verdict out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from wireroom.errors import NetworkDown
from wireroom.fetch.results import Trouble

WINDOW = 40  # fetches it looks at
LEAST = 12  # fewer say nothing
SITES = 4  # of so many sites at least
SHARE = 0.8
OURS = frozenset({Trouble.DNS, Trouble.DNS_TEMPORARY, Trouble.CONNECT, Trouble.TIMEOUT, Trouble.TLS, Trouble.TRUNCATED})


@dataclass(slots=True)
class Breaker:
    """Open once most of the latest fetches failed on many sites; it stays open for the rest of the task."""

    latest: deque[tuple[str, Trouble | None]] = field(
        default_factory=lambda: deque[tuple[str, Trouble | None]](maxlen=WINDOW)
    )
    verdict: str | None = None

    @property
    def is_open(self) -> bool:
        """Is claiming to stop?"""
        return self.verdict is not None

    def note(self, site: str, trouble: Trouble | None) -> None:
        """A fetch ended, well (None) or not."""
        self.latest.append((site, trouble))
        failed = [site for site, found in self.latest if found in OURS]
        if len(self.latest) >= LEAST and len(failed) >= SHARE * len(self.latest) and len(set(failed)) >= SITES:
            self.verdict = self.verdict or (
                f"{len(failed)} of the last {len(self.latest)} fetches failed on {len(set(failed))} sites, the last by"
                f" {next(found for _, found in reversed(self.latest) if found in OURS)}: the network seems to be down;"
                " nothing was rejected, and what failed will be tried again"
            )

    def check(self) -> None:
        """Raises NetworkDown with one sentence where it is open."""
        if self.verdict is not None:
            raise NetworkDown(self.verdict)
