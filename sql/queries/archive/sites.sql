-- The sites of entries of a pass that still wait.
SELECT DISTINCT e.site
FROM ops.archive_entry AS a
INNER JOIN ops.entry AS e ON a.entry_key_hash = e.entry_key_hash
WHERE a.dag_id = %(dag_id)s AND a.run_id = %(run_id)s
