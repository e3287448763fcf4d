-- The articles of a claimed batch.
SELECT url_key_hashes
FROM ops.reprocess_batch
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND batch_number = %(batch_number)s
