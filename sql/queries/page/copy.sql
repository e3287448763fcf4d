-- New pages into the stage.
COPY stage_page (
    url_key_hash, body_sha256, url_key, fetched_at, content_type, charset, body, body_bytes, entry_key, source, origin,
    url, title, published_raw, declared_language, language_hint, file, record
) FROM STDIN WITH (FORMAT "binary")
