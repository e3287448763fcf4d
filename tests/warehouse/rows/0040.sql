INSERT INTO ops.url_alias
VALUES (sha256('amp'), 'https://a.example/amp', sha256('https://a.example/1'), 'https://a.example/1', now());
