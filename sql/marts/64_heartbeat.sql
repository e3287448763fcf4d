-- Is the machinery alive? For a monitor outside: the answer ages when scheduler, poller or fetcher are dead.
CREATE OR REPLACE VIEW mart.heartbeat AS
WITH watch AS (
    SELECT started_at
    FROM ops.run
    WHERE dag_id = 'keep_watch'
    ORDER BY started_at DESC
    LIMIT 1
),

feed AS (
    SELECT
        max(last_poll_at) AS last_poll_at,
        count(*) FILTER (WHERE status IN ('active', 'unreachable') AND next_poll_at <= now()) AS due_feed_count,
        min(next_poll_at) FILTER (WHERE status IN ('active', 'unreachable') AND next_poll_at <= now()) AS due_since
    FROM ops.feed_state
),

queue AS (
    SELECT
        count(*) AS entry_count,
        min(seen_at) AS oldest_seen_at
    FROM ops.entry
)

SELECT
    now() AS asked_at,
    w.started_at AS last_watch_at,
    extract(EPOCH FROM now() - w.started_at)::double precision AS watch_age_s,
    f.last_poll_at,
    f.due_feed_count,
    coalesce(extract(EPOCH FROM now() - f.due_since), 0)::double precision AS overdue_s,
    q.entry_count AS waiting_entry_count,
    q.oldest_seen_at AS oldest_entry_at,
    (SELECT max(article.changed_at) FROM news.article) AS last_article_at,
    (SELECT string_agg(h.detail, '; ' ORDER BY h.since) FROM ops.hold AS h) AS held
FROM feed AS f
CROSS JOIN queue AS q
LEFT JOIN watch AS w ON TRUE;

COMMENT ON VIEW mart.heartbeat IS 'Is the machinery alive? One row, for a monitor outside: it can be asked when the scheduler is dead.';
COMMENT ON COLUMN mart.heartbeat.asked_at IS 'Now.';
COMMENT ON COLUMN mart.heartbeat.last_watch_at IS 'When keep_watch last began, which it does every five minutes while the scheduler lives; null: never.';
COMMENT ON COLUMN mart.heartbeat.watch_age_s IS 'Seconds since then.';
COMMENT ON COLUMN mart.heartbeat.last_poll_at IS 'When a feed was last polled, whatever came of it.';
COMMENT ON COLUMN mart.heartbeat.due_feed_count IS 'Feeds that are due or being polled.';
COMMENT ON COLUMN mart.heartbeat.overdue_s IS 'Seconds since the first of them fell due.';
COMMENT ON COLUMN mart.heartbeat.waiting_entry_count IS 'Entries whose page is owed.';
COMMENT ON COLUMN mart.heartbeat.oldest_entry_at IS 'When the first of them was seen.';
COMMENT ON COLUMN mart.heartbeat.last_article_at IS 'When an article was last stored or changed.';
COMMENT ON COLUMN mart.heartbeat.held IS 'Why nothing is polled or fetched; null where nothing holds it up.';
