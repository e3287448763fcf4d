-- A feed that was not asked after all, because its host was busy or wants to be left alone: nothing counts against it.
UPDATE ops.feed_state
SET
    next_poll_at = clock_timestamp() + make_interval(secs => %(wait_s)s),
    next_poll_why = 'host-busy',
    lease_token = NULL,
    lease_owner = NULL,
    lease_until = NULL
WHERE feed_id = %(feed_id)s AND lease_token = %(lease_token)s
