"""A clock that is ahead, for a whole system: what its environment must say, and the dates one wants to see there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

SOURCE = Path(__file__).with_name("moved_clock.c")


def compiled(folder: Path) -> Path:
    """The library that moves the clock. Ends the program where it cannot be made."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        sys.exit(f"{SOURCE.name} moves the clock and has to be compiled: install a C compiler (Debian: gcc), on Linux")
    folder.chmod(0o755)  # the account of Postgres has to read it
    made = folder / "moved_clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(made), str(SOURCE)], check=True)
    return made


def environment(library: Path, ahead: timedelta) -> dict[str, str]:
    """What moves the clock of whatever is started with it."""
    return {"LD_PRELOAD": str(library), "CLOCK_AHEAD_S": f"{ahead.total_seconds():.0f}"}


def month_end(moment: datetime, months: int) -> datetime:
    """The midnight that ends the month of `moment` (1), or so many-th month from there on."""
    count = moment.year * 12 + moment.month - 1 + months
    return datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)
