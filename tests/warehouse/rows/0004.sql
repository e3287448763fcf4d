INSERT INTO ops.run (dag_id, run_id, task_id, map_index, try_number, code_version, state, ended_at, tally)
VALUES ('ingest_seeds', 'r', 'read', -1, 1, '1', 'succeeded', now(), '{"stored": 3}');
INSERT INTO ops.batch (dag_id, run_id, batch_number, state) VALUES ('ingest_seeds', 'r', 1, 'done');
INSERT INTO ops.seed_file (dag_id, run_id, file_hash, file, path, batch_number, size_bytes, mtime_ns, state,
    entry_count, stored_count, ended_at)
VALUES ('ingest_seeds', 'r', sha256('1.txt'), '1.txt', '/1.txt', 1, 9, 9, 'done', 3, 3, now());
INSERT INTO ops.disposition (dag_id, run_id, entry_key_hash, entry_key, outcome, stage, reason, detail,
    source,
    origin, url_key, article_id)
VALUES ('ingest_seeds', 'r', sha256('1'), 'seed:a/1#1', 'stored', NULL, NULL, NULL, 'a', 'seed', 'k', 1),
    ('ingest_seeds', 'r', sha256('2'), 'seed:a/1#9', 'rejected', 'clean', 'too_short', 'why', 'a',
        'seed', 'k', NULL);
