-- Who has this key and who has this address?
SELECT
    feed_key,
    url_shown,
    url_key_hash = %(url_key_hash)s AS has_address
FROM ops.feed
WHERE feed_key = %(key)s OR url_key_hash = %(url_key_hash)s
