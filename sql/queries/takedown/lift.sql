-- A takedown holds no longer; what was erased stays erased.
UPDATE ops.takedown
SET
    lifted_at = %(at)s,
    lifted_by = %(by)s
WHERE takedown_id = %(takedown_id)s AND lifted_at IS NULL
