-- A feed whose new address another one has: that one is polled from now on.
WITH merged AS (
    UPDATE ops.feed AS f
    SET
        merged_into = other.feed_id,
        updated_at = now()
    FROM ops.feed AS other
    WHERE f.feed_id = %(feed_id)s AND other.url_key_hash = %(url_key_hash)s AND other.feed_id <> f.feed_id
    RETURNING f.feed_id
)

UPDATE ops.feed_state AS s
SET
    status = 'gone',
    next_poll_at = NULL,
    next_poll_why = 'merged'
FROM merged
WHERE s.feed_id = merged.feed_id
