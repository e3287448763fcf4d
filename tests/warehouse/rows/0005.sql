INSERT INTO news.article_line VALUES (1, 1, '2026-01-02', 1, 2, '{3,4}', 'ss', '{5,5}', sha256('base'), '');
INSERT INTO news.learned_line VALUES (1, 3, 'approved', 'Read also', 5, 5, 5, 5, 1, 1, 0, 0, 0, 0, 0,
    5, FALSE, 2,
    '2026-01-01', '2026-01-02', '{1,2}', '{}', 'ann', 'ours', now());
