-- The other feeds of a blocked host fall due when it is over, spread. Not a failure of theirs.
UPDATE ops.feed_state AS s
SET
    next_poll_at = %(until)s + random() * make_interval(secs => %(spread_s)s),
    next_poll_why = 'host-blocked'
FROM ops.feed AS f
WHERE
    s.feed_id = f.feed_id
    AND f.host = %(host)s
    AND s.next_poll_at < %(until)s
    AND f.feed_id IS DISTINCT FROM %(feed_id)s
