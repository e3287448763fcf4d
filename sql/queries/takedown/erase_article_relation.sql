-- What their texts have in common with others; the next refresh sees to those others.
WITH others AS (
    INSERT INTO ops.outbox (reader, article_id)
    SELECT DISTINCT
        'duplicates',
        other.article_id
    FROM news.article_relation AS r
    CROSS JOIN LATERAL (VALUES (r.article_id), (r.other_id)) AS other (article_id)
    WHERE
        (r.article_id = any(%(article_ids)s::bigint[]) OR r.other_id = any(%(article_ids)s::bigint[]))
        AND NOT other.article_id = any(%(article_ids)s::bigint[])
    ON CONFLICT (reader, article_id) DO UPDATE SET article_id = excluded.article_id WHERE FALSE
)

DELETE FROM news.article_relation
WHERE article_id = any(%(article_ids)s::bigint[]) OR other_id = any(%(article_ids)s::bigint[])
