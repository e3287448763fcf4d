-- A file the planner refused. It counts as one entry.
INSERT INTO ops.seed_file (
    dag_id, run_id, file_hash, file, file_bytes, state, entry_count, rejected_count, reason, detail, ended_at
)
VALUES (
    %(dag_id)s, %(run_id)s, %(file_hash)s, %(file)s, %(file_bytes)s, 'rejected', 1, 1, %(reason)s, %(detail)s,
    clock_timestamp()
)
ON CONFLICT (dag_id, run_id, file_hash) DO NOTHING
