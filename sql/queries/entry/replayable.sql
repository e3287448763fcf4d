-- How many rejected entries a replay would put back.
SELECT count(DISTINCT d.entry_key_hash) AS entry_count
FROM ops.disposition AS d
INNER JOIN ops.sighting AS s ON d.entry_key_hash = s.entry_key_hash
INNER JOIN raw.entry AS r ON s.entry_key_hash = r.entry_key_hash AND s.stored_at = r.stored_at
WHERE
    d.outcome = 'rejected'
    AND d.decided_at >= %(since)s
    AND (%(reason)s::text IS NULL OR d.reason = %(reason)s)
    AND (%(source)s::text IS NULL OR d.source = %(source)s)
    AND NOT EXISTS (
        SELECT FROM ops.disposition AS later
        WHERE later.entry_key_hash = d.entry_key_hash AND later.decided_at > d.decided_at
    )
    AND NOT EXISTS (SELECT FROM ops.entry AS e WHERE e.entry_key_hash = d.entry_key_hash)
