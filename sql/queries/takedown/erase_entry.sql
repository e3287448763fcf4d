-- What waits in the queue ends here: of these addresses, and whatever `source` announced where it is named.
WITH gone AS (
    DELETE FROM ops.entry
    WHERE url_key_hash = any(%(url_key_hashes)s::bytea[]) OR source = %(source)s::text
    RETURNING entry_key_hash, source, origin, purpose
)

INSERT INTO ops.disposition (
    dag_id, run_id, entry_key_hash, entry_key, outcome, stage, reason, detail, source, origin
)
SELECT
    %(dag_id)s,
    %(run_id)s,
    gone.entry_key_hash,
    'taken down',
    'rejected',
    'fetch',
    'taken_down',
    'taken down: see wireroom takedown list',
    gone.source,
    gone.origin
FROM gone
WHERE gone.purpose <> 'revisit'
ON CONFLICT (dag_id, run_id, entry_key_hash) DO NOTHING
