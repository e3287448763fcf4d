"""Claims of sites: who fetches what now. Live entries first; a pass over the past claims its own and gives way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from wireroom.warehouse import dispositions, entries
from wireroom.warehouse.entries import Claims, SiteClaim
from wireroom.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.entries import Queued
    from wireroom.warehouse.runs import RunKey

LIVE, LOOKS_AGAIN, PAST = 0, 1, 2  # priorities
LIVE_UNTENDED_S = 30.0  # live entries due for so long have nobody who fetches them: ingest_articles is paused
ENDED_IN_THIS_RUN_S = 60.0  # an entry that came back while its run goes on waits for the next run


def claim(  # noqa: PLR0913 - how much, and for how long
    conn: Connection,
    run: RunKey,
    *,
    sites: int,
    per_site: int,
    lease_s: float,
    soon_s: float = 0.0,
    live_only: bool = False,
) -> Claims:
    """Lease up to `sites` registered domains with due entries, and hand out up to `per_site` entries of each.

    Sites with live entries come first; what has waited longest comes first. A site belongs to one claimer at a time.
    Its next turn to be asked may be `soon_s` seconds off: that is waited for.
    Entries whose article is known by now end here, as duplicates. Nothing of a backfill is handed out, see
    `claim_past`. Give each site back with `release`.
    """
    asked = {"owner": run.claimer, "limit": sites, "lease_s": lease_s, "soon_s": soon_s}
    with conn.transaction():
        leased = dict(conn.execute(query("site/claim_live"), asked).fetchall())
        if not live_only and len(leased) < sites:
            leased |= dict(conn.execute(query("site/claim"), {**asked, "limit": sites - len(leased)}).fetchall())
        return _hand_out(conn, run, leased, per_site=per_site, priorities=(LIVE, LOOKS_AGAIN))


def claim_past(  # noqa: PLR0913 - how much, and for how long
    conn: Connection, run: RunKey, among: Sequence[str], *, sites: int, per_site: int, lease_s: float
) -> Claims:
    """The same for the entries that a pass over the past is about, on sites `among` these.

    A site whose live entries have just come is left to those who fetch them. Where nobody does it is claimed, and its
    live entries are to be asked for first (`claim_live`).
    """
    asked: dict[str, Any] = {"owner": run.claimer, "limit": sites, "lease_s": lease_s, "sites": list(among)}
    with conn.transaction():
        leased = dict(
            conn.execute(query("site/claim_past"), {**asked, **run.dag_run, "patience_s": LIVE_UNTENDED_S}).fetchall()
        )
        return _hand_out(conn, run, leased, per_site=per_site, priorities=(PAST, PAST))


def claim_live(conn: Connection, run: RunKey, claim: SiteClaim, *, but: Collection[str], limit: int) -> list[Queued]:
    """Live entries of a site that is ours, which came since it was claimed: all but those with these keys."""
    with conn.transaction():
        if not entries.holds(conn, claim):
            return []
        held = {claim.site: claim.lease_token}
        found = _hand_out(conn, run, held, per_site=limit + len(but), priorities=(LIVE, LIVE), but=but)
        return [entry for site in found.sites for entry in site.entries]


def with_live(conn: Connection, sites: Sequence[str]) -> set[str]:
    """Which of these sites have live entries that are due."""
    return {site for (site,) in conn.execute(query("site/with_live"), {"sites": list(sites)})}


def _hand_out(  # noqa: PLR0913 - whose, and which
    conn: Connection,
    run: RunKey,
    leased: Mapping[str, UUID],
    *,
    per_site: int,
    priorities: tuple[int, int],
    but: Collection[str] | None = None,
) -> Claims:
    """Due entries of leased sites. Sites without any are given back, unless they were held before (`but` is given)."""
    if not leased:
        return Claims(sites=(), known=0)
    wanted: dict[str, Any] = {"sites": list(leased), "limit": per_site, **run.dag_run}
    wanted |= {"first": priorities[0], "last": priorities[1]}
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = [entries.queued_of(row) for row in cursor.execute(query("entry/claim"), wanted)]
    found = [entry for entry in rows if but is None or entry.entry_key not in but]
    settled = entries.settle(conn, run, [entry.entry_key_hash for entry in found if entry.purpose == "new"])
    ended = dispositions.known(conn, run, [entry.entry_key for entry in found])
    mine: dict[str, list[Queued]] = {}
    back: dict[str, list[bytes]] = {}
    for entry in found:
        if entry.entry_key in ended:
            back.setdefault(entry.site, []).append(entry.entry_key_hash)
        if entry.entry_key not in ended and entry.entry_key_hash not in settled:
            mine.setdefault(entry.site, []).append(entry)
    for site, keys in back.items():
        entries.put_off(conn, site, keys, ENDED_IN_THIS_RUN_S)
    claimed = [entry.entry_key_hash for found in mine.values() for entry in found]
    conn.execute(query("entry/count_attempt"), {"entry_key_hashes": claimed})
    for site in () if but is not None else leased.keys() - mine.keys():
        conn.execute(query("site/release"), {"site": site})
    sites_claimed = tuple(
        SiteClaim(site=site, lease_token=leased[site], entries=tuple(found)) for site, found in mine.items()
    )
    return Claims(sites=sites_claimed, known=len(settled))
