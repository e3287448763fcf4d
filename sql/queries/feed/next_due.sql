-- Seconds until the next feed is due; null where none is. Negative where some are.
SELECT extract(EPOCH FROM min(next_poll_at) - clock_timestamp())::double precision AS wait_s
FROM ops.feed_state
WHERE
    status IN ('active', 'unreachable')
    AND next_poll_at IS NOT NULL
    AND (lease_until IS NULL OR lease_until < clock_timestamp())
    AND NOT EXISTS (SELECT FROM ops.hold)
