"""A world in a process of its own, and the doors of it: for whoever measures, kills or restarts around it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

_TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A world somewhere on loopback."""

    port: int
    pid: int | None = None  #: of the process that `spawned` started

    @property
    def url(self) -> str:
        """Where the doors are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def allow_loopback(self) -> str:
        """What WIREROOM_FETCH_ALLOW_LOOPBACK must say for a client to come here."""
        return f"127.0.0.1:{self.port}, *.test=127.0.0.1:{self.port}"

    def truth(self, since: float | None = None) -> list[dict[str, Any]]:
        """All articles until now."""
        return _lines(self._ask("/_truth" if since is None else f"/_truth?since={since}"))

    def log(self, after: int = 0) -> list[dict[str, Any]]:
        """All requests from number `after` on."""
        return _lines(self._ask(f"/_log?after={after}"))

    def feeds(self) -> list[dict[str, Any]]:
        """The addresses of all feeds."""
        return _lines(self._ask("/_feeds"))

    def opml(self) -> str:
        """The same as OPML."""
        return self._ask("/_opml").decode()

    def clock(self, **changes: float) -> dict[str, float]:
        """The time, after setting `now`, `ahead` or `speed` where given."""
        query = "&".join(f"{name}={value}" for name, value in changes.items())
        return json.loads(self._ask(f"/_clock?{query}", "POST") if changes else self._ask("/_clock"))

    def set_network(self, *, down: bool) -> None:
        """Pull the plug, or put it back."""
        self._ask(f"/_network?down={int(down)}", "POST")

    def _ask(self, path: str, method: str = "GET") -> bytes:
        with urllib.request.urlopen(urllib.request.Request(self.url + path, method=method), timeout=120) as answer:
            return answer.read()


@contextmanager
def spawned(*arguments: str) -> Generator[Remote]:
    """`python -m newsnet` with these arguments, until the end of the block."""
    program = [sys.executable, "-m", "newsnet", *arguments]
    env = {**os.environ, "PYTHONPATH": str(_TESTS)}
    with subprocess.Popen(program, stdout=subprocess.PIPE, env=env, text=True) as process:
        assert process.stdout is not None, "it was asked for"
        try:
            line = process.stdout.readline()
            if not line:
                raise OSError("the simulated network could not be started")
            yield Remote(port=json.loads(line)["port"], pid=process.pid)
        finally:
            process.terminate()


def _lines(raw: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in raw.splitlines()]
