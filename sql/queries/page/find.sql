-- The stored page of an article version, by its hashes.
SELECT
    p.url_key,
    p.fetched_at,
    p.content_type,
    p.charset,
    p.body,
    p.body_bytes,
    p.entry_key,
    p.source,
    p.origin,
    p.url,
    p.title,
    p.published_raw,
    p.declared_language,
    p.language_hint,
    p.file,
    p.record
FROM raw.page_key AS k
INNER JOIN raw.page AS p
    ON k.url_key_hash = p.url_key_hash AND k.body_sha256 = p.body_sha256 AND k.stored_at = p.stored_at
WHERE k.url_key_hash = %(url_key_hash)s AND k.body_sha256 = %(body_sha256)s
