-- When events began and ended, by the members whose day is known.
UPDATE news.event AS e
SET
    first_at = span.first_at,
    last_at = span.last_at
FROM (
    SELECT
        wanted.event_id,
        min(a.window_start) AS first_at,
        max(a.window_end) AS last_at
    FROM unnest(%(event_ids)s::bigint[]) AS wanted (event_id)
    LEFT JOIN news.event_member AS m ON wanted.event_id = m.event_id
    LEFT JOIN news.article_anchor AS a ON m.article_id = a.article_id AND a.window_kind IN ('stated', 'discovered')
    GROUP BY wanted.event_id
) AS span
WHERE e.event_id = span.event_id AND (e.first_at, e.last_at) IS DISTINCT FROM (span.first_at, span.last_at)
