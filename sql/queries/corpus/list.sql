-- Every corpus, the newest first.
SELECT
    c.corpus,
    c.note,
    c.article_count,
    c.taken_down_count,
    c.frozen_at,
    c.frozen_by,
    c.content_sha256,
    c.query,
    c.manifest
FROM mart.corpus AS c
ORDER BY c.frozen_at DESC, c.corpus ASC
