-- The lines of these sources rest on all articles of their windows now.
UPDATE ops.line_count AS k
SET
    article_count = (
        SELECT count(*)
        FROM news.article_line AS l
        WHERE
            l.source_id = k.source_id
            AND l.day > (
                SELECT max(newest.day)
                FROM news.article_line AS newest
                WHERE newest.source_id = k.source_id
            ) - %(window_days)s::integer
    ),
    owed_count = 0,
    counted_at = now()
WHERE k.source_id = any(%(source_ids)s::integer[])
