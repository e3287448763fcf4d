-- Stored pages, and what is known of their bodies.
WITH gone AS (
    DELETE FROM raw.page
    WHERE url_key_hash = any(%(url_key_hashes)s::bytea[])
)

DELETE FROM raw.page_key
WHERE url_key_hash = any(%(url_key_hashes)s::bytea[])
