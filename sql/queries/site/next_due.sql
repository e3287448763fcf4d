-- Seconds until a site can be claimed; null where none has work. Not positive where one can be now.
SELECT
    extract(
        EPOCH FROM min(greatest(ready_at, next_allowed_at - make_interval(secs => %(soon_s)s), lease_until))
        - clock_timestamp()
    )::double precision AS wait_s
FROM ops.site
WHERE ready_at IS NOT NULL AND NOT EXISTS (SELECT FROM ops.hold)
