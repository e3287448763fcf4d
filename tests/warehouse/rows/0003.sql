INSERT INTO news.source (name) VALUES ('a'), ('b');
        INSERT INTO news.article (url_key, url_key_hash, source_id, entry_key, origin, title, display_title,
            body, body_kinds,
            authors, language, language_confidence, language_detected, language_is_mixed, language_detector,
            is_over_budget, nul_count, surrogate_count, undecodable_count, mixed_count, content_sha256, page_sha256,
            extractor, ruleset, published_raw, published_local, published_precision, published_zone_source,
            published_where, published_earliest, published_latest)
        SELECT 'https://a.example/' || n, sha256(convert_to('https://a.example/' || n, 'UTF8')), 1,
        'seed:a/1#' || n, 'seed',
            'Łódź ' || n, 'Łódź ' || n, E'One.

Two.', 'pp', '{Ann}', 'pl', 0.9, 'pl', FALSE, 'langid',
            FALSE, 0, 0, 0, 0,
            sha256('text'), sha256('body'), 'plain 1', '1', '2026', '2026', 'year', 'none', 'line',
            '2025-12-31T10:00Z', '2027-01-01T12:00Z'
        FROM generate_series(1, 3) AS n;
        UPDATE news.article SET title = 'Another headline' WHERE article_id = 1;
        INSERT INTO news.removal VALUES (1, 1, 0, 1, 0, 'Read also', 'related_label', 'pl.related', FALSE, '1');
