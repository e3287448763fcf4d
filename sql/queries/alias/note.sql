-- An article goes by another address than the announced one.
INSERT INTO ops.url_alias AS a (alias_hash, alias, url_key_hash, url_key)
VALUES (%(alias_hash)s, %(alias)s, %(url_key_hash)s, %(url_key)s)
ON CONFLICT (alias_hash) DO UPDATE
    SET
        url_key_hash = excluded.url_key_hash,
        url_key = excluded.url_key,
        noted_at = excluded.noted_at
    WHERE a.url_key_hash <> excluded.url_key_hash
