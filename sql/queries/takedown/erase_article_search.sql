-- The words of these articles.
DELETE FROM news.article_search
WHERE article_id = any(%(article_ids)s::bigint[])
