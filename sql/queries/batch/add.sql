-- One batch of a plan.
INSERT INTO ops.batch (dag_id, run_id, batch_number)
VALUES (%(dag_id)s, %(run_id)s, %(batch_number)s)
