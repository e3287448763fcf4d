"""The user's own notice rules, from the directory of the setting: read and tested when a task begins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import NoticesRefused
from wireroom.read.overlay import read_overlay
from wireroom.read.rules import NO_OVERLAY, Overlay

if TYPE_CHECKING:
    from wireroom.settings import Settings

MAX_BYTES = 1_000_000  # of one file; the largest shipped one has 15,000


def own_rules(settings: Settings) -> Overlay:
    """The rules of WIREROOM_NOTICES_DIR; none where it is not set. Raises NoticesRefused naming file and rule."""
    return rules_in(Path(settings.notices_dir)) if settings.notices_dir else NO_OVERLAY


def rules_in(folder: Path) -> Overlay:
    """The rules of a directory, tested by their own examples. Raises NoticesRefused naming file and rule."""
    if not folder.is_dir():
        msg = f"WIREROOM_NOTICES_DIR: {folder} is no directory"
        raise NoticesRefused(msg)
    return read_overlay({path.name: _content(path) for path in sorted(folder.glob("*.toml"))})


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            msg = f"{path.name} is larger than {MAX_BYTES:,} bytes"
            raise NoticesRefused(msg)
        return path.read_bytes()
    except OSError as exc:
        msg = f"{path.name} cannot be read: {exc.strerror}"
        raise NoticesRefused(msg) from exc
