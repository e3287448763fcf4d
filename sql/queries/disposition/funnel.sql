-- What became of the entries of a run: counts by outcome and reason.
SELECT
    outcome,
    reason,
    count(*) AS entry_count
FROM ops.disposition
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s
GROUP BY outcome, reason
ORDER BY outcome, reason
