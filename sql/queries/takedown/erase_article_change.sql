-- Words that versions of these articles changed.
DELETE FROM news.article_change
WHERE article_id = any(%(article_ids)s::bigint[])
