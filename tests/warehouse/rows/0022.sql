INSERT INTO raw.entry (feed_id, entry_key_hash, stored_at, entry_key, url_key, url, host, site, content_hash,
    carries_text, title, authors, categories, enclosures)
SELECT 1, entry_key_hash, stored_at, 'feed:a#1', 'https://a.example/1', 'https://a.example/1',
'a.example', 'a.example',
    content_hash, FALSE, 'Łódź', '{}', '{}', '[]' FROM ops.sighting;
INSERT INTO ops.poll VALUES (1, now(), 'poll_feeds', 'r', 'parsed', 200, NULL, FALSE, 9, 0.1, 1, 1, 0,
    0, now(), 'rhythm');
INSERT INTO ops.page_fetch VALUES (sha256('https://a.example/1'), now(), 'https://a.example/1', 'a.example', 'a.example', 'new',
    'ingest_articles', 'r', NULL, 200, NULL, 0, 9, 9, 0.1, FALSE);
