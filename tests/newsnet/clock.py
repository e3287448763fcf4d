"""The clock of the simulated world: runs at a factor of the real one and can be set."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Virtual seconds since 1970. `wall` is the real time the clock follows."""

    def __init__(self, begin: float, speed: float, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._stretches = [(wall(), begin, speed)]  #: real start, virtual start, factor

    @property
    def speed(self) -> float:
        """Virtual seconds in a real one."""
        return self._stretches[-1][2]

    @property
    def begin(self) -> float:
        """The virtual time at which the clock was started."""
        return self._stretches[0][1]

    def wall(self) -> float:
        """Real seconds since 1970."""
        return self._wall()

    def now(self) -> float:
        """Virtual seconds since 1970."""
        real, virtual, speed = self._stretches[-1]
        return virtual + (self._wall() - real) * speed

    def set(self, *, now: float | None = None, speed: float | None = None) -> None:
        """Jump to a moment, go on at another speed (0 stands still), or both."""
        moment = self.now() if now is None else now
        self._stretches.append((self._wall(), moment, self.speed if speed is None else speed))

    def wall_of(self, virtual: float) -> float | None:
        """The real moment at which the clock first reached `virtual`; None where that is yet to come."""
        if virtual <= self.begin:
            return self._stretches[0][0]
        ends = [start for start, _, _ in self._stretches[1:]] + [self._wall()]
        for (real, start, speed), end in zip(self._stretches, ends, strict=True):
            if virtual <= start:  # a jump went past it
                return real
            if speed > 0 and virtual <= start + (end - real) * speed:
                return real + (virtual - start) / speed
        return None
