-- Is there a site to claim now, or one whose turn comes within `soon_s`?
SELECT count(*) > 0 AS is_waiting
FROM (
    SELECT site
    FROM ops.site
    WHERE
        ready_at <= clock_timestamp()
        AND NOT EXISTS (SELECT FROM ops.hold)
        AND (lease_until IS NULL OR lease_until < clock_timestamp())
        AND (next_allowed_at IS NULL OR next_allowed_at <= clock_timestamp() + make_interval(secs => %(soon_s)s))
    ORDER BY ready_at
    LIMIT 1
) AS free
