-- Sources that staged articles name for the first time.
INSERT INTO news.source (name)
SELECT DISTINCT s.source
FROM stage_article AS s
LEFT JOIN news.source AS src ON s.source = src.name
WHERE s.outcome = 'stored' AND src.source_id IS NULL
ORDER BY s.source
ON CONFLICT (name) DO NOTHING
