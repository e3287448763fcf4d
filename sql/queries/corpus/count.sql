-- How many members a corpus has and had, and, where none is a gap, whether their hashes add up to that of the manifest.
SELECT
    c.article_count AS frozen,
    count(m.position) AS found,
    count(*) FILTER (WHERE m.is_taken_down) AS taken_down,
    CASE
        WHEN NOT bool_or(m.is_taken_down)
            THEN sha256(string_agg(m.row_sha256, ''::bytea ORDER BY m.position)) = c.content_sha256
    END AS adds_up
FROM news.corpus AS c
LEFT JOIN news.corpus_member AS m ON c.corpus_id = m.corpus_id
WHERE c.name = %(name)s
GROUP BY c.corpus_id
