-- Their groups, which may hang together by them alone; the next refresh makes them anew of those who are left.
WITH broken AS (
    SELECT m.article_id
    FROM news.duplicate_member AS m
    WHERE
        m.group_id IN (
            SELECT theirs.group_id FROM news.duplicate_member AS theirs
            WHERE theirs.article_id = any(%(article_ids)s::bigint[])
        )
),

others AS (
    INSERT INTO ops.outbox (reader, article_id)
    SELECT
        'duplicates',
        b.article_id
    FROM broken AS b
    WHERE NOT b.article_id = any(%(article_ids)s::bigint[])
    ON CONFLICT (reader, article_id) DO UPDATE SET article_id = excluded.article_id WHERE FALSE
)

DELETE FROM news.duplicate_member
WHERE article_id IN (SELECT b.article_id FROM broken AS b)
