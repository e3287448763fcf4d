-- Queries of analysts that have run for too long are cancelled.
SELECT
    login,
    extract(EPOCH FROM running)::double precision AS running_s,
    became
FROM ops.stop_long_queries(make_interval(secs => %(most_s)s))
