-- Who has this address, now or before it moved, and who has this key? The one that has the address now comes first.
SELECT
    f.feed_key,
    f.url,
    f.url_shown,
    f.url_key_hash,
    (f.url_key_hash = %(url_key_hash)s OR former.feed_id IS NOT NULL) AS has_address
FROM ops.feed AS f
LEFT JOIN ops.feed_former_address AS former
    ON f.feed_id = former.feed_id AND former.url_key_hash = %(url_key_hash)s
WHERE f.feed_key = %(key)s OR f.url_key_hash = %(url_key_hash)s OR former.feed_id IS NOT NULL
ORDER BY f.url_key_hash = %(url_key_hash)s DESC, former.feed_id NULLS LAST
