-- Feeds whose site has a past to be looked for: those named, or all that are polled.
SELECT
    f.feed_id,
    f.feed_key,
    f.url,
    f.site_url,
    f.host,
    f.site,
    f.language,
    f.publisher_zone
FROM ops.feed AS f
INNER JOIN ops.feed_state AS s ON f.feed_id = s.feed_id
WHERE
    f.merged_into IS NULL
    AND (
        (%(sources)s::text[] IS NULL AND s.status IN ('active', 'unreachable'))
        OR f.feed_key = any(%(sources)s::text[])
        OR f.host = any(%(hosts)s::text[])
    )
ORDER BY f.feed_id
