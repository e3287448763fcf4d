-- How is each feed doing? Counts are of the last seven days.
CREATE OR REPLACE VIEW mart.feed_health AS
WITH class AS (
    SELECT
        feed_id,
        result,
        count(*) AS poll_count,
        sum(new_count) AS new_count,
        sum(missed_count) AS missed_count,
        sum(wire_bytes) AS wire_bytes,
        min(polled_at) AS first_polled_at
    FROM ops.poll
    WHERE polled_at > now() - interval '7 days'
    GROUP BY feed_id, result
),

week AS (
    SELECT
        feed_id,
        sum(poll_count) AS poll_count,
        sum(poll_count) FILTER (WHERE result = 'not_modified') AS not_modified_count,
        sum(poll_count) FILTER (WHERE result NOT IN ('parsed', 'same_body', 'not_modified')) AS failure_count,
        jsonb_object_agg(result, poll_count)
            FILTER (WHERE result NOT IN ('parsed', 'same_body', 'not_modified')) AS failures_by_class,
        sum(missed_count) AS missed_count,
        sum(wire_bytes) AS wire_bytes
    FROM class
    GROUP BY feed_id
),

seen AS (
    SELECT
        feed_id,
        count(*) AS entry_count
    FROM ops.sighting
    WHERE first_seen_at > now() - interval '7 days' AND same_as IS NULL
    GROUP BY feed_id
)

SELECT
    f.feed_id,
    f.feed_key,
    s.status,
    s.last_poll_at,
    s.last_result,
    s.last_detail,
    s.last_ok_at,
    s.last_new_at,
    s.failures,
    s.failing_since,
    s.next_poll_at,
    s.next_poll_why,
    extract(EPOCH FROM s.next_poll_at - s.last_poll_at)::double precision AS interval_s,
    coalesce(w.poll_count, 0)::bigint AS poll_count,
    coalesce(w.not_modified_count, 0)::bigint AS not_modified_count,
    coalesce(w.failure_count, 0)::bigint AS failure_count,
    coalesce(w.failures_by_class, '{}') AS failures_by_class,
    coalesce(seen.entry_count, 0)::bigint AS entry_count,
    round(
        coalesce(seen.entry_count, 0)
        / greatest(extract(EPOCH FROM now() - greatest(f.added_at, now() - interval '7 days')) / 86400, 1), 2
    ) AS entries_per_day,
    coalesce(w.missed_count, 0)::bigint AS missed_count,
    coalesce(w.wire_bytes, 0)::bigint AS wire_bytes,
    CASE WHEN s.text_sample_count > 0 THEN s.text_whole_count::double precision / s.text_sample_count END AS full_text_share
FROM ops.feed AS f
INNER JOIN ops.feed_state AS s ON f.feed_id = s.feed_id
LEFT JOIN week AS w ON f.feed_id = w.feed_id
LEFT JOIN seen ON f.feed_id = seen.feed_id;

COMMENT ON VIEW mart.feed_health IS 'How is each feed doing? Counts are of the last seven days.';
COMMENT ON COLUMN mart.feed_health.feed_id IS 'See mart.feed.';
COMMENT ON COLUMN mart.feed_health.feed_key IS 'See mart.feed.';
COMMENT ON COLUMN mart.feed_health.status IS 'active, unreachable, gone, quarantined, paused.';
COMMENT ON COLUMN mart.feed_health.last_poll_at IS 'When it was last polled.';
COMMENT ON COLUMN mart.feed_health.last_result IS 'What came of that: parsed, same_body, not_modified, or what went wrong.';
COMMENT ON COLUMN mart.feed_health.last_detail IS 'What went wrong, as a sentence.';
COMMENT ON COLUMN mart.feed_health.last_ok_at IS 'When it last answered as a feed should.';
COMMENT ON COLUMN mart.feed_health.last_new_at IS 'When its newest entry appeared.';
COMMENT ON COLUMN mart.feed_health.failures IS 'Weighted failures in a row.';
COMMENT ON COLUMN mart.feed_health.failing_since IS 'First of the failures in a row.';
COMMENT ON COLUMN mart.feed_health.next_poll_at IS 'When it is due; null: not by itself.';
COMMENT ON COLUMN mart.feed_health.next_poll_why IS 'Which rule said so.';
COMMENT ON COLUMN mart.feed_health.interval_s IS 'Seconds between the last poll and the next.';
COMMENT ON COLUMN mart.feed_health.poll_count IS 'Polls.';
COMMENT ON COLUMN mart.feed_health.not_modified_count IS 'Polls answered with "not modified".';
COMMENT ON COLUMN mart.feed_health.failure_count IS 'Polls that failed.';
COMMENT ON COLUMN mart.feed_health.failures_by_class IS 'The same by what went wrong.';
COMMENT ON COLUMN mart.feed_health.entry_count IS 'Entries seen for the first time.';
COMMENT ON COLUMN mart.feed_health.entries_per_day IS 'The same per day.';
COMMENT ON COLUMN mart.feed_health.missed_count IS 'Estimate of entries that came and went between two polls.';
COMMENT ON COLUMN mart.feed_health.wire_bytes IS 'Bytes that travelled.';
COMMENT ON COLUMN mart.feed_health.full_text_share IS 'Share of sampled entries whose text in the feed was that of their page; null without samples.';
