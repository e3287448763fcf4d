"""The past in the queue: passes share what they are about, and what is live is not in their way nor they in its."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from announcing import announce, announced, claim, stored
from wireroom.model import Origin
from wireroom.warehouse import archives, articles, claims, entries
from wireroom.warehouse.archives import PastEntry
from wireroom.warehouse.runs import RunKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wireroom.warehouse.connection import Connection
    from wireroom.warehouse.entries import Claims, Queued

PASS = RunKey(dag_id="backfill_archives", run_id="backfill__1", task_id="fetch")


def keys(found: Sequence[Queued]) -> list[str]:
    return [entry.entry_key for entry in found]


def past(number: int, *, of: int = 1) -> PastEntry:
    """An article of news1.test that a sitemap names."""
    return PastEntry(
        entry_key=f"archive:https://www.news{of}.test/old/{number}",
        url_key=f"https://www.news{of}.test/old/{number}",
        url=f"https://www.news{of}.test/old/{number}",
        host=f"www.news{of}.test",
        site=f"news{of}.test",
        feed_id=None,
        source=f"news{of}",
        found_by="sitemap",
        found_in=f"https://www.news{of}.test/sitemap.xml",
        announced_raw="2026-01-05",
        announced_as="modified",
        announced_local="2026-01-05",
        announced_at=None,
    )


def claim_past(conn: Connection, run: RunKey = PASS) -> Claims:
    return claims.claim_past(conn, run, archives.sites(conn, run), sites=9, per_site=9, lease_s=60)


def test_live_entries_and_a_backfill_have_queues_of_their_own(conn: Connection) -> None:
    """Behaviour 48: who fetches what is live claims nothing of the past, and the other way round."""
    noted = archives.note(conn, PASS, [past(1), past(2), past(1, of=2)])
    announce(conn, announced(9, of=1), number=1)

    just_come = claim_past(conn)
    live = claim(conn)
    entries.release(conn, live.sites[0])
    rest = claim_past(conn)

    assert noted == {"queued": 3}
    assert [site.site for site in just_come.sites] == ["news2.test"], "a site with live entries is left alone"
    assert [(site.site, keys(site.entries)) for site in live.sites] == [("news1.test", ["feed:news1#9"])]
    assert rest.sites == ()


def test_a_backfill_claims_a_site_whose_live_entries_nobody_fetches_and_takes_those_first(conn: Connection) -> None:
    """Behaviour 48: also while ingest_articles is paused."""
    archives.note(conn, PASS, [past(1)])
    announce(conn, announced(9, of=1), number=1)
    conn.execute("UPDATE ops.site SET live_ready_at = now() - interval '1 minute'")

    (site,) = claim_past(conn).sites
    has_live = claims.with_live(conn, ["news1.test", "news2.test"])
    live = claims.claim_live(conn, PASS, site, but=(), limit=9)
    again = claims.claim_live(conn, PASS, site, but={queued.entry_key for queued in live}, limit=9)

    assert (keys(site.entries), keys(live), again) == (["archive:https://www.news1.test/old/1"], ["feed:news1#9"], [])
    assert has_live == {"news1.test"}


def test_passes_that_overlap_share_an_entry_and_what_is_stored_is_not_queued(conn: Connection) -> None:
    other = replace(PASS, run_id="backfill__2")
    archives.note(conn, PASS, [past(1)])
    shared = archives.note(conn, other, [past(1), past(2)])

    (site,) = claim_past(conn, other).sites
    articles.load(conn, other, [replace(stored(entry), origin=Origin.BACKFILL) for entry in site.entries[:1]])
    known = archives.note(conn, replace(PASS, run_id="backfill__3"), [past(1), past(2)])

    assert shared == {"shared": 1, "queued": 1}
    assert keys(site.entries) == [f"archive:https://www.news1.test/old/{number}" for number in (1, 2)]
    assert known == {"stored": 1, "shared": 1}
    assert archives.waiting(conn, PASS).count == 0
    assert archives.waiting(conn, other).count == 1
