-- The reason is gone.
DELETE FROM ops.hold
WHERE reason = %(reason)s
RETURNING since
