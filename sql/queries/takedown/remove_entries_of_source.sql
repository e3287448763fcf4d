-- What a source announced of articles that another one had announced first: these stay, its words go.
WITH gone AS (
    DELETE FROM raw.entry AS r
    USING ops.feed AS f
    WHERE r.feed_id = f.feed_id AND f.feed_key = %(source)s
)

UPDATE ops.sighting AS s
SET content_hash = decode(repeat('00', 32), 'hex')
FROM ops.feed AS f
WHERE s.feed_id = f.feed_id AND f.feed_key = %(source)s
