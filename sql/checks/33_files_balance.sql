-- severity: error
-- scope: warehouse
-- why: every entry of a seed file ends as exactly one thing; those of the runs of the last two days are added up.
SELECT concat(f.file, ' of ', f.run_id, ': ', f.entry_count, ' entries') AS detail
FROM (
    SELECT DISTINCT
        r.dag_id,
        r.run_id
    FROM ops.run AS r
    WHERE r.started_at > now() - interval '2 days'
) AS recent
INNER JOIN ops.seed_file AS f ON recent.dag_id = f.dag_id AND recent.run_id = f.run_id
WHERE
    f.state <> 'planned'
    AND f.entry_count
    <> f.stored_count + f.updated_count + f.unchanged_count + f.duplicate_count + f.rejected_count
