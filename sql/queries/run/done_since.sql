-- Has another run of the DAG done this task since then? One that came too early, or found nothing to do, has not.
SELECT
    EXISTS(
        SELECT
        FROM ops.run
        WHERE
            dag_id = %(dag_id)s
            AND run_id <> %(run_id)s
            AND task_id = %(task_id)s
            AND state = 'succeeded'
            AND started_at >= %(since)s
            AND NOT tally ? 'too early'
            AND JSONB_PATH_EXISTS(tally, '$.* ? (@ > 0)')
    ) AS is_done
