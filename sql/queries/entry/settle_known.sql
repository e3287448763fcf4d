-- Queued entries whose article another announcement has brought already: they end as duplicates, nothing is fetched.
WITH known AS (
    SELECT
        e.entry_key_hash,
        e.entry_key,
        e.source,
        e.origin,
        a.url_key,
        a.article_id
    FROM ops.entry AS e
    LEFT JOIN ops.url_alias AS other ON e.url_key_hash = other.alias_hash
    INNER JOIN news.article AS a ON coalesce(other.url_key_hash, e.url_key_hash) = a.url_key_hash
    WHERE e.entry_key_hash = any(%(entry_key_hashes)s) AND e.purpose = 'new' AND a.origin <> 'demo'
),

noted AS (
    INSERT INTO ops.disposition (dag_id, run_id, entry_key_hash, entry_key, outcome, source, origin, url_key, article_id)
    SELECT
        %(dag_id)s, %(run_id)s, entry_key_hash, entry_key, 'duplicate', source, origin, url_key, article_id
    FROM known
    ON CONFLICT (dag_id, run_id, entry_key_hash) DO NOTHING
)

DELETE FROM ops.entry AS e
USING known
WHERE e.entry_key_hash = known.entry_key_hash
RETURNING e.entry_key_hash
