-- Pages become or cease to be pages of a wall: three different headlines or more over one text. Looked at are these
-- articles and who is wall-like with them; gives back those that changed.
WITH pair AS (
    SELECT
        r.article_id,
        r.other_id
    FROM news.article_relation AS r
    WHERE r.is_wall_like AND r.article_id = any(%(article_ids)s)
    UNION
    SELECT
        r.other_id,
        r.article_id
    FROM news.article_relation AS r
    WHERE r.is_wall_like AND r.other_id = any(%(article_ids)s)
),

-- UNION, not OR: with that every article would have the whole table read for it.
page AS (
    SELECT s.article_id
    FROM news.article_signature AS s
    WHERE s.article_id = any(%(article_ids)s)
    UNION
    SELECT s.article_id
    FROM pair AS p
    INNER JOIN news.article_signature AS s ON p.other_id = s.article_id
    WHERE NOT s.is_wall
),

judged AS (
    SELECT
        page.article_id,
        count(DISTINCT s.title_hash) >= %(headlines)s AS is_wall
    FROM page
    CROSS JOIN LATERAL (
        SELECT page.article_id
        UNION ALL
        SELECT r.other_id
        FROM news.article_relation AS r
        WHERE r.article_id = page.article_id AND r.is_wall_like
        UNION ALL
        SELECT r.article_id
        FROM news.article_relation AS r
        WHERE r.other_id = page.article_id AND r.is_wall_like
    ) AS alike (article_id)
    INNER JOIN news.article_signature AS s ON alike.article_id = s.article_id
    GROUP BY page.article_id
)

UPDATE news.article_signature AS s
SET is_wall = judged.is_wall
FROM judged
WHERE s.article_id = judged.article_id AND s.is_wall <> judged.is_wall
RETURNING s.article_id, s.is_wall
