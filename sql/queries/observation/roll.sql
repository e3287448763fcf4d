-- Polls that are not counted yet: what their hours came to, since when each feed is looked at, and the times in which
-- nobody was looking. Of each feed from where it was left, so it costs what is new, and counts nothing twice. Polls of
-- one feed never overlap (its lease), so none can come in before one that is counted.
WITH state AS (
    SELECT
        f.feed_id,
        s.rolled_until,
        s.first_success_at,
        s.last_success_at,
        s.due_at
    FROM ops.feed AS f
    LEFT JOIN news.observed_feed AS s ON f.feed_id = s.feed_id
),

fresh AS (
    SELECT
        p.feed_id,
        p.polled_at,
        p.result IN ('parsed', 'same_body', 'not_modified') AS succeeded,
        coalesce(p.next_poll_at, p.polled_at) AS due_at,
        p.new_count,
        p.missed_count
    FROM state AS s
    CROSS JOIN LATERAL (
        SELECT
            poll.feed_id,
            poll.polled_at,
            poll.result,
            poll.next_poll_at,
            poll.new_count,
            poll.missed_count
        FROM ops.poll
        WHERE
            poll.feed_id = s.feed_id
            AND poll.polled_at > coalesce(s.rolled_until, '-infinity')
            AND poll.polled_at <= %(until)s
    ) AS p
),

success AS (
    SELECT
        f.feed_id,
        f.polled_at,
        coalesce(lag(f.polled_at) OVER feed, s.last_success_at) AS before_at,
        coalesce(lag(f.due_at) OVER feed, s.due_at) AS was_due_at
    FROM fresh AS f
    INNER JOIN state AS s ON f.feed_id = s.feed_id
    WHERE f.succeeded
    WINDOW feed AS (PARTITION BY f.feed_id ORDER BY f.polled_at)
),

gap AS (
    INSERT INTO news.observation_gap (feed_id, since, until, planned_s)
    SELECT
        feed_id,
        was_due_at,
        polled_at,
        greatest(extract(EPOCH FROM was_due_at - before_at), 60)
    FROM success
    WHERE polled_at > was_due_at + interval '1 hour'
    ON CONFLICT (feed_id, since) DO NOTHING
    RETURNING feed_id
),

hour AS (
    INSERT INTO news.observation_hour AS kept (feed_id, hour, poll_count, success_count, new_count, missed_count)
    SELECT
        feed_id,
        date_trunc('hour', polled_at, 'UTC'),
        count(*),
        count(*) FILTER (WHERE succeeded),
        sum(new_count),
        sum(missed_count)
    FROM fresh
    GROUP BY feed_id, date_trunc('hour', polled_at, 'UTC')
    ON CONFLICT (feed_id, hour) DO UPDATE
        SET
            poll_count = kept.poll_count + excluded.poll_count,
            success_count = kept.success_count + excluded.success_count,
            new_count = kept.new_count + excluded.new_count,
            missed_count = kept.missed_count + excluded.missed_count
    RETURNING feed_id
),

newest AS (
    SELECT
        feed_id,
        max(polled_at) AS polled_at,
        min(polled_at) FILTER (WHERE succeeded) AS first_success_at,
        max(polled_at) FILTER (WHERE succeeded) AS last_success_at,
        (array_agg(due_at ORDER BY polled_at DESC) FILTER (WHERE succeeded))[1] AS due_at
    FROM fresh
    GROUP BY feed_id
),

kept AS (
    INSERT INTO news.observed_feed AS kept (feed_id, rolled_until, first_success_at, last_success_at, due_at)
    SELECT
        feed_id,
        polled_at,
        first_success_at,
        last_success_at,
        due_at
    FROM newest
    ON CONFLICT (feed_id) DO UPDATE
        SET
            rolled_until = excluded.rolled_until,
            first_success_at = coalesce(kept.first_success_at, excluded.first_success_at),
            last_success_at = coalesce(excluded.last_success_at, kept.last_success_at),
            due_at = coalesce(excluded.due_at, kept.due_at)
    RETURNING feed_id
)

SELECT
    (SELECT count(*) FROM fresh) AS poll_count,
    (SELECT count(*) FROM gap) AS gap_count,
    (SELECT count(*) FROM hour) AS hour_count,
    (SELECT count(*) FROM kept) AS feed_count
