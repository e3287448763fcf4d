-- The articles of one batch.
INSERT INTO ops.reprocess_batch (dag_id, run_id, batch_number, url_key_hashes)
VALUES (%(dag_id)s, %(run_id)s, %(batch_number)s, %(url_key_hashes)s)
