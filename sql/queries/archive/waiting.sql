-- How many entries of a pass still wait, and in how many seconds the first of them is due.
SELECT
    count(*) AS waiting,
    extract(EPOCH FROM min(e.not_before) - clock_timestamp())::double precision AS due_s
FROM ops.archive_entry AS a
INNER JOIN ops.entry AS e ON a.entry_key_hash = e.entry_key_hash
WHERE a.dag_id = %(dag_id)s AND a.run_id = %(run_id)s
