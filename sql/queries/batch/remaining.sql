-- Batches of a DAG run that are not done: how many, and how many of them somebody holds.
SELECT
    count(*) AS open_count,
    count(*) FILTER (WHERE lease_until > clock_timestamp()) AS held_count
FROM ops.batch
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND state = 'open'
