-- An entry that is not kept. One that has its disposition in this run keeps it.
INSERT INTO ops.disposition (
    dag_id, run_id, entry_key_hash, entry_key, outcome, stage, reason, detail, source, origin, url_key, file_hash,
    page_sha256
)
VALUES (
    %(dag_id)s, %(run_id)s, %(entry_key_hash)s, %(entry_key)s, 'rejected', %(stage)s, %(reason)s, %(detail)s, %(source)s,
    %(origin)s, %(url_key)s, %(file_hash)s, %(page_sha256)s
)
ON CONFLICT (dag_id, run_id, entry_key_hash) DO NOTHING
