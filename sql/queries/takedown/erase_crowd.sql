-- Hashes that they stood for.
DELETE FROM ops.crowd
WHERE article_id = any(%(article_ids)s::bigint[])
