-- What is kept of some articles for comparing them.
SELECT
    article_id,
    method,
    language,
    window_kind,
    window_start,
    window_end,
    keys,
    counts,
    groups,
    weekday,
    stems
FROM news.article_anchor
WHERE article_id = any(%(article_ids)s::bigint[])
