-- How many articles and batches the plan of a run has.
SELECT
    coalesce(sum(cardinality(url_key_hashes)), 0) AS article_count,
    count(*) AS batch_count
FROM ops.reprocess_batch
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s
