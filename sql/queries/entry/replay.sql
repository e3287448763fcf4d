-- Rejected entries back into the queue: those whose last end was a rejection for this reason, by this source, since then.
WITH rejected AS (
    SELECT DISTINCT d.entry_key_hash
    FROM ops.disposition AS d
    WHERE
        d.outcome = 'rejected'
        AND d.decided_at >= %(since)s
        AND (%(reason)s::text IS NULL OR d.reason = %(reason)s)
        AND (%(source)s::text IS NULL OR d.source = %(source)s)
        AND NOT EXISTS (
            SELECT FROM ops.disposition AS later
            WHERE later.entry_key_hash = d.entry_key_hash AND later.decided_at > d.decided_at
        )
)

INSERT INTO ops.entry (
    entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id, source, origin, purpose, priority,
    title, published_raw, declared_language, raw_stored_at, carries_text, not_before, seen_at
)
SELECT
    r.entry_key_hash,
    r.entry_key,
    r.url_key,
    s.url_key_hash,
    r.url,
    r.host,
    r.site,
    r.feed_id,
    f.feed_key,
    %(origin)s,
    'replay',
    1,
    r.title,
    r.published_raw,
    r.language,
    r.stored_at,
    r.carries_text,
    greatest(now(), h.blocked_until),
    s.first_seen_at
FROM rejected
INNER JOIN ops.sighting AS s ON rejected.entry_key_hash = s.entry_key_hash
INNER JOIN raw.entry AS r ON s.entry_key_hash = r.entry_key_hash AND s.stored_at = r.stored_at
INNER JOIN ops.feed AS f ON s.feed_id = f.feed_id
LEFT JOIN ops.host AS h ON r.host = h.host
ORDER BY r.stored_at
LIMIT %(limit)s
ON CONFLICT (entry_key_hash) DO NOTHING
RETURNING entry_key_hash
