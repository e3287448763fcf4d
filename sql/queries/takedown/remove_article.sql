-- The article itself, when nothing points to it any more.
DELETE FROM news.article
WHERE article_id = any(%(article_ids)s::bigint[])
