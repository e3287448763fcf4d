-- A try begins. The same try again (a run by hand) begins anew.
INSERT INTO ops.run AS r (dag_id, run_id, task_id, map_index, try_number, code_version)
VALUES (%(dag_id)s, %(run_id)s, %(task_id)s, %(map_index)s, %(try_number)s, %(code_version)s)
ON CONFLICT (dag_id, run_id, task_id, map_index, try_number) DO UPDATE
    SET
        code_version = excluded.code_version,
        state = 'running',
        started_at = clock_timestamp(),
        ended_at = NULL,
        tally = '{}'
