-- Learned lines as people look at them: those that occur most come first.
SELECT
    s.name AS source,
    k.line_hash,
    k.status,
    k.text,
    k.article_count,
    k.day_count,
    k.lacks,
    k.decided_by,
    k.decided_reason
FROM news.learned_line AS k
INNER JOIN news.source AS s ON k.source_id = s.source_id
WHERE
    (%(source)s::text IS NULL OR s.name = %(source)s::text)
    AND (%(status)s::text IS NULL OR k.status = %(status)s::text)
ORDER BY k.article_count DESC, s.name ASC, k.line_hash ASC
LIMIT %(limit)s
