-- The announcement of what was taken down: known from now on, without a word of it, and never queued.
WITH seen AS (
    INSERT INTO ops.sighting AS s (
        entry_key_hash, feed_id, url_key_hash, alias_hash, content_hash, same_as, stored_at, first_seen_at, last_seen_at
    )
    VALUES (
        %(entry_key_hash)s, %(feed_id)s, %(url_key_hash)s, %(alias_hash)s, decode(repeat('00', 32), 'hex'), %(same_as)s,
        now(), now(), now()
    )
    ON CONFLICT (entry_key_hash) DO UPDATE
        SET
            content_hash = excluded.content_hash,
            last_seen_at = excluded.last_seen_at
    RETURNING s.entry_key_hash, s.same_as, s.first_seen_at = s.last_seen_at AS is_new
)

INSERT INTO ops.disposition (
    dag_id, run_id, entry_key_hash, entry_key, outcome, stage, reason, detail, source, origin
)
SELECT
    %(dag_id)s,
    %(run_id)s,
    seen.entry_key_hash,
    'taken down',
    'rejected',
    'discover',
    'taken_down',
    'taken down: see wireroom takedown list',
    %(source)s,
    %(origin)s
FROM seen
WHERE seen.is_new AND seen.same_as IS NULL
ON CONFLICT (dag_id, run_id, entry_key_hash) DO NOTHING
