-- What the hosts of these sites want.
SELECT
    host,
    site,
    blocked_until,
    crawl_delay_s,
    failures
FROM ops.host
WHERE site = any(%(sites)s)
