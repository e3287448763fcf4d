-- When the page was looked at, and where it stood.
DELETE FROM news.article_check
WHERE article_id = any(%(article_ids)s::bigint[])
