"""What a command says while it works: one line per step, with the seconds since it began."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Steps:
    """Writes to the terminal. Each line is complete, so that it reads the same in a file."""

    begun: float = field(default_factory=time.monotonic)

    def __call__(self, text: str) -> None:
        """Write one line."""
        sys.stdout.write(f"{time.monotonic() - self.begun:6.1f} s  {text}\n")
        sys.stdout.flush()
