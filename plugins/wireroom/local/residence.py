"""In which directory the cluster lives: below home, or, as root in a folder the account cannot enter, beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wireroom.errors import LocalError
from wireroom.local.account import can_enter, give
from wireroom.local.places import digest

if TYPE_CHECKING:
    from wireroom.local.account import Account
    from wireroom.local.places import Places

ELSEWHERE = Path("/var/lib/wireroom")


def residence(where: Places, account: Account | None) -> Path:
    """The directory of the cluster, made where it is missing and owned by the account; no parent changes its mode.

    Raises LocalError where neither place can be used.
    """
    if where.postgres_elsewhere.exists():
        return _recorded(where, account)
    if where.postgres.exists() or can_enter(where.home, account):
        return _own(where.postgres, where, account)
    place = _own(ELSEWHERE / digest(where.home), where, account)
    where.postgres_elsewhere.write_text(f"{place}\n", encoding="utf-8")
    return place


def _recorded(where: Places, account: Account | None) -> Path:
    """The place an earlier run chose. A copied checkout brings the note along: two must not share one cluster."""
    place = Path(where.postgres_elsewhere.read_text(encoding="utf-8").strip())
    owner = place / "home"
    belongs_to = Path(owner.read_text(encoding="utf-8").strip()) if owner.exists() else where.home
    if belongs_to != where.home and belongs_to.exists():
        msg = f"{place} belongs to {belongs_to}: remove {where.postgres_elsewhere} to begin with an empty cluster"
        raise LocalError(msg)
    return _own(place, where, account)


def _own(place: Path, where: Places, account: Account | None) -> Path:
    try:
        place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
        give(place, account)
        (place / "home").write_text(f"{where.home}\n", encoding="utf-8")
    except OSError as exc:
        msg = f"{place} cannot be used for Postgres: {exc.strerror}; set WIREROOM_HOME to a directory that can"
        raise LocalError(msg) from exc
    if not can_enter(place, account):
        msg = (
            f"the account {account.name if account else ''} cannot enter {place}:"
            " set WIREROOM_HOME to a directory it can, or WIREROOM_POSTGRES_OS_USER to an account that can"
        )
        raise LocalError(msg)
    return place
