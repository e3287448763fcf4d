-- Sites of entries that were queued: work for whoever claims them. A backfill claims its sites itself: they only get a row.
INSERT INTO ops.site AS s (site, live_ready_at, ready_at)
SELECT
    site,
    min(not_before) FILTER (WHERE priority = 0) AS live_ready_at,
    min(not_before) FILTER (WHERE priority < 2) AS ready_at
FROM ops.entry
WHERE entry_key_hash = any(%(entry_key_hashes)s)
GROUP BY site
ORDER BY site
ON CONFLICT (site) DO UPDATE
    SET
        live_ready_at = least(s.live_ready_at, excluded.live_ready_at),
        ready_at = least(s.ready_at, excluded.ready_at)
    WHERE excluded.ready_at IS NOT NULL
