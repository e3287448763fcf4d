-- The server answered for the page of a known article: when to look again follows from the terms of its feed, and from
-- when it was published. A page that is gone is not looked at again; one that came back is no longer withdrawn.
INSERT INTO news.article_check AS c (
    article_id, feed_id, url, host, site, last_checked_at, withdrawn_at, withdrawn_status, etag, last_modified,
    validators_url, next_check_at
)
SELECT
    a.article_id,
    %(feed_id)s,
    %(url)s,
    %(host)s,
    %(site)s,
    now(),
    CASE WHEN %(withdrawn_status)s::integer IS NOT NULL THEN now() END,
    %(withdrawn_status)s,
    %(etag)s,
    %(last_modified)s,
    %(validators_url)s,
    CASE
        WHEN %(withdrawn_status)s::integer IS NULL
            THEN (
                SELECT min(wanted.at)
                FROM (
                    SELECT coalesce(a.published_at, a.first_seen_at) + make_interval(secs => h.hours * 3600 / %(speed)s) AS at
                    FROM ops.feed AS f
                    CROSS JOIN unnest(f.revisit_hours) AS h (hours)
                    WHERE f.feed_id = %(feed_id)s
                ) AS wanted
                WHERE wanted.at > now()
            )
    END
FROM news.article AS a
WHERE a.url_key_hash = %(url_key_hash)s
ON CONFLICT (article_id) DO UPDATE
    SET
        feed_id = coalesce(excluded.feed_id, c.feed_id),
        url = excluded.url,
        host = excluded.host,
        site = excluded.site,
        last_checked_at = excluded.last_checked_at,
        check_count = c.check_count + 1,
        withdrawn_at = CASE
            WHEN excluded.withdrawn_at IS NOT NULL THEN coalesce(c.withdrawn_at, excluded.withdrawn_at)
        END,
        withdrawn_status = excluded.withdrawn_status,
        etag = coalesce(excluded.etag, c.etag),
        last_modified = coalesce(excluded.last_modified, c.last_modified),
        validators_url = coalesce(excluded.validators_url, c.validators_url),
        next_check_at = excluded.next_check_at
