-- These articles are new or changed: their sources have so many more to count.
INSERT INTO ops.line_count AS k (source_id, article_count, owed_count)
SELECT
    l.source_id,
    0,
    count(*)
FROM news.article_line AS l
WHERE l.article_id = any(%(article_ids)s::bigint[])
GROUP BY l.source_id
ORDER BY l.source_id
ON CONFLICT (source_id) DO UPDATE SET owed_count = k.owed_count + excluded.owed_count
