-- Nothing is left of it.
UPDATE ops.takedown
SET finished_at = coalesce(finished_at, now())
WHERE takedown_id = %(takedown_id)s
