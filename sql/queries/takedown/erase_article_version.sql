-- Superseded versions.
DELETE FROM news.article_version
WHERE article_id = any(%(article_ids)s::bigint[])
