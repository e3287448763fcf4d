-- severity: warn
-- scope: warehouse
-- why: a line that is removed from new articles must be shown with an article that holds it.
SELECT concat('line ', lpad(to_hex(k.line_hash), 16, '0'), ' of ', s.name) AS detail
FROM news.learned_line AS k
INNER JOIN news.source AS s ON k.source_id = s.source_id
WHERE k.status IN ('promoted', 'approved') AND (k.text IS NULL OR k.example_article_ids = '{}')
