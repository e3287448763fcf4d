-- A feed that moved for good, unless its new address is registered already.
UPDATE ops.feed
SET
    url = %(url)s,
    url_key = %(url_key)s,
    url_key_hash = %(url_key_hash)s,
    url_shown = %(url_shown)s,
    host = %(host)s,
    site = %(site)s,
    updated_at = now()
WHERE
    feed_id = %(feed_id)s
    AND NOT EXISTS (
        SELECT FROM ops.feed AS other
        WHERE other.url_key_hash = %(url_key_hash)s AND other.feed_id <> %(feed_id)s
    )
