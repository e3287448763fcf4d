-- Keep leases. Those that were lost are not returned.
UPDATE ops.site AS s
SET lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s)
FROM unnest(%(sites)s::text[], %(tokens)s::uuid[]) AS held (site, token)
WHERE s.site = held.site AND s.lease_token = held.token
RETURNING s.site
