-- The first entries that are due of each of these sites: live ones first, then those that have waited longest. Of a
-- backfill (priority 2) only those that this pass is about.
SELECT
    e.entry_key_hash,
    e.entry_key,
    e.url_key,
    e.url,
    e.host,
    e.site,
    e.feed_id,
    e.source,
    e.origin,
    e.purpose,
    e.priority,
    e.title,
    e.published_raw,
    e.declared_language,
    e.raw_stored_at,
    e.carries_text,
    e.attempts + 1 AS attempts,
    e.failures,
    e.failing_since,
    e.seen_at
FROM unnest(%(sites)s::text[]) AS claimed (site)
CROSS JOIN LATERAL (
    SELECT *
    FROM ops.entry AS due
    WHERE
        due.site = claimed.site -- noqa: RF03
        AND due.not_before <= clock_timestamp() -- noqa: RF03
        AND due.priority BETWEEN %(first)s AND %(last)s -- noqa: RF03
        AND (
            due.priority < 2 -- noqa: RF03
            OR EXISTS (
                SELECT FROM ops.archive_entry AS a
                WHERE a.dag_id = %(dag_id)s AND a.run_id = %(run_id)s AND a.entry_key_hash = due.entry_key_hash
            )
        )
    ORDER BY due.priority, due.not_before
    LIMIT %(limit)s
) AS e
