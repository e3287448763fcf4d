-- These articles count no more.
DELETE FROM news.article_period
WHERE article_id = any(%(article_ids)s::bigint[])
