-- What was announced, and what became of it? Every announcement is pending, transient, or has ended as exactly one thing.
CREATE OR REPLACE VIEW mart.stream_funnel AS
WITH last_end AS (
    SELECT
        s.feed_id,
        s.entry_key_hash,
        e.state,
        d.outcome,
        d.reason
    FROM ops.sighting AS s
    LEFT JOIN ops.entry AS e ON s.entry_key_hash = e.entry_key_hash
    LEFT JOIN LATERAL (
        SELECT
            disposition.outcome,
            disposition.reason
        FROM ops.disposition
        WHERE disposition.entry_key_hash = s.entry_key_hash
        ORDER BY disposition.decided_at DESC
        LIMIT 1
    ) AS d ON e.entry_key_hash IS NULL
    WHERE s.same_as IS NULL
),

grouped AS (
    SELECT
        feed_id,
        state,
        outcome,
        reason,
        count(*) AS entry_count
    FROM last_end
    GROUP BY feed_id, state, outcome, reason
)

SELECT
    f.feed_key,
    sum(g.entry_count)::bigint AS discovered_count,
    coalesce(sum(g.entry_count) FILTER (WHERE g.state = 'pending'), 0)::bigint AS pending_count,
    coalesce(sum(g.entry_count) FILTER (WHERE g.state = 'transient'), 0)::bigint AS transient_count,
    coalesce(sum(g.entry_count) FILTER (WHERE g.outcome = 'stored'), 0)::bigint AS stored_count,
    coalesce(sum(g.entry_count) FILTER (WHERE g.outcome = 'updated'), 0)::bigint AS updated_count,
    coalesce(sum(g.entry_count) FILTER (WHERE g.outcome = 'unchanged'), 0)::bigint AS unchanged_count,
    coalesce(sum(g.entry_count) FILTER (WHERE g.outcome = 'duplicate'), 0)::bigint AS duplicate_count,
    coalesce(sum(g.entry_count) FILTER (WHERE g.outcome = 'rejected'), 0)::bigint AS rejected_count,
    coalesce(jsonb_object_agg(g.reason, g.entry_count) FILTER (WHERE g.outcome = 'rejected'), '{}') AS rejected_by_reason,
    coalesce(sum(g.entry_count) FILTER (WHERE g.state IS NULL AND g.outcome IS NULL), 0) = 0 AS is_balanced
FROM grouped AS g
INNER JOIN ops.feed AS f ON g.feed_id = f.feed_id
GROUP BY f.feed_key;

COMMENT ON VIEW mart.stream_funnel IS 'What did each feed announce, and what became of it? An announcement that was replayed or changed counts by where it is now.';
COMMENT ON COLUMN mart.stream_funnel.feed_key IS 'See mart.feed.';
COMMENT ON COLUMN mart.stream_funnel.discovered_count IS 'Announcements.';
COMMENT ON COLUMN mart.stream_funnel.pending_count IS 'Those that wait to be fetched.';
COMMENT ON COLUMN mart.stream_funnel.transient_count IS 'Those that failed for a reason that may heal, and will be tried again.';
COMMENT ON COLUMN mart.stream_funnel.stored_count IS 'Those that became a new article.';
COMMENT ON COLUMN mart.stream_funnel.updated_count IS 'Those that changed an article.';
COMMENT ON COLUMN mart.stream_funnel.unchanged_count IS 'Those whose article was already so.';
COMMENT ON COLUMN mart.stream_funnel.duplicate_count IS 'Those whose article another announcement had brought.';
COMMENT ON COLUMN mart.stream_funnel.rejected_count IS 'Those that were not kept.';
COMMENT ON COLUMN mart.stream_funnel.rejected_by_reason IS 'The same by reason.';
COMMENT ON COLUMN mart.stream_funnel.is_balanced IS 'Each of them waits or has ended: none is lost.';
