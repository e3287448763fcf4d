"""Removes for good what somebody had removed: an article, a source, or the articles of some days."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_OID, UUID, uuid5

from wireroom.discover.urls import canonical_url
from wireroom.errors import TakedownRefused
from wireroom.jobs.tries import noted
from wireroom.warehouse import takedowns
from wireroom.warehouse.connection import session
from wireroom.warehouse.runs import RunKey
from wireroom.warehouse.takedowns import Kind, Selector, Takedown

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from wireroom.settings import Settings
    from wireroom.warehouse.connection import Connection

log = logging.getLogger(__name__)

LIST = "takedowns.json"  # beside the backups, which know nothing of what was taken down after them
DAG = "take_down"  # in ops.run, also of what was typed
_MOMENTS = ("since", "until", "decided_at", "finished_at", "lifted_at")


def selector(
    *, url: str | None = None, source: str | None = None, since: datetime | None = None, until: datetime | None = None
) -> Selector:
    """What is to go: a url, a source, or a period, of a source or of all. Raises TakedownRefused for anything else."""
    match bool(url), bool(source), since is not None, until is not None:
        case (True, False, False, False):
            given = (url or "").strip()
            canonical = canonical_url(given) or given
            return Selector(
                kind=Kind.URL, addresses=tuple(dict.fromkeys((given, canonical))), host=urlsplit(canonical).hostname
            )
        case (False, True, False, False):
            return Selector(kind=Kind.SOURCE, source=source)
        case (False, _, True, True) if since is not None and until is not None and since < until:
            return Selector(kind=Kind.PERIOD, source=source or None, since=since, until=until)
        case _:
            raise TakedownRefused("name one url, or one source, or both ends of a period, the earlier one first")


def take_down(  # noqa: PLR0913 (who wants what gone, and why)
    url: str,
    settings: Settings,
    run: RunKey,
    what: Selector,
    *,
    reason: str,
    by: str,
    now: datetime,
    dry_run: bool,
) -> dict[str, int]:
    """Erase the text of what `what` names wherever it stands, and keep it from coming back; counts.

    A dry run counts articles and addresses and changes nothing. Killed at any point it goes on when its run is tried
    again, and with the next takedown. Raises TakedownRefused without reason, by whom, or the right to erase;
    WarehouseBusy where something has been loading for too long.
    """
    if not reason.strip() or not by.strip():
        raise TakedownRefused("say why and who decided: it is kept with the takedown")
    with session(url) as conn:
        takedowns.require_owner(conn)
        if dry_run:
            found = takedowns.rehearse(conn, what, reason=reason, by=by, at=now)
            return {"articles": found[0], "addresses to erase": found[1]}
        with noted(conn, run) as tally:
            takedown_id = _name_of(run)
            with conn.transaction():
                takedowns.add(conn, takedown_id, what, reason=reason, by=by, at=now)
            tally["articles"], tally["addresses to erase"] = takedowns.counts(conn, takedown_id)
            keep_list(conn, settings)
            _erase_unfinished(conn, run, tally)
            keep_list(conn, settings)
            return dict(tally)


def finish_takedowns(url: str, settings: Settings, run: RunKey) -> dict[str, int]:
    """Erase what interrupted takedowns and those of another copy (`bring_in_list`) have left; counts."""
    with session(url) as conn:
        if not takedowns.unfinished(conn):
            return {}
        takedowns.require_owner(conn)
        with noted(conn, run) as tally:
            _erase_unfinished(conn, run, tally)
            keep_list(conn, settings)
            return dict(tally)


def lift(url: str, settings: Settings, takedown_id: str, *, by: str, now: datetime) -> None:
    """Let it come again. What was erased stays erased. Raises TakedownRefused where no such takedown stands."""
    try:
        wanted = UUID(takedown_id)
    except ValueError:
        raise TakedownRefused(f"{takedown_id} is no takedown: see `wireroom takedown list`") from None
    with session(url) as conn:
        takedowns.require_owner(conn)
        if not takedowns.lift(conn, wanted, by=by, at=now):
            raise TakedownRefused(f"no takedown {takedown_id} stands: see `wireroom takedown list`")
        keep_list(conn, settings)


def keep_takedowns(url: str, settings: Settings) -> None:
    """Write the list of takedowns anew, before the warehouse at `url` is replaced by an older copy."""
    with session(url) as conn:
        keep_list(conn, settings)


def keep_list(conn: Connection, settings: Settings) -> None:
    """Write what this warehouse knows to be taken down beside the backups of the embedded one."""
    folder = settings.home_path.expanduser().resolve() / "backups"
    if settings.is_embedded:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_list(conn, folder / LIST)


def write_list(conn: Connection, path: Path) -> int:
    """Write every takedown to `path`, with what the file knew that this warehouse does not; how many."""
    if not takedowns.exist(conn):
        return 0
    known = {row["takedown_id"]: row for row in read_list(path)}
    for each in takedowns.listed(conn):
        hashes = [found.hex() for found in takedowns.addresses(conn, each.takedown_id)]
        known[str(each.takedown_id)] = {**_plain(each), "url_key_hashes": hashes}
    growing = path.with_suffix(".part")
    growing.touch(mode=0o600)
    growing.write_text(json.dumps(sorted(known.values(), key=lambda row: row["decided_at"]), indent=1), "utf-8")
    growing.replace(path)
    return len(known)


def read_list(path: Path) -> list[dict[str, Any]]:
    """What `write_list` wrote; nothing where there is no such file. Raises TakedownRefused where it is no such list."""
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text("utf-8"))
        return [dict(row) for row in found if row["takedown_id"]]
    except (ValueError, TypeError, KeyError):
        raise TakedownRefused(f"{path} is no list of takedowns: put the file of a backup in its place") from None


def bring_in_list(url: str, settings: Settings, path: Path, *, now: datetime) -> dict[str, int]:
    """Take down here what the list at `path` names and this copy of the warehouse does not know of; counts."""
    rows = read_list(path)
    if not rows:
        return {}
    with session(url) as conn:
        takedowns.require_owner(conn)
        known = {str(each.takedown_id): each.lifted_at for each in takedowns.listed(conn)}
        for row in rows:
            is_new = row["takedown_id"] not in known
            if is_new or (row["lifted_at"] and known[row["takedown_id"]] is None):
                hashes = [bytes.fromhex(digits) for digits in row["url_key_hashes"]]
                takedowns.bring_in(conn, _takedown(row), hashes)
    return finish_takedowns(url, settings, RunKey(dag_id=DAG, run_id=f"brought in {now.isoformat()}", task_id="erase"))


def _erase_unfinished(conn: Connection, run: RunKey, tally: Counter[str]) -> None:
    begun = takedowns.unfinished(conn)
    for takedown in begun:
        for erased in takedowns.erase(conn, run, takedown.takedown_id):
            tally.update(erased)
            log.info("erased %s", dict(erased))
        if takedown.kind == Kind.SOURCE and takedown.source:
            tally.update(takedowns.erase_rest_of_source(conn, run, takedown.takedown_id, takedown.source))
    if begun:
        takedowns.forget_samples(conn)
    for takedown in begun:
        takedowns.finish(conn, takedown.takedown_id)


def _name_of(run: RunKey) -> UUID:
    """The same for every try of a run, so that a retry goes on and decides nothing anew."""
    return uuid5(NAMESPACE_OID, f"{run.dag_id}/{run.run_id}")


def _plain(takedown: Takedown) -> dict[str, Any]:
    row: dict[str, Any] = asdict(takedown)
    row |= {name: row[name].isoformat() if row[name] else None for name in _MOMENTS}
    key = takedown.url_key_hash
    return row | {"takedown_id": str(takedown.takedown_id), "url_key_hash": bytes(key).hex() if key else None}


def _takedown(row: dict[str, Any]) -> Takedown:
    said: dict[str, Any] = {name: value for name, value in row.items() if name != "url_key_hashes"}
    said |= {name: datetime.fromisoformat(said[name]) if said[name] else None for name in _MOMENTS}
    said["takedown_id"] = UUID(said["takedown_id"])
    said["url_key_hash"] = bytes.fromhex(said["url_key_hash"]) if said["url_key_hash"] else None
    return Takedown(**said)
