-- The first entries that are due of each of these sites: live ones first, then those that have waited longest.
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
    WHERE due.site = claimed.site AND due.not_before <= clock_timestamp() -- noqa: RF03
    ORDER BY due.priority, due.not_before
    LIMIT %(limit)s
) AS e
