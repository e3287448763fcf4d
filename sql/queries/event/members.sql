-- All members of the events that some articles are in, the last first.
SELECT
    m.event_id,
    m.article_id,
    a.window_kind,
    a.window_start,
    a.window_end
FROM news.event_member AS m
INNER JOIN news.article_anchor AS a ON m.article_id = a.article_id
WHERE
    m.event_id IN (
        SELECT own.event_id
        FROM news.event_member AS own
        WHERE own.article_id = any(%(article_ids)s::bigint[])
    )
ORDER BY m.event_id ASC, a.window_end DESC NULLS LAST, m.article_id DESC
