-- Pairs of these articles get the kind that the walls among them give: a page of a wall is in no other relation with what
-- has the same text. Gives back the pairs that changed.
WITH judged AS (
    SELECT
        r.article_id,
        r.other_id,
        CASE
            WHEN
                (one.is_wall OR other.is_wall)
                AND (r.is_wall_like OR (r.pair_kind <> 'template' AND r.similarity >= %(wall)s))
                THEN 'wall'
            ELSE r.pair_kind
        END AS kind
    FROM news.article_relation AS r
    INNER JOIN news.article_signature AS one ON r.article_id = one.article_id
    INNER JOIN news.article_signature AS other ON r.other_id = other.article_id
    WHERE r.article_id = any(%(article_ids)s) OR r.other_id = any(%(article_ids)s)
)

UPDATE news.article_relation AS r
SET
    kind = judged.kind,
    joins_group = judged.kind = 'wall' OR (judged.kind <> 'template' AND r.similarity >= %(joining)s)
FROM judged
WHERE r.article_id = judged.article_id AND r.other_id = judged.other_id AND r.kind <> judged.kind
RETURNING r.article_id, r.other_id, r.joins_group
