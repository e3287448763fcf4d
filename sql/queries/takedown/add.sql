-- A takedown as decided, or as another copy of the warehouse knows it: there it may have been lifted since.
INSERT INTO ops.takedown AS t (
    takedown_id, kind, host, url_key_hash, source, since, until, reason, decided_by, decided_at, lifted_at, lifted_by
)
VALUES (
    %(takedown_id)s, %(kind)s, %(host)s, %(url_key_hash)s, %(source)s, %(since)s, %(until)s,
    %(reason)s, %(decided_by)s, %(decided_at)s, %(lifted_at)s, %(lifted_by)s
)
ON CONFLICT (takedown_id) DO UPDATE
    SET
        lifted_at = excluded.lifted_at,
        lifted_by = excluded.lifted_by
    WHERE t.lifted_at IS NULL AND excluded.lifted_at IS NOT NULL
