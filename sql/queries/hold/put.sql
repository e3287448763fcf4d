-- Nobody claims from now on. A row that is there keeps its beginning.
INSERT INTO ops.hold AS kept (reason, detail)
VALUES (%(reason)s, %(detail)s)
ON CONFLICT (reason) DO UPDATE
    SET
        checked_at = clock_timestamp(),
        detail = excluded.detail
RETURNING xmax = 0 AS is_new
