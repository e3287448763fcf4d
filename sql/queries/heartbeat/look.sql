-- How old the signs of life are.
SELECT
    watch_age_s,
    due_feed_count,
    overdue_s,
    waiting_entry_count,
    held
FROM mart.heartbeat
