-- Hashes of lines, and learned lines that no other article of the source holds. A line that others hold too is theirs.
WITH gone AS (
    DELETE FROM news.article_line
    WHERE article_id = any(%(article_ids)s::bigint[])
    RETURNING source_id, line_hashes
),

known AS (
    SELECT DISTINCT
        k.source_id,
        k.line_hash
    FROM gone
    CROSS JOIN unnest(gone.line_hashes) AS line (line_hash)
    INNER JOIN news.learned_line AS k ON gone.source_id = k.source_id AND line.line_hash = k.line_hash
),

shared AS (
    SELECT
        known.source_id,
        known.line_hash
    FROM known
    WHERE EXISTS (
        SELECT FROM news.article_line AS l
        WHERE
            l.source_id = known.source_id
            AND known.line_hash = any(l.line_hashes)
            AND NOT l.article_id = any(%(article_ids)s::bigint[])
    )
),

forgotten AS (
    DELETE FROM news.learned_line
    WHERE
        (source_id, line_hash) IN (
            SELECT
                known.source_id,
                known.line_hash
            FROM known
            EXCEPT
            SELECT
                shared.source_id,
                shared.line_hash
            FROM shared
        )
)

UPDATE news.learned_line AS k
SET
    example_article_ids = array(
        SELECT example.article_id
        FROM unnest(k.example_article_ids) WITH ORDINALITY AS example (article_id, place)
        WHERE NOT example.article_id = any(%(article_ids)s::bigint[])
        ORDER BY example.place
    )
FROM shared
WHERE k.source_id = shared.source_id AND k.line_hash = shared.line_hash
