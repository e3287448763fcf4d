-- The lines of new articles and new versions.
INSERT INTO news.article_line AS kept (
    article_id, source_id, day, title_hash, opening_hash, line_hashes, kinds, word_counts, base_sha256, learned_version
)
SELECT
    a.article_id,
    a.source_id,
    CASE
        WHEN a.published_precision IN ('day', 'minute', 'second') THEN left(a.published_local, 10)::date
        ELSE (a.first_seen_at AT TIME ZONE 'UTC')::date
    END,
    l.title_hash,
    l.opening_hash,
    l.line_hashes,
    l.kinds,
    l.word_counts,
    l.base_sha256,
    l.learned_version
FROM stage_line AS l
INNER JOIN stage_article AS s ON l.ordinal = s.ordinal
INNER JOIN news.article AS a ON s.article_id = a.article_id
WHERE l.ordinal = any(%(ordinals)s)
ORDER BY a.article_id
ON CONFLICT (article_id) DO UPDATE
    SET
        day = excluded.day,
        title_hash = excluded.title_hash,
        opening_hash = excluded.opening_hash,
        line_hashes = excluded.line_hashes,
        kinds = excluded.kinds,
        word_counts = excluded.word_counts,
        base_sha256 = excluded.base_sha256,
        learned_version = excluded.learned_version
