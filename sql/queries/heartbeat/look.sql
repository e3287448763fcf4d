-- How old the signs of life are, and whether we were up and watching when the deadline began to count.
SELECT
    watch_age_s,
    due_feed_count,
    overdue_s,
    waiting_entry_count,
    held,
    (
        SELECT count(*) > 0
        FROM ops.run
        WHERE
            run.dag_id = 'keep_watch'
            AND run.started_at BETWEEN
            now() - make_interval(secs => %(slack_until_s)s)
            AND now() - make_interval(secs => %(deadline_s)s)
    ) AS was_watching
FROM mart.heartbeat
