-- The keys of one article that most of these others hold, each with the first few holders: so many that of the other
-- keys' holders no more than `crowd` are left.
WITH held AS (
    SELECT
        k.key,
        count(*) AS holder_count,
        array_agg(s.article_id ORDER BY s.article_id) AS holders
    FROM news.article_signature AS s
    CROSS JOIN LATERAL unnest(s.band_keys || s.sentence_hashes) AS k (key)
    WHERE
        s.article_id = any(%(other_ids)s)
        AND k.key IN (
            SELECT mine.key
            FROM news.article_signature AS asked
            CROSS JOIN LATERAL unnest(asked.band_keys || asked.sentence_hashes) AS mine (key)
            WHERE asked.article_id = %(article_id)s
        )
    GROUP BY k.key
),

added AS (
    SELECT
        h.key,
        h.holders,
        sum(h.holder_count) OVER (ORDER BY h.holder_count, h.key) AS reached
    FROM held AS h
)

INSERT INTO ops.crowd (key, article_id)
SELECT
    a.key,
    h.article_id
FROM added AS a
CROSS JOIN LATERAL unnest(a.holders) WITH ORDINALITY AS h (article_id, place)
WHERE a.reached > %(crowd)s AND h.place <= %(few)s
ON CONFLICT (key, article_id) DO NOTHING
