-- What the signatures of these articles were made of.
SELECT
    a.article_id,
    concat_ws(E'\n\n', a.lead, a.body) AS text
FROM news.article AS a
WHERE a.article_id = any(%(article_ids)s)
