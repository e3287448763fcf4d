-- The last body of a feed that could not be read.
INSERT INTO ops.poll_body (feed_id, saved_at, result, detail, body, body_bytes)
VALUES (%(feed_id)s, now(), %(result)s, %(detail)s, %(body)s, %(body_bytes)s)
ON CONFLICT (feed_id) DO UPDATE
    SET
        saved_at = excluded.saved_at,
        result = excluded.result,
        detail = excluded.detail,
        body = excluded.body,
        body_bytes = excluded.body_bytes
