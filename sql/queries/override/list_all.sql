-- What people said of articles, newest first.
SELECT
    url_key,
    field,
    value,
    reason,
    decided_by,
    decided_at
FROM news.override
ORDER BY decided_at DESC, url_key ASC, field ASC
