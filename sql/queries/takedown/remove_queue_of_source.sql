-- What a source has in the queue of articles that another one had announced first.
WITH gone AS (
    DELETE FROM ops.entry
    WHERE source = %(source)s
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
