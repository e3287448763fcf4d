-- How long after publication was each article announced to us, and how long after that was it stored?
CREATE OR REPLACE VIEW mart.timeliness AS
SELECT
    a.article_id,
    a.source,
    a.language,
    a.published_at,
    seen.announced_at,
    a.first_seen_at AS stored_at,
    seen.announced_at - a.published_at AS announced_after,
    a.first_seen_at - seen.announced_at AS stored_after,
    a.first_seen_at - a.published_at AS total
FROM mart.article AS a
INNER JOIN news.article AS n ON a.article_id = n.article_id
LEFT JOIN LATERAL (
    SELECT min(s.first_seen_at) AS announced_at
    FROM (
        SELECT n.url_key_hash
        UNION ALL
        SELECT other.alias_hash
        FROM ops.url_alias AS other
        WHERE other.url_key_hash = n.url_key_hash
    ) AS address
    INNER JOIN ops.sighting AS s ON address.url_key_hash = s.url_key_hash
) AS seen ON TRUE
WHERE a.origin = 'live' AND a.published_at IS NOT NULL;

COMMENT ON VIEW mart.timeliness IS 'How long after publication was each article announced to us, and how long after that was it stored? Live articles that state an exact moment.';
COMMENT ON COLUMN mart.timeliness.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.timeliness.source IS 'See mart.article.';
COMMENT ON COLUMN mart.timeliness.language IS 'See mart.article.';
COMMENT ON COLUMN mart.timeliness.published_at IS 'The moment it states.';
COMMENT ON COLUMN mart.timeliness.announced_at IS 'The first poll of any feed that brought it.';
COMMENT ON COLUMN mart.timeliness.stored_at IS 'When it was stored.';
COMMENT ON COLUMN mart.timeliness.announced_after IS 'From publication to that poll: the publisher''s delay and our rhythm. Long where the feed was new to us, below zero where the publisher''s clock is ahead.';
COMMENT ON COLUMN mart.timeliness.stored_after IS 'From that poll until it was stored: our queue and the pace of its site.';
COMMENT ON COLUMN mart.timeliness.total IS 'Both together.';
