-- Hashes of their texts.
DELETE FROM news.article_signature
WHERE article_id = any(%(article_ids)s::bigint[])
