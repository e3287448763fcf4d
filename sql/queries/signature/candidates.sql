-- Who shares a band key or a long sentence with these articles? Of a key that a crowd holds, those that stand for it.
WITH asked AS (
    SELECT
        s.article_id,
        array(
            SELECT k.key FROM unnest(s.band_keys) AS k (key)
            WHERE NOT EXISTS (SELECT FROM ops.crowd AS c WHERE c.key = k.key)
        ) AS band_keys,
        array(
            SELECT k.key FROM unnest(s.sentence_hashes) AS k (key)
            WHERE NOT EXISTS (SELECT FROM ops.crowd AS c WHERE c.key = k.key)
        ) AS sentence_hashes
    FROM news.article_signature AS s
    WHERE s.article_id = any(%(article_ids)s)
)

SELECT
    a.article_id,
    o.article_id AS other_id,
    FALSE AS stands_for_a_crowd
FROM asked AS a
CROSS JOIN LATERAL (
    SELECT s.article_id FROM news.article_signature AS s WHERE s.band_keys && a.band_keys
    UNION
    SELECT s.article_id FROM news.article_signature AS s WHERE s.sentence_hashes && a.sentence_hashes
) AS o
WHERE o.article_id <> a.article_id
UNION
SELECT
    s.article_id,
    c.article_id,
    TRUE
FROM news.article_signature AS s
CROSS JOIN LATERAL unnest(s.band_keys || s.sentence_hashes) AS k (key)
INNER JOIN ops.crowd AS c ON k.key = c.key
WHERE s.article_id = any(%(article_ids)s) AND c.article_id <> s.article_id
