-- Every feed with what a person wants to know of it, by key.
SELECT
    f.feed_key AS key,
    f.url,
    f.url_shown,
    f.title,
    f.site_url,
    f.language,
    f.country,
    f.publisher,
    f.publisher_zone,
    f.category,
    f.connection_id,
    s.status,
    s.next_poll_at,
    s.last_ok_at,
    s.last_result
FROM ops.feed AS f
INNER JOIN ops.feed_state AS s ON f.feed_id = s.feed_id
WHERE f.merged_into IS NULL
ORDER BY f.feed_key
