-- Lease sites with entries of this pass that are due and that nobody holds. One with live entries is left to those who
-- fetch them, unless nobody has come for them for a while: then they go first here.
WITH free AS (
    SELECT s.site
    FROM ops.site AS s
    WHERE
        s.site = any(%(sites)s)
        AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
        AND (s.next_allowed_at IS NULL OR s.next_allowed_at <= clock_timestamp())
        AND (
            s.live_ready_at IS NULL
            OR s.live_ready_at > clock_timestamp()
            OR s.live_ready_at < clock_timestamp() - make_interval(secs => %(patience_s)s)
        )
        AND NOT EXISTS (SELECT FROM ops.hold)
        AND EXISTS (
            SELECT FROM ops.entry AS e
            INNER JOIN ops.archive_entry AS a ON e.entry_key_hash = a.entry_key_hash
            WHERE
                e.site = s.site
                AND e.priority = 2
                AND e.not_before <= clock_timestamp()
                AND a.dag_id = %(dag_id)s
                AND a.run_id = %(run_id)s
        )
    ORDER BY s.next_allowed_at NULLS FIRST, s.site
    LIMIT %(limit)s
    FOR UPDATE OF s SKIP LOCKED
)

UPDATE ops.site AS s
SET
    lease_token = gen_random_uuid(),
    lease_owner = %(owner)s,
    lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s)
FROM free
WHERE s.site = free.site
RETURNING s.site, s.lease_token
