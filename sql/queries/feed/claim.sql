-- Lease the feeds that have been due longest and that nobody holds. The wall clock decides.
WITH due AS (
    SELECT feed_id
    FROM ops.feed_state
    WHERE
        status IN ('active', 'unreachable')
        AND next_poll_at <= clock_timestamp()
        AND (lease_until IS NULL OR lease_until < clock_timestamp())
        AND NOT EXISTS (SELECT FROM ops.hold)
    ORDER BY next_poll_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)

UPDATE ops.feed_state AS s
SET
    lease_token = gen_random_uuid(),
    lease_owner = %(owner)s,
    lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s)
FROM due
INNER JOIN ops.feed AS f ON due.feed_id = f.feed_id
WHERE s.feed_id = due.feed_id
RETURNING
    s.feed_id, s.lease_token, f.feed_key, f.url, f.url_key, f.host, f.site, f.title, f.language, f.publisher,
    f.publisher_zone, f.connection_id, f.on_noarchive, f.on_reservation, f.obeys_robots, f.patience, s.status, s.etag,
    s.last_modified, s.validators_url, s.validators_lie, s.body_hash, s.stable_hash, s.ttl_minutes, s.update_period_s,
    s.skip_hours, s.skip_days, s.cache_s, s.gap_s, s.window_s, s.last_ok_at, s.last_full_at, s.last_new_at, s.failures,
    s.failing_since, s.gone_seen_at, s.moved_to, s.moved_since, s.moved_count, s.kills, s.reused_guids, s.reused_links,
    s.reused_fragments, s.text_sample_count, s.text_whole_count, s.stated_language
