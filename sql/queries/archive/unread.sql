-- Of these entries those that a pass is to read from a file and has not: what has its disposition in this pass is done.
SELECT a.entry_key_hash
FROM ops.archive_entry AS a
WHERE
    a.dag_id = %(dag_id)s
    AND a.run_id = %(run_id)s
    AND a.entry_key_hash = any(%(entry_key_hashes)s::bytea[])
    AND a.standing = 'read'
    AND NOT EXISTS (
        SELECT FROM ops.disposition AS d
        WHERE d.dag_id = a.dag_id AND d.run_id = a.run_id AND d.entry_key_hash = a.entry_key_hash
    )
