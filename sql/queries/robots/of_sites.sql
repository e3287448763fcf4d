-- The rules of the hosts of these sites.
SELECT
    robots_url,
    host,
    site,
    standing,
    text,
    confirmed_at,
    tried_at,
    unreachable_since
FROM ops.robots
WHERE site = any(%(sites)s)
