-- An earlier try that still says it is running was killed: Airflow starts the next one only after that.
UPDATE ops.run
SET
    state = 'lost',
    ended_at = clock_timestamp()
WHERE
    dag_id = %(dag_id)s
    AND run_id = %(run_id)s
    AND task_id = %(task_id)s
    AND map_index = %(map_index)s
    AND try_number < %(try_number)s
    AND state = 'running'
