INSERT INTO news.override VALUES (sha256('https://a.example/1'), 'language', 'https://a.example/1', 'pl', 'sure', 'ann', '2026-01-02T03:04:05Z');
