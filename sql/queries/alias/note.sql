-- An article goes by another address than the announced one. Of one that was taken down only the hash of the address is
-- noted, among those that are taken down.
WITH taken AS (
    SELECT
        d.takedown_id,
        d.erased_at
    FROM ops.taken_down AS d
    INNER JOIN ops.takedown AS t ON d.takedown_id = t.takedown_id
    WHERE d.url_key_hash = %(url_key_hash)s AND t.lifted_at IS NULL
),

refused AS (
    INSERT INTO ops.taken_down (url_key_hash, takedown_id, erased_at)
    SELECT
        %(alias_hash)s,
        taken.takedown_id,
        taken.erased_at
    FROM taken
    ON CONFLICT (url_key_hash, takedown_id) DO NOTHING
)

INSERT INTO ops.url_alias AS a (alias_hash, alias, url_key_hash, url_key)
SELECT
    %(alias_hash)s,
    %(alias)s,
    %(url_key_hash)s,
    %(url_key)s
WHERE NOT EXISTS (SELECT FROM taken)
ON CONFLICT (alias_hash) DO UPDATE
    SET
        url_key_hash = excluded.url_key_hash,
        url_key = excluded.url_key,
        noted_at = excluded.noted_at
    WHERE a.url_key_hash <> excluded.url_key_hash
