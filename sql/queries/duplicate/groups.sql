-- The groups of these articles; an article that is in none has no row.
SELECT
    m.article_id,
    m.group_id
FROM news.duplicate_member AS m
WHERE m.article_id = any(%(article_ids)s)
