INSERT INTO ops.sighting (entry_key_hash, feed_id, url_key_hash, content_hash, stored_at,
    first_seen_at, last_seen_at)
VALUES (sha256('e'), 1, sha256('https://a.example/1'), sha256('said'), now(), now(), now());
INSERT INTO ops.site (site) VALUES ('a.example');
INSERT INTO ops.host (host, site) VALUES ('a.example', 'a.example');
INSERT INTO ops.robots (robots_url, host, site, standing, text, tried_at)
VALUES ('https://a.example/robots.txt', 'a.example', 'a.example', 'rules', 'User-agent: *', now());
INSERT INTO ops.entry (entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id,
    source, origin,
    priority, not_before, seen_at)
VALUES (sha256('e2'), 'feed:a#2', 'https://a.example/9', sha256('9'), 'https://a.example/9',
    'a.example', 'a.example',
    1, 'a', 'live', 0, now(), now());
INSERT INTO news.article_check (article_id, feed_id, url, host, site, last_checked_at)
VALUES (1, 1, 'https://a.example/1', 'a.example', 'a.example', now());
