-- What people said of these articles.
SELECT
    url_key_hash,
    field,
    value,
    reason
FROM news.override
WHERE url_key_hash = any(%(url_key_hashes)s::bytea[])
