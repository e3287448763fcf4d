-- Other addresses; their hashes are taken down as well.
DELETE FROM ops.url_alias
WHERE alias_hash = any(%(url_key_hashes)s::bytea[]) OR url_key_hash = any(%(url_key_hashes)s::bytea[])
