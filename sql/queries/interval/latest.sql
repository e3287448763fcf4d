-- The last pass of a run, locked: two that begin at once must not both add one.
SELECT
    pass_number,
    pass_run_id,
    interval_start,
    interval_end,
    terms,
    state
FROM ops.backfill_interval
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s
ORDER BY pass_number DESC
LIMIT 1
FOR UPDATE
