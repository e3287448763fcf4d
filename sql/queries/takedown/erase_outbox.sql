-- Nobody need look at what is gone.
DELETE FROM ops.outbox AS o
USING ops.outbox_reader AS r
WHERE o.reader = r.reader AND o.article_id = any(%(article_ids)s::bigint[])
