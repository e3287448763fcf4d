-- The files of a batch that have not ended.
SELECT
    file,
    file_bytes,
    path,
    path_bytes,
    size_bytes,
    mtime_ns
FROM ops.seed_file
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND batch_number = %(batch_number)s AND state = 'planned'
ORDER BY file, file_hash
