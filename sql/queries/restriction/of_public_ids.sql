-- Which of these public ids are those of articles of a restricted source?
SELECT news.public_id(a.url_key_hash) AS public_id
FROM news.article AS a
INNER JOIN news.source AS s ON a.source_id = s.source_id
WHERE news.public_id(a.url_key_hash) = ANY(%(public_ids)s) AND s.name = ANY(%(sources)s)
