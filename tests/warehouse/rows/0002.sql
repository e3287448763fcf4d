INSERT INTO raw.page_key VALUES (sha256('https://a.example/1'), sha256('body'), now());
INSERT INTO raw.page (url_key_hash, body_sha256, stored_at, url_key, fetched_at, content_type, body,
    body_bytes,
    entry_key, source, origin)
SELECT url_key_hash, body_sha256, stored_at, 'https://a.example/1', stored_at, 'text/plain', 'body', 4,
'seed:a/1#1',
    'a', 'seed' FROM raw.page_key;
