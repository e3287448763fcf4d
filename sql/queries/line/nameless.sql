-- Learned lines of these sources whose text has not been looked up, with the texts of one article that holds them.
SELECT
    k.source_id,
    k.line_hash,
    concat_ws(E'\n\n', a.title, a.lead, a.body) AS texts,
    array(
        SELECT r.text
        FROM news.removal AS r
        WHERE r.article_id = a.article_id AND r.version = a.version AND r.kind = 'learned'
    ) AS removed
FROM news.learned_line AS k
INNER JOIN news.article AS a ON k.example_article_ids[1] = a.article_id
WHERE k.text IS NULL AND k.source_id = any(%(source_ids)s::integer[])
ORDER BY k.source_id, k.line_hash
