-- A file has ended: count what became of its entries, so that the sum can be held against what was discovered.
UPDATE ops.seed_file AS f
SET
    state = CASE WHEN %(reason)s::text IS NULL THEN 'done' ELSE 'rejected' END,
    entry_count = %(entry_count)s,
    stored_count = d.stored,
    updated_count = d.updated,
    unchanged_count = d.unchanged,
    duplicate_count = d.duplicate,
    rejected_count = d.rejected,
    reason = %(reason)s,
    detail = %(detail)s,
    ended_at = clock_timestamp()
FROM (
    SELECT
        count(*) FILTER (WHERE outcome = 'stored') AS stored,
        count(*) FILTER (WHERE outcome = 'updated') AS updated,
        count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged,
        count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate,
        count(*) FILTER (WHERE outcome = 'rejected') AS rejected
    FROM ops.disposition
    WHERE file_hash = %(file_hash)s AND dag_id = %(dag_id)s AND run_id = %(run_id)s
) AS d
WHERE f.dag_id = %(dag_id)s AND f.run_id = %(run_id)s AND f.file_hash = %(file_hash)s
