-- Every restricted source, by name.
SELECT
    r.source,
    r.reason,
    r.restricted_by,
    r.restricted_at
FROM news.source_restriction AS r
ORDER BY r.source
