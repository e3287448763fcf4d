-- Articles published, else first seen, in these days, and what was stored in them that became no article; of one source
-- where it is named. A date without an offset counts as if it were in UTC: published_earliest is its beginning in UTC+14.
WITH loose AS (
    SELECT p.url_key_hash
    FROM raw.page AS p
    WHERE
        p.stored_at >= %(since)s AND p.stored_at < %(until)s
        AND (%(source)s::text IS NULL OR p.source = %(source)s)
    UNION
    SELECT s.url_key_hash
    FROM ops.sighting AS s
    INNER JOIN ops.feed AS f ON s.feed_id = f.feed_id
    WHERE
        s.stored_at >= %(since)s AND s.stored_at < %(until)s
        AND (%(source)s::text IS NULL OR f.feed_key = %(source)s)
),

named AS (
    SELECT a.url_key_hash
    FROM news.article AS a
    INNER JOIN news.source AS src ON a.source_id = src.source_id
    CROSS JOIN LATERAL (
        SELECT
            coalesce(
                CASE
                    WHEN a.published_offset_minutes IS NULL THEN a.published_earliest + interval '14 hours'
                    ELSE a.published_earliest
                END,
                a.first_seen_at
            ) AS at
    ) AS counted
    WHERE
        counted.at >= %(since)s
        AND counted.at < %(until)s
        AND (%(source)s::text IS NULL OR src.name = %(source)s)
    UNION
    SELECT loose.url_key_hash
    FROM loose
    LEFT JOIN ops.url_alias AS other ON loose.url_key_hash = other.alias_hash
    WHERE NOT EXISTS (
        SELECT FROM news.article AS a WHERE a.url_key_hash = coalesce(other.url_key_hash, loose.url_key_hash)
    )
),

meant AS (
    SELECT named.url_key_hash
    FROM named
    UNION
    SELECT other.alias_hash
    FROM ops.url_alias AS other
    INNER JOIN named ON other.url_key_hash = named.url_key_hash
)

INSERT INTO ops.taken_down (url_key_hash, takedown_id, article_id)
SELECT
    meant.url_key_hash,
    %(takedown_id)s,
    a.article_id
FROM meant
LEFT JOIN news.article AS a ON meant.url_key_hash = a.url_key_hash
ON CONFLICT (url_key_hash, takedown_id) DO NOTHING
