"""The generated pages of docs/ are current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_make_docs_would_change_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "tools" / "docs.py"), "--check"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
