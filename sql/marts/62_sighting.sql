-- Which feeds announced which article, and when?
CREATE OR REPLACE VIEW mart.sighting AS
SELECT
    a.article_id,
    f.feed_key,
    min(s.first_seen_at) AS first_seen_at,
    max(s.last_seen_at) AS last_seen_at,
    sum(s.change_count)::bigint AS change_count
FROM ops.sighting AS s
LEFT JOIN ops.url_alias AS other ON s.url_key_hash = other.alias_hash
INNER JOIN news.article AS a ON coalesce(other.url_key_hash, s.url_key_hash) = a.url_key_hash
INNER JOIN ops.feed AS f ON s.feed_id = f.feed_id
GROUP BY a.article_id, f.feed_key;

COMMENT ON VIEW mart.sighting IS 'Which feeds announced which article, and when? One article seen in many feeds is one article with many sightings.';
COMMENT ON COLUMN mart.sighting.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.sighting.feed_key IS 'See mart.feed.';
COMMENT ON COLUMN mart.sighting.first_seen_at IS 'The poll that first brought it.';
COMMENT ON COLUMN mart.sighting.last_seen_at IS 'The last poll that brought it, to within six hours.';
COMMENT ON COLUMN mart.sighting.change_count IS 'How often the announcement changed.';
