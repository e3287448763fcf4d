INSERT INTO ops.feed (feed_key, url, url_key, url_key_hash, url_shown, host, site)
VALUES ('a', 'https://a.example/feed', 'https://a.example/feed', sha256('feed'), 'https://a.example/feed',
    'a.example', 'a.example');
INSERT INTO ops.feed_state (feed_id, etag) VALUES (1, '"x"');
INSERT INTO ops.poll_body VALUES (1, now(), 'unparsable', 'why', 'body', 4);
