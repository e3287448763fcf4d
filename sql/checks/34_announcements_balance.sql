-- severity: error
-- scope: warehouse
-- why: every announcement waits or has ended; one that does neither was lost. Those of the last two days are looked at.
SELECT concat(f.feed_key, ': an entry seen ', s.first_seen_at, ' neither waits nor has ended') AS detail
FROM ops.feed AS f
CROSS JOIN LATERAL (
    SELECT
        each.entry_key_hash,
        each.first_seen_at
    FROM ops.sighting AS each
    WHERE
        each.feed_id = f.feed_id
        AND each.first_seen_at > now() - interval '2 days'
        AND each.same_as IS NULL
) AS s
WHERE
    NOT EXISTS (SELECT FROM ops.entry AS e WHERE e.entry_key_hash = s.entry_key_hash)
    AND NOT EXISTS (SELECT FROM ops.disposition AS d WHERE d.entry_key_hash = s.entry_key_hash)
