-- The versions of these articles from the last one on that was described, in order: what is new is compared with the one
-- before. Of an article that never changed that is its only version.
WITH wanted AS (
    SELECT
        w.article_id,
        coalesce(max(c.version), 1) AS described
    FROM unnest(%(article_ids)s::bigint[]) AS w (article_id)
    LEFT JOIN news.article_change AS c ON w.article_id = c.article_id
    GROUP BY w.article_id
)

SELECT
    w.article_id,
    v.version,
    a.language,
    v.title,
    v.lead,
    v.body,
    v.published_local,
    v.published_offset_minutes,
    v.published_earliest,
    v.published_latest
FROM wanted AS w
INNER JOIN news.article AS a ON w.article_id = a.article_id
CROSS JOIN LATERAL (
    SELECT
        old.version,
        old.title,
        old.lead,
        old.body,
        old.published_local,
        old.published_offset_minutes,
        old.published_earliest,
        old.published_latest
    FROM news.article_version AS old
    WHERE old.article_id = w.article_id AND old.version >= w.described
    UNION ALL
    SELECT
        a.version,
        a.title,
        a.lead,
        a.body,
        a.published_local,
        a.published_offset_minutes,
        a.published_earliest,
        a.published_latest
) AS v
ORDER BY w.article_id, v.version
