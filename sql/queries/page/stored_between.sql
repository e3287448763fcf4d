-- Pages stored in an interval, the start included, the end not, oldest first. Reads only the months it needs.
SELECT
    url_key,
    fetched_at,
    content_type,
    charset,
    body,
    body_bytes,
    entry_key,
    source,
    origin,
    url,
    title,
    published_raw,
    declared_language,
    language_hint,
    file,
    record
FROM raw.page
WHERE stored_at >= %(since)s AND stored_at < %(until)s
ORDER BY stored_at, url_key_hash, body_sha256
