-- After a takedown was lifted: announcements that were erased, and that nothing stands against, may be new again.
DELETE FROM ops.sighting AS s
USING ops.feed AS f
WHERE
    s.feed_id = f.feed_id
    AND s.content_hash = decode(repeat('00', 32), 'hex')
    AND NOT EXISTS (
        SELECT FROM ops.taken_down AS d
        INNER JOIN ops.takedown AS t ON d.takedown_id = t.takedown_id
        WHERE d.url_key_hash = s.url_key_hash AND t.lifted_at IS NULL
    )
    AND NOT EXISTS (
        SELECT FROM ops.takedown AS t WHERE t.kind = 'source' AND t.source = f.feed_key AND t.lifted_at IS NULL
    )
