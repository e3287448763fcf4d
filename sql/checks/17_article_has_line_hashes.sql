-- severity: warn
-- scope: article
-- why: what a source repeats is learned from the lines of its articles; one without is not counted.
SELECT
    a.article_id,
    'no row in news.article_line' AS detail
FROM news.article AS a
LEFT JOIN news.article_line AS l ON a.article_id = l.article_id
WHERE a.article_id = any(%(article_ids)s::bigint[]) AND l.article_id IS NULL AND char_length(a.body) > 200
