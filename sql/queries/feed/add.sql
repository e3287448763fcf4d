-- A feed that is new. None is returned where its key or address is taken: by what, the caller asks.
WITH added AS (
    INSERT INTO ops.feed (
        feed_key, url, url_key, url_key_hash, url_shown, host, site, title, site_url, language, country, publisher,
        publisher_zone, category, connection_id
    )
    VALUES (
        %(key)s, %(url)s, %(url_key)s, %(url_key_hash)s, %(url_shown)s, %(host)s, %(site)s, %(title)s, %(site_url)s,
        %(language)s, %(country)s, %(publisher)s, %(publisher_zone)s, %(category)s, %(connection_id)s
    )
    ON CONFLICT DO NOTHING
    RETURNING feed_id
)

INSERT INTO ops.feed_state (feed_id, next_poll_at)
SELECT
    feed_id,
    clock_timestamp() + make_interval(secs => %(delay_s)s)
FROM added
RETURNING feed_id
