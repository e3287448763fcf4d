-- Feeds that a person wants left alone.
UPDATE ops.feed_state AS s
SET status = 'paused'
FROM ops.feed AS f
WHERE s.feed_id = f.feed_id AND f.feed_key = any(%(keys)s) AND s.status <> 'paused'
RETURNING f.feed_key
