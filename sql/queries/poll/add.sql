-- One line of the log of polls.
INSERT INTO ops.poll (
    feed_id, polled_at, dag_id, run_id, result, status, detail, is_conditional, wire_bytes, elapsed_s, entry_count,
    new_count, changed_count, missed_count, next_poll_at, next_poll_why
)
VALUES (
    %(feed_id)s, clock_timestamp(), %(dag_id)s, %(run_id)s, %(result)s, %(http_status)s, %(detail)s, %(is_conditional)s,
    %(wire_bytes)s, %(elapsed_s)s, %(entry_count)s, %(new_count)s, %(changed_count)s, %(missed_count)s,
    %(next_poll_at)s, %(next_poll_why)s
)
