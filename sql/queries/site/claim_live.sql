-- Lease the sites whose live entries have waited longest and that nobody holds; their turn may be `soon_s` off.
WITH free AS (
    SELECT site
    FROM ops.site
    WHERE
        live_ready_at <= clock_timestamp()
        AND (lease_until IS NULL OR lease_until < clock_timestamp())
        AND NOT EXISTS (SELECT FROM ops.hold)
        AND (next_allowed_at IS NULL OR next_allowed_at <= clock_timestamp() + make_interval(secs => %(soon_s)s))
    ORDER BY live_ready_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)

UPDATE ops.site AS s
SET
    lease_token = gen_random_uuid(),
    lease_owner = %(owner)s,
    lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s)
FROM free
WHERE s.site = free.site
RETURNING s.site, s.lease_token
