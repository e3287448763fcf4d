-- Articles whose text changed no longer stand for the crowds they were in.
DELETE FROM ops.crowd
WHERE article_id = any(%(article_ids)s)
