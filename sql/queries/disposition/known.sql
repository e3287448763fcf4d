-- Which of these entries are done in this run.
SELECT entry_key_hash
FROM ops.disposition
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND entry_key_hash = any(%(entry_key_hashes)s)
