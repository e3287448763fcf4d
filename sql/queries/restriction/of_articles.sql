-- Which of these articles are of a restricted source?
SELECT a.article_id
FROM news.article AS a
INNER JOIN news.source AS s ON a.source_id = s.source_id
WHERE a.article_id = ANY(%(article_ids)s) AND s.name = ANY(%(sources)s)
