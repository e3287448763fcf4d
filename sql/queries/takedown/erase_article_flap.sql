-- That the pages of these articles went back and forth.
DELETE FROM news.article_flap
WHERE article_id = any(%(article_ids)s::bigint[])
