-- A pass begins.
INSERT INTO ops.backfill_interval (
    dag_id, run_id, pass_number, pass_run_id, kind, interval_start, interval_end, terms
)
VALUES (
    %(dag_id)s, %(run_id)s, %(pass_number)s, %(pass_run_id)s, %(kind)s, %(interval_start)s, %(interval_end)s, %(terms)s
)
