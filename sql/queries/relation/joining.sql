-- Pairs of these articles that belong to one group.
SELECT
    r.article_id,
    r.other_id
FROM news.article_relation AS r
WHERE (r.article_id = any(%(article_ids)s) OR r.other_id = any(%(article_ids)s)) AND r.joins_group
