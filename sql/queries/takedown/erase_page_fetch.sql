-- The log of requests keeps when and how, not where.
UPDATE ops.page_fetch
SET
    url = 'taken down',
    detail = NULL
WHERE url_key_hash = any(%(url_key_hashes)s::bytea[])
