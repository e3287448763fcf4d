-- Take the next turn to ask a site, whoever keeps it: seconds until it comes, and whether it was taken. It is not where
-- the host wants to be left alone, or where it is further off than the patience.
WITH wish AS (
    SELECT
        %(site)s::text AS site,
        coalesce(max(blocked_until), '-infinity') AS blocked_until
    FROM ops.host
    WHERE host = %(host)s
),

turn AS (
    INSERT INTO ops.site AS s (site, next_allowed_at)
    SELECT
        site,
        clock_timestamp() + make_interval(secs => %(gap_s)s) AS next_allowed_at
    FROM wish
    WHERE blocked_until <= clock_timestamp()
    ON CONFLICT (site) DO UPDATE
        SET next_allowed_at = greatest(s.next_allowed_at, clock_timestamp()) + make_interval(secs => %(gap_s)s)
        WHERE
            s.next_allowed_at IS NULL
            OR s.next_allowed_at <= clock_timestamp() + make_interval(secs => %(patience_s)s)
    RETURNING next_allowed_at - make_interval(secs => %(gap_s)s) AS begins_at
)

SELECT
    extract(EPOCH FROM begins_at - clock_timestamp())::double precision AS wait_s,
    TRUE AS is_taken
FROM turn
UNION ALL
SELECT
    extract(EPOCH FROM greatest(w.blocked_until, s.next_allowed_at) - clock_timestamp())::double precision AS wait_s,
    FALSE AS is_taken
FROM wish AS w
LEFT JOIN ops.site AS s ON w.site = s.site
WHERE NOT EXISTS (SELECT FROM turn)
