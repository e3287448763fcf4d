-- When these articles count as published. One whose row would stay as it is is not written; a zone that nobody stated
-- leaves the day as it stands in the document.
INSERT INTO news.article_period AS kept (
    article_id, source_id, language, granularity, instant, day, period, is_demo, first_seen_at
)
SELECT
    a.article_id,
    a.source_id,
    a.language,
    CASE
        WHEN a.published_at IS NOT NULL THEN 'instant'
        WHEN a.published_precision IS NULL THEN 'undated'
        WHEN a.published_precision IN ('year', 'month') THEN a.published_precision
        ELSE 'day'
    END,
    a.published_at,
    CASE
        WHEN a.published_at IS NULL AND a.published_precision IN ('day', 'minute', 'second')
            THEN left(a.published_local, 10)::date
    END,
    CASE WHEN a.published_at IS NULL THEN left(a.published_local, 10) END,
    a.origin = 'demo',
    a.first_seen_at
FROM news.article AS a
WHERE
    a.article_id = any(%(article_ids)s::bigint[])
    AND NOT EXISTS (
        SELECT FROM news.override AS o WHERE o.field = 'not_article' AND o.url_key_hash = a.url_key_hash
    )
ORDER BY a.article_id
ON CONFLICT (article_id) DO UPDATE
    SET
        source_id = excluded.source_id,
        language = excluded.language,
        granularity = excluded.granularity,
        instant = excluded.instant,
        day = excluded.day,
        period = excluded.period,
        is_demo = excluded.is_demo
    WHERE
        (kept.source_id, kept.language, kept.granularity, kept.instant, kept.day, kept.period, kept.is_demo)
        IS DISTINCT FROM (
            excluded.source_id, excluded.language, excluded.granularity, excluded.instant, excluded.day, excluded.period,
            excluded.is_demo
        )
