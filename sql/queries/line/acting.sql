-- Lines that are removed from new articles of these sources.
SELECT
    s.name AS source,
    array_agg(k.line_hash ORDER BY k.line_hash) AS line_hashes
FROM news.learned_line AS k
INNER JOIN news.source AS s ON k.source_id = s.source_id
WHERE k.status IN ('promoted', 'approved') AND s.name = any(%(sources)s::text[])
GROUP BY s.name
