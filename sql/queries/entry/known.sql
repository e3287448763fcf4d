-- What is known of the entries of a window: by their keys, by their second names, by their articles in this feed.
SELECT
    entry_key_hash,
    alias_hash,
    url_key_hash,
    content_hash,
    same_as
FROM ops.sighting
WHERE entry_key_hash = any(%(entry_key_hashes)s)
UNION
SELECT
    entry_key_hash,
    alias_hash,
    url_key_hash,
    content_hash,
    same_as
FROM ops.sighting
WHERE alias_hash = any(%(alias_hashes)s) AND feed_id = %(feed_id)s
UNION
SELECT
    entry_key_hash,
    alias_hash,
    url_key_hash,
    content_hash,
    same_as
FROM ops.sighting
WHERE url_key_hash = any(%(url_key_hashes)s) AND feed_id = %(feed_id)s
