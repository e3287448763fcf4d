-- What was chosen and is no article, a few examples of it.
SELECT coalesce(s.public_id, s.article_id::text, 'NULL') AS chosen
FROM stage_corpus AS s
LEFT JOIN news.article AS a ON s.article_id = a.article_id
WHERE a.article_id IS NULL
ORDER BY s.article_id, s.public_id
LIMIT 3
