-- What checks said of the article.
DELETE FROM ops.check_offender
WHERE article_id = any(%(article_ids)s::bigint[])
