-- The next articles a reader has not seen, in the order of their numbers; they leave the outbox with the caller's
-- transaction. `after` is where the last take ended: rows that have just left need not be passed over again.
WITH taken AS (
    SELECT
        reader,
        article_id
    FROM ops.outbox
    WHERE reader = %(reader)s AND article_id > %(after)s
    ORDER BY article_id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)

DELETE FROM ops.outbox AS o
USING taken
WHERE o.reader = taken.reader AND o.article_id = taken.article_id
RETURNING o.article_id
