-- How a host answered.
INSERT INTO ops.host AS h (host, site, crawl_delay_s, latency_s, failures, last_ok_at, last_failed_at)
VALUES (
    %(host)s, %(site)s, %(crawl_delay_s)s, %(latency_s)s, %(failed)s, CASE WHEN %(failed)s = 0 THEN now() END,
    CASE WHEN %(failed)s > 0 THEN now() END
)
ON CONFLICT (host) DO UPDATE
    SET
        crawl_delay_s = excluded.crawl_delay_s,
        latency_s = coalesce(0.7 * h.latency_s + 0.3 * excluded.latency_s, excluded.latency_s, h.latency_s),
        failures = CASE WHEN excluded.last_ok_at IS NOT NULL THEN 0 ELSE h.failures + excluded.failures END,
        last_ok_at = coalesce(excluded.last_ok_at, h.last_ok_at),
        last_failed_at = coalesce(excluded.last_failed_at, h.last_failed_at)
