-- A file of a plan.
INSERT INTO ops.seed_file (
    dag_id, run_id, file_hash, file, file_bytes, path, path_bytes, batch_number, size_bytes, mtime_ns
)
VALUES (
    %(dag_id)s, %(run_id)s, %(file_hash)s, %(file)s, %(file_bytes)s, %(path)s, %(path_bytes)s, %(batch_number)s,
    %(size_bytes)s, %(mtime_ns)s
)
ON CONFLICT (dag_id, run_id, file_hash) DO NOTHING
