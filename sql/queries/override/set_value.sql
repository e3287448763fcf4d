-- A person's word on one field of an article; the last word holds.
INSERT INTO news.override (url_key_hash, field, url_key, value, reason, decided_by, decided_at)
VALUES (%(url_key_hash)s, %(field)s, %(url_key)s, %(value)s, %(reason)s, %(by)s, %(at)s)
ON CONFLICT (url_key_hash, field) DO UPDATE
    SET
        value = excluded.value,
        reason = excluded.reason,
        decided_by = excluded.decided_by,
        decided_at = excluded.decided_at
