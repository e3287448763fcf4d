-- Relations of articles whose text changed go.
DELETE FROM news.article_relation
WHERE article_id = any(%(article_ids)s) OR other_id = any(%(article_ids)s)
RETURNING article_id, other_id, joins_group, is_wall_like
