-- Feeds that a person wants polled again, whatever had stopped them: paused, gone, quarantined. The herd is spread.
UPDATE ops.feed_state AS s
SET
    status = 'active',
    next_poll_at = clock_timestamp() + random() * make_interval(secs => %(spread_s)s),
    next_poll_why = 'resumed',
    failures = 0,
    failing_since = NULL,
    gone_seen_at = NULL,
    kills = 0
FROM ops.feed AS f
WHERE
    s.feed_id = f.feed_id
    AND f.feed_key = any(%(keys)s)
    AND f.merged_into IS NULL
    AND s.status IN ('paused', 'gone', 'quarantined')
RETURNING f.feed_key
