-- Note that a file was applied. Only a repeatable one may be there already.
INSERT INTO ops.migration AS m (name, sha256, is_repeatable)
VALUES (%(name)s, %(sha256)s, %(is_repeatable)s)
ON CONFLICT (name) DO UPDATE
    SET
        sha256 = excluded.sha256,
        applied_at = clock_timestamp(),
        applied_by = current_user
    WHERE m.is_repeatable
