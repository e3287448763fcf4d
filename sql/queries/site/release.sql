-- Give a site back, with when it has work next (that of backfills apart). Runs after site/hold: only so does it see what was queued meanwhile.
UPDATE ops.site AS s
SET
    live_ready_at = (
        SELECT greatest(e.not_before, clock_timestamp())
        FROM ops.entry AS e
        WHERE e.site = s.site AND e.priority = 0
        ORDER BY e.not_before
        LIMIT 1
    ),
    ready_at = (
        SELECT greatest(min(earliest.not_before), clock_timestamp())
        FROM (VALUES (0), (1)) AS p (priority)
        CROSS JOIN LATERAL (
            SELECT e.not_before
            FROM ops.entry AS e
            WHERE e.site = s.site AND e.priority = p.priority
            ORDER BY e.not_before
            LIMIT 1
        ) AS earliest
        HAVING count(*) > 0
    ),
    lease_token = NULL,
    lease_owner = NULL,
    lease_until = NULL
WHERE s.site = %(site)s
