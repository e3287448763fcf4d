-- Correction notices of these articles.
DELETE FROM news.correction
WHERE article_id = any(%(article_ids)s::bigint[])
