-- severity: error
-- scope: warehouse
-- why: a takedown that was interrupted has left text where it promised that there is none.
SELECT concat('takedown ', t.takedown_id, ' of ', t.decided_at, ' is not finished') AS detail
FROM ops.takedown AS t
WHERE t.lifted_at IS NULL AND t.finished_at IS NULL AND t.decided_at < now() - interval '1 hour'
