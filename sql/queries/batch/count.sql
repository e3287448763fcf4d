-- How many batches a DAG run has.
SELECT count(*) AS batch_count
FROM ops.batch
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s
