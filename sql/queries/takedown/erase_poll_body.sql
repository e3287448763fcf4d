-- Bodies that could not be read, of feeds that announced the article: it may be in them.
DELETE FROM ops.poll_body
WHERE feed_id IN (
    SELECT s.feed_id
    FROM ops.sighting AS s
    WHERE s.url_key_hash = any(%(url_key_hashes)s::bytea[])
)
