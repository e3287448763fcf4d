"""A moved clock: dates are ahead, durations are not."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ahead import compiled, environment, month_end

ASK = """
import multiprocessing, time
began, since = time.monotonic(), time.time()
time.sleep(0.1)
multiprocessing.Semaphore(0).acquire(timeout=0.1)
print(since, time.time() - since, time.monotonic() - began)
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler")
def test_what_is_started_with_a_moved_clock_sees_other_dates_and_real_durations(tmp_path: Path) -> None:
    moved = {**os.environ, **environment(compiled(tmp_path), timedelta(days=40))}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env=moved, capture_output=True, text=True, check=True, timeout=60
    )
    since, waited, lasted = map(float, asked.stdout.split())

    assert since - time.time() == pytest.approx(timedelta(days=40).total_seconds(), abs=60)
    assert waited == pytest.approx(lasted, abs=0.1)
    assert 0.2 <= lasted < 30


def test_a_month_ends_at_the_first_midnight_of_the_next() -> None:
    assert month_end(datetime(2026, 11, 28, 21, tzinfo=UTC), 1) == datetime(2026, 12, 1, tzinfo=UTC)
    assert month_end(datetime(2026, 11, 28, 21, tzinfo=UTC), 2) == datetime(2027, 1, 1, tzinfo=UTC)
