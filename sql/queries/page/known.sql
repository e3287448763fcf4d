-- Which of these pages are stored already.
SELECT
    k.url_key_hash,
    k.body_sha256
FROM unnest(%(url_key_hashes)s::bytea[], %(body_sha256s)s::bytea[]) AS asked (url_key_hash, body_sha256)
INNER JOIN raw.page_key AS k ON asked.url_key_hash = k.url_key_hash AND asked.body_sha256 = k.body_sha256
