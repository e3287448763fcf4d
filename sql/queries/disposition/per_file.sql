-- What became of each file of a run, in the order of their names; adds up where is_balanced.
SELECT
    file,
    state,
    entry_count,
    stored_count,
    updated_count,
    unchanged_count,
    duplicate_count,
    rejected_count,
    reason,
    detail,
    coalesce(
        entry_count = stored_count + updated_count + unchanged_count + duplicate_count + rejected_count, FALSE
    ) AS is_balanced
FROM ops.seed_file
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s
ORDER BY file, file_hash
