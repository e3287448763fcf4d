-- A try ends. Not one that a later try has already declared lost.
UPDATE ops.run
SET
    state = %(state)s,
    ended_at = clock_timestamp(),
    tally = %(tally)s
WHERE
    dag_id = %(dag_id)s
    AND run_id = %(run_id)s
    AND task_id = %(task_id)s
    AND map_index = %(map_index)s
    AND try_number = %(try_number)s
    AND state = 'running'
