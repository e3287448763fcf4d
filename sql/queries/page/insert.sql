-- Staged pages become rows, unless somebody else has just stored them: the key decides.
WITH new_key AS (
    INSERT INTO raw.page_key (url_key_hash, body_sha256, stored_at)
    SELECT
        url_key_hash,
        body_sha256,
        now()
    FROM stage_page
    ORDER BY url_key_hash, body_sha256
    ON CONFLICT (url_key_hash, body_sha256) DO NOTHING
    RETURNING url_key_hash, body_sha256, stored_at
)

INSERT INTO raw.page (
    url_key_hash, body_sha256, stored_at, url_key, fetched_at, content_type, charset, body, body_bytes, entry_key, source,
    origin, url, title, published_raw, declared_language, language_hint, file, record
)
SELECT
    s.url_key_hash,
    s.body_sha256,
    k.stored_at,
    s.url_key,
    s.fetched_at,
    s.content_type,
    s.charset,
    s.body,
    s.body_bytes,
    s.entry_key,
    s.source,
    s.origin,
    s.url,
    s.title,
    s.published_raw,
    s.declared_language,
    s.language_hint,
    s.file,
    s.record
FROM stage_page AS s
INNER JOIN new_key AS k ON s.url_key_hash = k.url_key_hash AND s.body_sha256 = k.body_sha256
